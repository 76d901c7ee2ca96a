"""Words that say nothing about what is looked for or offered, in both languages. Data.

Four kinds. GRAMMAR holds a sentence together and is passed over everywhere, also within a phrase of the
thesaurus. FRAME says that somebody seeks or offers ("zoekt", "can help with"): it never makes a match, but
may be part of a phrase ("huis zoeken"), when it stands right beside the rest. COMMON is everyday speech, and
is treated like FRAME; so is VAGUE, but the rest of the phrase may be a word further on ("visit lonely
people"). A word of the thesaurus that stands here is not found by itself.
"""

# ruff: noqa: SIM905 - hundreds of quoted words are harder to read than one text

GRAMMAR = {
    "nl": frozenset(
        """
        aan al alle als altijd andere beide bij binnen boven buiten daar daarbij daarmee daarvan daarvoor
        dan dat de der deze die dit doe door dus een eens elk elke en enkele er eraan erbij erg
        ermee ervan ervoor etc evt geen haar had hadden heb hebben hebt heeft heel hem hen het hier
        hij hoe hun ieder iedere iemand iets ik in is je jij jou jouw jullie kan kon kun kunnen mag
        me mee meer mensen met mij mijn mijne mocht moet moeten mogen na naar naast niemand niet
        niets nog nogal nou nu of om omdat onder ons onze ook op over per rond s sinds sommige
        steeds t te tegen tijdens toch tot tussen u uit uw vaak van vanaf vandaan veel vele via vind
        volgens voor vooral vrij waar waarbij waarin waarmee waarvoor wanneer want waren was wat we
        weer wel welke werd wie wij word worden wordt zal ze zeer zelf zich ziet zij zijn zo zoals
        zodat zonder zou zouden zullen
        """.split()
    ),
    "en": frozenset(
        """
        a about after all also am an and another any anybody anyone anything are arent as at be because been
        before being between both but by can cannot cant could couldnt d did didnt do does doesnt
        doing done dont during each every for from got had hadnt has hasnt have havent having he her
        here hers hes him his how i if im in into is isnt it its ive just let lets like ll many may
        me might mine more most much must my no nor not now of off often on one only onto or other
        others our ours out over own per quite rather s she shes should since so some somebody
        someone something still such t than that thats the their theirs them then there theres these
        they theyre this those through to too under until up upon us ve very via was wasnt we well
        were werent what whats when where whether which while who whom whose why will with within
        without wont would wouldnt you your youre yours
        """.split()
    ),
}

FRAME = {
    "nl": frozenset(
        """
        aanbieden aanbod aanrader af beste betaalbaar betaalbare beter betrouwbaar betrouwbare bied bieden
        biedt contact contacten denkt dient doen doet eerste eigen ervaren ervaring ga gaan gaat
        gebruik gebruikt geef geeft geven gezocht goed goede goedkoop goedkope goeie graag groot
        grote handig handige help helpen helpt hou houden houdt hulp jong jonge ken kennen kent
        kijken kijkt klein kleine kom komen komt krijgen krijgt laat laten leert leuk leuke leuks
        liefst maak maakt maken mooi mooie nieuw nieuwe nodig nodige omhoog oud oude persoon plannen
        probeert proberen raad raakt regelmatig samen snel snelle staan staat tip tips vinden vindt
        vraag vraagt vragen weet wens wenst wenste werk werken werkt weten wil wilde willen wilt wou
        zet zetten zit zitten zoek zoeken zoekende zoekt
        """.split()
    ),
    "en": frozenset(
        """
        able advise affordable around ask asks available best better big buy cheap connect connected contact
        contacts experience experienced find finding get gets getting give gives giving go goes
        going good great help helping helps idea ideas intro introduce introduction keen know known
        knows large likes local look looking looks love loves made make makes making meet meeting
        need needed needs new nice offer offering offers old people person planning plans please
        recommend recommendation reliable runs seek seeking seeks small start starting starts take
        takes taking talk talks tip tips tries try trying use used uses using want wanted wants wish
        wishes work worked working works young
        """.split()
    ),
}

COMMON = {
    "nl": frozenset(
        """
        acht actief allebei allerlei alles ander anders april augustus avond avonden bang bedrag beetje
        begin beginnen begint begonnen bekend belangrijk bezig binnenkort blij blijft blijven boos
        breed broer buurt collega dag dagelijks dagen dame december deel derde deur dezelfde
        dichtbij ding dingen dinsdag dochter donderdag doorverkopen dorp drie droomt druk duidelijk
        echt echte eind elkaar enorm enthousiast extra februari fijn fijne gauw geleden gelukkig
        gemakkelijk genoeg genoemd genoemde gesprek gevolgd gewoon gezellig gratis groene groener
        grootste half hand handen heer hekel hele helemaal herfst hetzelfde hoek hoeveel hoge
        honderd hoog idee ideeen jaar januari jaren jarenlang jarig jarige juli juni kant keer klaar
        klant klanten kort korte kosten kwijt laatste land lang lange langs lastig lekker lente
        leren lezen liever linker lukken lukt maand maandag maanden maar maart makkelijk man manier
        manieren mannen meest meeste mei meter middag minder minuten misschien moe moeder moeilijk
        mogelijk mogelijkheden mogelijkheid moment morgen naam negen net netwerk noemt november
        ochtend oefenen oktober oma onderwerp ongeveer opa ouders overweegt overwinnen paar plaats
        plek plezier plezierig plotseling precies prijs prive probleem problemen project projecten
        reden regelen regelt rest rondom ruim rustig rustige september serieus slechts slim slimme
        soort soorten speciaal speciale spoed stad stap stappen sterk sterke stuk stukje stukken
        team teams terug thuis tien tijd tijdelijk twee tweede twijfelt twintig uitzoeken uren uur
        vader vandaag vanwege vast vaste veertig veilig veilige veiliger verder verschil
        verschillende verstand vertellen vertelt vier vijf vijftig vol voldoende volgen volgend
        volgende volle vorig vorige vriend vrienden vriendin vrijdag vrije vroeger vrouw vrouwen
        waard waarde week weekend weinig wekelijks weken welkom wereld wijk winter woensdag wonen
        woonde woont zaken zaterdag zegt zeker zelfde zes zeven zien zin zinvol zoiets zojuist zomer
        zondag zoon zus zusje
        """.split()
    ),
    "en": frozenset(
        """
        abroad across afternoon again ago almost along already although always among april august autumn
        away back based become bit board bring brother called case certain cheaper city clear close
        colleague colleagues come comes common cost costs country couple customer customers daily
        daughter day days december decide decides different difficult door down drive drives drove
        early easy eight eighty else end enough enthusiast enthusiasts even evening evenings
        eventually ever everything exactly far father february feel few fifty first five fond former
        forty four fresh friday friend friends full fun half hall happy hard high hour hours hundred
        husband important instance interested interesting january july june keep kind last later
        learn least leave less life little live lived lives living long longer lost lot lots main
        man march maybe mean men minute minutes moment monday month months morning mother move moved
        moves name near nearby network never next nine ninety november nowhere number october once
        open owner owns parents part particular parts past perfect place places possible previous
        price private problem problems professional project projects put quick quickly quiet ready
        really reason right same saturday second see september serious seven seventy several short
        simple sister six sixty size slow somewhere son soon sort spare special specialised
        specialises specialist specialized spring stage stop stops strong stuff summer sunday sure
        team teams tell ten thing things think third thousand three thursday time times today
        together tomorrow tonight topic town tuesday twelve twenty twice two unique usual usually
        value village way ways wednesday week weekend weekends weekly weeks welcome wife winter
        woman women world worry worth year years yet
        """.split()
    ),
}

VAGUE = {
    "nl": frozenset(
        """
        aandacht aankomst aanvragen aardig achteraf achterblijven achterkant achttien alleen
        allemaal alvast alweer anderen angstig armen bedoeld begrijpen begrijpt behoorlijk behouden
        bekijken bereid bereiken beslissen besluit bestaan bestaat bestellen bestemming betaalt
        betrokken bewijs bewust bezoeken bezoekt bezorgd bijna bijzonder bijzondere bijzonders
        binnenkant bleef blijkt bovenkant bracht brengen brengt broers broertje buitenkant circa
        compleet dacht deed denken dertien dertig dicht diep dik dingetje direct dol donker droog
        duizend dun durft durven duurt eenvoudig eenvoudige eerlijk eerlijke eeuw eigenlijk
        eindelijk elf erachter eraf erger ergste erin ernaast erop erover eruit fout fris gaf gast
        gasten gebeld gebeurd gebeuren gebeurt gebleven gebruiken gedaan gedacht gedoe gegaan
        gegeven gehaald gehad gehoord gek gekeken gekke gekomen gekregen gelegd gelezen genomen
        geraakt gesproken gestaan gevaar gevoel gevonden gevraagd gewend geworden gezegd gezeten
        gezien ging gooien gooit groeien groeit grotere haalde haalt halen halfjaar hangen hangt
        hard heerlijk heerlijke heet heftig helaas helder herkennen hierheen hoeft hooguit hoop
        hoopt hoort hopelijk horen huidig huidige iedereen ineens juist juiste kans kansen keek
        kiest kiezen kleiner kleiners koud kracht kreeg kwam kwartaal laag lag leeg leek leggen legt
        lekkere leven levend liefste liggen ligt lijken lijkt links los luisteren mannelijke
        meenemen meisje meisjes meneer merken merkt meteen mevrouw midden miljoen minstens moed
        moeilijke mooier najaar nam nat nauwelijks neef neemt negentien negentig nemen nicht niks
        nooit omgaan onderkant ondersteunen ontdekken ontdekt ontzettend ooit open opgezet oplossen
        oplossing opnieuw opzetten overdag overkomen pakken pakt passen passende pech plaatselijk
        plaatselijke praat praten raar raken rand rare redelijk richting scherp schoonzus slaat
        slechter sloeg sluiten smal snappen snapt soms spannend spannende spreken springen staand
        stapel steekt stil stond straks sturen stuurt tachtig tamelijk tekort telkens tiende
        toekomst toen trekken trekt trouwens twaalf uitdaging uitleg uitleggen uitnodigen uitstekend
        uitstekende uitvoeren vallen valt vanuit veertien verdienen verdient verdwenen verdwijnen
        verdwijnt verkeerd verkeerde verkoopt verkopen verlengd verliest verliezen verloor verloren
        vertrekken vertrekt vertrok verwacht vierde vijfde vijftien vinger voelde voelen voelt
        volledig vond vooraf voorbeeld voorjaar voorkant voorkomen voornaam vreemd vreemde
        vrouwelijke wacht wachten warm wegbrengen weggaan wist woord woorden zacht zag zeggen zei
        zelden zesde zestien zestig zette zeventien zeventig zichtbaar zorgen zowat zwaar zwager
        zwak zware
        """.split()
    ),
    "en": frozenset(
        """
        accept accidental accompany actually add adult adults afford afterwards age aged ages alone
        answer anywhere argument arrange arrive arrived arrives aside attend avoid aware awful
        awfully basic bear beat beautiful becoming beforehand behave bigger block boring bottom
        bright bringing brings broke brotherinlaw brought build builds built busy calm came carry
        catch century change changes character choice choose cold collect completely conducts
        continue corner correct cousin cover crazy crossed current currently dare dares dark daytime
        deep depend depends develop discover discuss doubt dry due edge eighteen eleven empty
        enormous enter equal everybody everyone everywhere exist expect expected expects expensive
        explain explains fairly fast felt fetch fifteen fifth fiftieth final finally force forget
        forgets formal fortieth forward fourteen fourth front fully funny gave gentle girl girls
        glad grab guest guests handle hang hangs happen happened happens hear heard hears hired hit
        hold holds hole honest hope hopefully hopes hot immediately improve increase inside interest
        knew lack larger late lay leaves leaving left level lie lies listen looked loose low mad
        madam mark matter matters meant mess middle million mind miss missing mistake mister mix
        mostly narrow nearly nephew nervous nicer niece nineteen nobody nothing notice odd older
        opinion opportunity option outside page pages pair perhaps pick picked picks piece play
        plays point prepare prepares present pretty prevent pride prove pull purpose quarter raise
        rare rarely reach receive receives record reduce reference refuse release remember remove
        request return rich rise rough roughly round run said sat saw say says search secret seem
        seemed seems seen send sends series serve seventeen shake shape share shares sharp shirt
        shock shut side silent single sir sit sits sixteen sixth sixtieth skill smaller smart smooth
        soft sold solve sometimes sound space speak speaks spend spends spoke stand standing stands
        stay stayed stays step steps stick stood strange stuck style success suffer suffers surprise
        survive switch taken talented tenth thick thin thirteen thirtieth thirty thought throw
        throws tie tight tired told took top total touch track trick troubled trust turn turned
        turns understand understands unfortunately unhappy urgent vanished variety version versions
        visit visits warm watched weak wear weird went wet whole wide willing win wishing worried
        worse worst younger
        """.split()
    ),
}

# Small words that count in a phrase of the thesaurus: to take over a business is not to take it, and in "haar
# laten knippen" it is hair.
TELLING = {"nl": frozenset({"haar"}), "en": frozenset("off out over up".split())}

# What comes after these is what something is for: flowers for a church are flowers.
PURPOSE = frozenset("for tbv voor".split())

# A text with one of these tells what somebody wants, whatever they are fond of.
WISHES = frozenset("like need needs wants want wil wilt willen wish wishes would zoek zoekt looking".split())

# Who stands before these is the one that seeks: a choir looks for a hall.
SEEKS = frozenset("looking seek seeking seeks wants zoek zoekt zoeken".split())

# Who listens to podcasts doesn't make them: beside one of these, all counts for less.
PASSIVE = frozenset(
    """
    abonnee abonnement addicted afraid allergic allergisch bang dol drinks drinkt eats eet fan fear fears
    follows fond gek hates hekel kijkt listens luistert naast obsessed scared subscriber subscribes
    subscription verslaafd volgt watches
    """.split()
)

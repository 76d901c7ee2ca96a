"""Words that say nothing about what is looked for or offered, in both languages. Data.

Four kinds. GRAMMAR holds a sentence together and is passed over everywhere, also within a phrase of the
thesaurus. FRAME says that somebody seeks or offers ("zoekt", "can help with"): it never makes a match, but
may be part of a phrase ("huis zoeken"). COMMON is everyday speech, and is treated like FRAME. A word of the
thesaurus that stands here is not found by itself.

VAGUE holds words as common that are a part of many phrases ("dropped", in "dropped phone"): such a word does
its full part in a phrase, but by itself it is no clue to one, nor a word worth sharing.
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
        aandacht aangepast aanval aanvallen achter achtergrond actie acties actieve afbeelding
        afbeeldingen afkomstig afrikaanse afspraak afstand agenda agent agenten algemeen algemene
        anti arme avonds baas bedacht beeld beelden begrijp begrijpen begrijpt behoorlijk
        behouden bekende bel belang ben bepaalde bepalen beperkt bereiken bereikt beschermd
        beschermen bescherming beschikbaar besluit bespreken bestaan betaald betaalt betekenen
        betere betrekking betrokken beurt bewijs bewijzen bewust bezoek bezoeken bezoekers bijna
        bijzonder bijzondere blauw blauwe bleek blijf boeken breng brengen broers buitenlandse
        center centraal centrale centrum city combinatie commissie concept controle controleren
        dagelijkse dames deelnemers delen den denk denken des dienen diep direct directe doden
        doel donker dood draag draaien dragen droog dubbel dubbele eenheid eentje eenvoudig
        eenvoudige eer eerder eerdere eerlijk eerst eeuw effect eigenaar einde engelse enig enige
        enkel erin eruit europese fans feit feiten financiele forum fout fouten free gaten
        gebeurd gebeurde gebeuren gebeurt gebied gebieden gebruiken gebruiker gebruikers
        gebruikte gedeelte gedood gedragen geest gegaan gegeven gehaald gekomen gelegen geleverd
        gelooft geloven geluk gelukt gemiddeld gemiddelde genaamd generaal generatie geniet
        genieten gepubliceerd gespeeld gesprekken gesproken gestart gesteld gestuurd gevaarlijk
        geval gevallen gevoel gevolg gevolgen gevonden gevraagd geweldig geweldige gewond
        gewonnen gezet gooi gooien gouden graden grap grappig grenzen groei groeien haal haalde
        halen halve hangen hard harde heilige helder herinneren herinneringen high hoef hoeft
        hoeven hoger hogere home hoofd hoort inclusief indien ingezet instantie invloed inzet
        jezelf jongen juist juiste kaart kanaal kans kansen kanten karakter kennis keuze kies
        kijk kilometer kind klas klasse klassieke klik komende komst koop kop kopen korting koud
        kracht krijg kwaliteit laatst lage lager lagere landelijke landen langer last later
        leeftijd leeg leg leggen lekkere let licht lid liggen lijn lijst live loop loopt lopen
        lossen luisteren maatschappij macht makkelijker mede meedoen meerdere meisje meisjes
        melden melding men mens merk middel middelen midden min missie moderne moeders moeilijke
        moeite namen namens naties nationaal nationale natuur natuurlijk natuurlijke nauwelijks
        neem negatieve nemen netjes neus niveau non noord noorden nummer nummers officieel
        officiele olympische omgaan onafhankelijk onafhankelijke onderdeel onderweg ontdekken
        ontdekt ontmoet ontmoeten ontstaan ontvangen ontwikkelen ontwikkeling ontwikkelingen oost
        oosten open openbaar openbare openen opening opgelost oplossen oplossing opnemen opnieuw
        optie optreden oranje orde overleven overzicht pad pak pakken partijen party pas passen
        past personen persoonlijk persoonlijke ploeg plus positie post praat praktijk praten
        premier president prijzen pro proces product producten professionele publiek publieke red
        redden regionale relatief republiek rij risico rode rol ronde rood roze rust samenleving
        seconden sector selectie serie show single situatie slecht slechte slot sluit sluiten
        snap snelheid sneller sociaal social speel speelde spoor sta stand standaard star start
        starten staten stel stelde stellen ster sterren sterven steun stil stop stoppen stopt
        sturen stuur super taak teken ten thema theorie tijdelijke tijden tijdje toegevoegd
        toekomst top traditie type uitdaging uitgebreid uitgevoerd uitgezonden uitzending unie
        val vallen valt veld ver verbeteren verbinding verbonden verdere verenigd vergelijking
        verkeerde verklaring verliezen verloor verloren vertel vertelde vertrek vertrekken
        verwijderen verzoek vierde vieren vis visie vlaamse voel voelde voelen voeren volg volgde
        vond vonden voorbij voorlopig voormalig voormalige vorm vormen vreemde vrijheid vroeg
        vrouwelijke waarden waarheid wakker war warm warme weg wegen west westen wijzen wilden
        winnen winst wit witte won woord woorden zag zelfs zette zicht zichtbaar zuid zuiden
        zware zwart zwarte
        """.split()
    ),
    "en": frozenset(
        """
        accept accepted action actions addition additional address administration adult advance
        advanced affairs against age agency agent air allow allowed allowing allows alternative
        ancient announced annual answer answers anti appeal applied apply appreciate approved
        area areas argument arm arms arrived arts assembly attack attacks attention award awards
        aware background balance bar base basic basically bear beat beautiful becomes becoming
        behavior behind bill black block blue bodies body boss bottom boy boys break breaking
        bringing brings britain broke brothers build built buying call calling calls candidate
        capacity captain career carried carry carrying cases cast catch cause caused causes
        center central centre century chain challenge champion change changed changes changing
        channel chapter character characters charge charged charges check chief choice choose
        cities claim claimed claims clearly click closed coast cold college combination combined
        coming comment comments commercial commission committee communities community compared
        competition complex concept condition conditions confidence congress connection
        conservative contains content continue continued continues control conversation cool core
        corner corporate correct council count countries cover coverage covered create created
        creating credit crew crisis critical cross crowd cup current currently cut cutting dad
        damage dangerous dark deal dealing decision decisions deep degree delivered demand
        democratic description details determine determined device difference direct directed
        direction directly discovered discuss discussion display distance distribution district
        division double doubt draft drop dropped due duty earth east eastern eat edition effect
        effective effects elements emotional ended ending ends enter entered entry equal
        equipment era escape essential established estimated evidence exchange expect expected
        expensive explain express extended extra face facilities facility fact facts failure fair
        faith fake fall falling falls false fan fast fat fear feature features federal feeling
        feelings feels fell fellow field fields fight fighting file fill filled final finally
        finds flow flying focus focused follow followed following follows force forced forces
        forget forgot form formed forms forward found free freedom friendly front function funny
        further general generally generation giant girl girls goal goals goods governor grade
        grand granted green ground growth guard hand handle hands hang head heads heart heavy
        helped higher highly hill hold holding holds hole honest honestly hot identified identity
        image images impact increase increased increasing independent inside inspired
        intelligence interest interests internal investigation involved issue issued issues items
        join joined joint joke jump keeping keeps key knowing knowledge lack ladies lady lake
        land largely late launch launched lay lead leader leaders leading leads leaves leaving
        led left leg legs letter letters level levels liberal lie lies light lights limit limited
        line lines link links list listed listen looked lose losing loved lovely low lower lying
        mainly major majority male mass master match material materials matter matters max
        meaning means measure measures member members mental method methods mid middle miles
        minimum minister miss missed missing mission mix mobile model models modern mom movement
        moving multiple myself named names nation national nations native nearly negative net
        night nobody non north northern note noted notes nothing notice noticed numerous offered
        office officer officers older ones opened opening opinion opportunities opportunity
        option options order ordered orders original originally outside owned owners pack page
        pages paid pair parties partner party pass passed passing path peace percent perform
        performance performed personal pick picked picture pictures piece pieces platform play
        played player players playing plays plus point points policies policy pool poor pop
        popular post posted posts power powerful powers practice pre prepared presence present
        presented president pressure prevent primary prior pro probably process produce produced
        profit proof proposed protect protection provide provided provides providing pull pulled
        purpose putting quality question questions race raise raised ran range rare rate rates
        ray reach reached read real reality receive received recent recently red reduce reduced
        region regional relationship relationships release released report reported reports
        republic request require required requirements requires reserve resources response
        responsibility responsible return returned returns revenue review rich ride rights ring
        rise risk river road role roll rose round route safe safety save saved saw scale scene
        schedule score scored search seat sector secure security selected selection self send
        sending sense series seriously serve served serving session set sets setting shape share
        shared sharing shoot shooting shot shots show showed showing shows side sides signal
        silver simply single sit site sites sitting skills sky smaller smart social society soft
        solo solution source sources south space speak speaking species specific specifically
        speed spend spending split spot staff stand standard standards standing stands star stars
        started statement status stay step steps stick stopped storm stream strength structure
        struggle stuck style sub subject success successful suit super supply support supported
        supporting supreme surface surprise surprised survey sweet taken talent talked talking
        target task taste telling tells temperature term terms test testing tests theme theory
        thinking thinks thought thoughts throw till tiny tired top total totally touch tour track
        trading traditional trial tried trouble true turn turned turning turns type types
        understand understanding unit united units update upper useful user users valley values
        van variety view views vision visit volume voted votes wait waiting warm waste watch
        watched watching web west western white whole win wing winning wins word words writer
        written wrong yourself zero
        """.split()
    ),
}

# Who listens to podcasts doesn't make them: beside one of these, all counts for less.
PASSIVE = frozenset(
    """
    abonnee abonnement addicted dol fan follows fond gek kijkt listens luistert obsessed subscriber
    subscribes subscription verslaafd volgt watches
    """.split()
)

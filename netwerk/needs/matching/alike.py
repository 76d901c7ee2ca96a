"""Words that may stand for each other in a phrase: who sells a flat sells a house. Data.

Only within phrases of the thesaurus, and only words for which what is asked stays the same: a sick daughter
is a sick child, whatever a daughter may be by herself. The first of each line stands for all.
"""

from collections.abc import Callable

ALIKE = {
    "nl": """
        huis woning flat flatje appartement huisje bovenwoning koophuis koopwoning huurhuis
        kind zoon dochter zoontje dochtertje kleinkind kleinzoon kleindochter peuter kleuter kindje
        moeder vader oma opa schoonmoeder schoonvader schoonouders tante oom mama papa
        echtgenoot partner echtgenote verloofde
        kapot defect
        repareren herstellen fiksen
        kopen aanschaffen aankopen
        auto wagen
        baan job
        cursus training workshop les lesje
        baas chef leidinggevende
        arts dokter
        bedrijf onderneming firma bedrijfje
        huisbaas verhuurder
        ruzie conflict onenigheid bonje
        ouderen senioren bejaarden
        hond hondje viervoeter
        kat poes kater poesje katje
        boot bootje schip scheepje
        computer pc laptop macbook
        telefoon mobiel smartphone iphone mobieltje
        website site webpagina
        bruiloft trouwerij huwelijk trouwfeest
        feest feestje fuif
        zaal zaaltje ruimte
        tuin tuintje
        kamer kamertje
        bus busje
        muur wand
        bank sofa
        taart taartje
        winkel winkeltje
        schilderij doek
        baby pasgeborene babytje
        school basisschool
        bang angstig
        film filmpje
        liedje nummer lied
        """,
    "en": """
        house flat apartment condo
        child son daughter kid toddler boy girl grandson granddaughter grandchild
        parent mother father mum mom dad grandmother grandma granny grandpa grandad aunt uncle
        husband wife spouse partner boyfriend girlfriend fiance fiancee
        fix repair mend
        broken faulty
        lesson class course workshop
        buy purchase
        car vehicle
        bike bicycle
        boat ship dinghy
        dog puppy
        cat kitten
        computer laptop pc macbook
        phone mobile smartphone iphone
        website site webpage
        wedding marriage
        party celebration
        venue hall space
        company business firm
        shop store
        boss manager
        doctor physician
        old elderly
        job position
        film movie
        garden yard
        trousers pants
        photo picture
        sofa couch
        song tune
        painting canvas
        colleague coworker
        """,
}


def first_of_each(stem: Callable[[str, str], str]) -> dict[str, dict[str, str]]:
    """By language: the stem that stands for each of the others. `stem`: from language and word to stem."""
    return {
        code: {
            stem(code, word): stem(code, row.split()[0]) for row in rows.split("\n") for word in row.split()
        }
        for code, rows in ALIKE.items()
    }

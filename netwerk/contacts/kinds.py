"""Words that tell how two people know each other, Dutch and English. Pure.

The kinds are those of Connection.How. A word counts in any case, with or without its accents.
"""

from netwerk.contacts.words import fold

WORDS = {
    "partner": """boyfriend echtgenoot echtgenote fiance fiancee girlfriend husband man partner spouse
        verloofde vrouw wife""",
    "family": """aunt brother broer broers broertje cousin dad daughter dochter familie family father gezin
        grandfather grandmother kleindochter kleinzoon mama moeder mom mother mum neef neefje nephew nicht
        nichtje niece oma oom opa papa schoonouders sister son tante tweeling uncle vader zoon zus zussen
        zusje zuster zwager""",
    "friend": """bestie friend friends kameraad maat maatje vriend vrienden vriendin vriendinnen""",
    "colleague": """baas boss collega collegas colleague colleagues coworker coworkers kantoor office werk
        work""",
    "client": "client clients customer customers klant klanten opdrachtgever opdrachtgeefster",
    "neighbour": """buren buur buurman buurmeisje buurjongen buurt buurvrouw neighbor neighbors neighbour
        neighbours straat street""",
    "club": """atletiek badminton band basketbal basketball bestuur boksen boulderen boxing bridge chess choir
        church climbing club cricket cycling dance dansen darts fietsen fitness football golf gym handbal
        hardlopen hockey honkbal judo karate kerk klimmen koor korfbal lions manege moskee mosque orchestra
        orkest padel paardrijden petanque pilates roeien rotary rowing rugby running sailing salsa schaatsen
        schaken scouting skating soccer sport sportschool squash swimming team tennis toneel turnen vereniging
        voetbal volleybal volleyball wandelen wielrennen yoga zeilen zumba zwemmen""",
    "studies": """campus class classmate college dispuut gestudeerd jaarclub klas klasgenoot klasgenote
        opleiding school studeerde studeerden studie studiegenoot studiegenote studies studied uni
        universiteit university""",
}
KINDS = {word: kind for kind, words in WORDS.items() for word in words.split()}
ENDINGS = {  # of longer words: schoonzus, roeivereniging, oud-collega
    "broer": "family", "dochter": "family", "moeder": "family", "vader": "family", "zoon": "family",
    "zus": "family", "buren": "neighbour", "collega": "colleague", "club": "club", "koor": "club",
    "vereniging": "club", "voetbal": "club",
}  # fmt: skip
FORMER = frozenset(["ex", "former", "oud", "old", "voormalig", "voormalige", "vroeger", "vroegere"])
# What says no more than the kind does itself.
PLAIN = frozenset([
    "partner", "familie", "family", "vriend", "vrienden", "friend", "friends", "collega", "collegas",
    "colleague", "colleagues", "ex", "former", "oud", "klant", "klanten", "client", "clients", "customer",
    "buur", "buren", "neighbor", "neighbors", "neighbour", "neighbours", "club",
])  # fmt: skip
# Before a name they say who that is: "zijn zus Anna".
TITLES = frozenset(
    word
    for word, kind in KINDS.items()
    if kind in ("partner", "family", "colleague", "client", "neighbour")
    or word.startswith(("vriend", "friend"))
) - {"baas", "boss", "kantoor", "man", "office", "son", "straat", "street", "werk", "work"}


def kind_of(words: str) -> str:
    """The kind that a few words tell of, "" when they tell none: "haar oud-collega" gives "former"."""
    told = fold(words.replace("'", "").replace("’", "")).split()
    kind = next(filter(None, map(_kind, told)), "")
    if not FORMER.intersection(told) and not any(word.startswith(("excoll", "oudcoll")) for word in told):
        return kind
    return {"colleague": "former", "partner": ""}.get(kind, kind)


def is_plain(words: str) -> bool:
    """Whether a kind says all that these words say."""
    return PLAIN.issuperset(fold(words.replace("'", "").replace("’", "")).split())


def _kind(word: str) -> str:
    ending = next((kind for end, kind in ENDINGS.items() if word.endswith(end)), "")
    return KINDS.get(word, ending)

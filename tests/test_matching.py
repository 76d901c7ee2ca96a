"""Matching, pure: what is read, what fits, and why."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from netwerk.needs.matching import (
    WHERE,
    BadConceptError,
    Concept,
    Match,
    Term,
    Thesaurus,
    Wanted,
    about,
    compounds,
    explain,
    keys,
    ours,
    rank,
    read,
    restored,
    score,
    shortlist,
)
from netwerk.needs.matching.alike import ALIKE
from netwerk.needs.matching.concepts import ID, concept, faults, load
from netwerk.needs.matching.inflection import forms
from netwerk.needs.matching.words import alike, stem

JUDGED = Path(__file__).with_name("matching.json")
TEXTS = [row["text"] for rows in json.loads(JUDGED.read_text()).values() for row in rows]
texts = st.sampled_from(TEXTS)
anything = st.text(max_size=200)


def fits(need: str, offer: str, where: float = 1.0) -> Match | None:
    return score(read(need), read(offer), where)


def concepts_of(text: str) -> set[str]:
    return {term.concept for term in read(text)} - {""}


# What is found


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("zoekt een fiscalist", "belastingadviseur"),  # a role and another
        ("hulp bij de belastingaangifte", "fiscalist"),  # a thing and a role
        ("needs a tax adviser", "fiscalist"),  # across languages
        ("zoekt iemand die de schoorsteen veegt", "chimney sweep"),
        ("zoekt fietsenmakers", "fietsenmaker"),  # inflection
        ("wil haar huis laten verbouwen", "verbouwt huizen"),
        ("looking for translators", "vertaalster"),
        ("zoekt een gitaarleraar", "leraar gitaar"),  # a compound, and the same apart
        ("zoekt een advocaat arbeidsrecht", "arbeidsrechtadvocaat"),
        ("zoekt een bouwer van websites", "web site builder"),
        ("wil een bv oprichten", "richt vaak bv's op"),  # a verb taken apart
        (
            "zoekt iemand met verstand van Kubernetes",
            "werkt veel met Kubernetes",
        ),  # no concept, the same word
        ("zoekt hulp met een Zaanse gevel", "weet alles van Zaanse huizen"),
        ("zoekt een muziekdocent", "pianolerares"),  # what is offered is a kind of what is asked
        ("needs a plumber", "verwarmingsmonteur"),  # near
        ("zoekt iemand voor haar tuin", "hovenier"),  # a weak concept that is all there is
        ("IT-er gezocht", "systeembeheerder"),
    ],
)
def test_these_fit(need: str, offer: str) -> None:
    assert fits(need, offer)


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("zoekt een fiscalist", "houdt van tuinieren"),
        ("needs a good plumber", "good at chess"),  # small words
        ("zoekt een cursus boekhouden", "geeft cursussen bloemschikken"),  # only a weak concept
        ("zoekt advies", "is adviseur"),
        ("zoekt iemand met een groot huis", "heeft een groot hart"),
        ("needs a dentist in Zwolle", "lives in Zwolle"),  # the lesser half of the need
        ("looking for support for her child", "handles child support"),  # English means the order of words
        ("wil met een leraar praten om te interviewen", "ominterviewer"),
    ],
)
def test_these_do_not_fit(need: str, offer: str) -> None:
    assert fits(need, offer) is None


def test_a_closer_offer_is_better() -> None:
    need = "zoekt een pianoleraar"
    offers = ["geeft pianoles", "geeft muziekles", "geeft gitaarles"]
    scores = [match.score if (match := fits(need, offer)) else 0 for offer in offers]
    assert scores[0] > scores[1] > scores[2]


def test_a_specific_offer_meets_a_general_need_better_than_the_reverse() -> None:
    general, specific = "music teacher", "piano teacher"
    down, up = fits(general, specific), fits(specific, general)
    assert down
    assert up
    assert down.score > up.score


def test_more_of_the_need_is_better() -> None:
    both, one = (
        fits("fotograaf voor een bruiloft", "trouwfotograaf"),
        fits("fotograaf voor een bruiloft", "fotograaf"),
    )
    assert both
    assert one is None or both.score > one.score


def test_who_only_likes_a_thing_counts_for_less() -> None:
    makes, likes = (
        fits("wil een podcast maken", "maakt podcasts"),
        fits("wil een podcast maken", "luistert podcasts"),
    )
    assert makes
    assert likes is None or likes.score < makes.score


def test_where_it_was_read_counts() -> None:
    scores = [
        match.score for where in WHERE.values() if (match := fits("zoekt een notaris", "notaris", where))
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(WHERE)
    assert fits("needs a plumber", "verwarmingsmonteur", WHERE["note"]) is None


def test_near_is_about_half() -> None:
    same, near = fits("needs a plumber", "loodgieter"), fits("needs a plumber", "verwarmingsmonteur")
    assert same
    assert near
    assert 0.3 * same.score < near.score < 0.7 * same.score


def test_a_precise_concept_of_the_need_weighs_more_than_a_wide_one() -> None:
    wide, precise = (
        fits("legal help about copyright", offer) for offer in ("lawyer", "knows about copyright")
    )
    assert wide
    assert precise
    assert wide.score < precise.score


def test_a_word_counts_once_however_often_it_is_answered() -> None:
    once, often = (
        fits("zoekt een fiscalist", offer) for offer in ("fiscalist", "fiscalist, belastingadviseur, btw")
    )
    assert once
    assert once == often


def test_a_weak_concept_speaks_up_when_it_is_all_there_is() -> None:
    assert fits("zoekt iemand met verstand van paarden", "dierenarts")
    assert fits("zoekt een fiscalist met verstand van paarden", "dierenarts") is None


def test_what_is_sought_comes_before_what_it_is_for() -> None:
    thing, purpose = (fits("needs flowers for a church service", offer) for offer in ("florist", "vicar"))
    assert thing
    assert purpose
    assert thing.score > purpose.score


def test_a_concept_of_the_offer_counts_once() -> None:
    more = ours().extended(
        [
            Concept("fjorbel", nl=("fjorbel",), en=("wimple", "wample")),
            Concept("grumsel", nl=("grumsel",), near=("fjorbel",)),
            Concept("mopsel", nl=("mopsel",), near=("fjorbel",)),
        ]
    )
    need = read("grumsel, mopsel", more)
    once, twice = (score(need, read(offer, more), thesaurus=more) for offer in ("wimple", "wimple, wample"))
    assert once
    assert once == twice


def test_much_better_offers_put_the_rest_off_the_list() -> None:
    offers = {offer: offer for offer in ("loodgieter", "plumber", "verwarmingsmonteur")}
    assert rank({"need": "zoekt een loodgieter"}, offers) == {"need": ["loodgieter", "plumber"]}
    del offers["plumber"]
    assert rank({"need": "zoekt een loodgieter"}, offers) == {"need": list(offers)}


def test_what_fits_far_less_than_the_best_is_left_out() -> None:
    matches = [(name, Match(score, ())) for name, score in (("a", 1.0), ("b", 0.35), ("c", 0.3))]
    assert [name for name, _ in shortlist(matches)] == ["a", "b"]


# Who is near to whom


def linked(*near: tuple[str, str]) -> Thesaurus:
    """Ours with concepts of one word each, the first of each pair near to the second."""
    ids = sorted({its_id for pair in near for its_id in pair})
    return ours().extended(
        Concept(its_id, nl=(its_id,), near=tuple(to for who, to in near if who == its_id)) for its_id in ids
    )


def test_what_is_near_to_much_is_near_to_little_of_it() -> None:
    hub = [("fjorbel", other) for other in ("grumsel", "mopsel", "wimpelas", "zwiebel", "kwibbel", "snorkob")]
    alone = linked(hub[0])
    much = linked(*hub, ("fjorbel", "drafkol"))
    friends = linked(*hub, ("fjorbel", "drafkol"), ("grumsel", "mopsel"))
    few, many, knit = (
        match.score if (match := score(read("fjorbel", its), read("grumsel", its), thesaurus=its)) else 0
        for its in (alone, much, friends)
    )
    assert few == knit > many


def test_a_link_holds_less_against_its_direction() -> None:
    links = [
        ("fjorbel", other) for other in ("grumsel", "mopsel", "wimpelas", "zwiebel", "kwibbel", "snorkob")
    ]
    its = linked(*links)
    along, against = (
        match.score if (match := score(read(need, its), read(offer, its), thesaurus=its)) else 0
        for need, offer in (("fjorbel", "grumsel"), ("grumsel", "fjorbel"))
    )
    assert along > against > 0


# What, and where


def test_who_shares_what_and_where_is_best() -> None:
    need = "zoekt een advocaat in Spanje"
    both, what, elsewhere, only_where = (
        match.score if (match := fits(need, offer)) else 0
        for offer in ("advocaat in Madrid", "advocaat", "advocaat in Berlijn", "Spanish teacher")
    )
    assert both > what > elsewhere > only_where


def test_a_place_is_enough_when_nothing_else_is_asked() -> None:
    assert fits("gaat naar Spanje", "heeft in Madrid gewoond")


def test_what_is_foreign_counts_for_less_when_no_place_is_asked() -> None:
    here, there = (fits("zoekt een notaris", offer) for offer in ("notaris", "notaris in Madrid"))
    assert here
    assert there
    assert here.score > there.score


# Who seeks, and what


def test_who_seeks_comes_after_what_is_sought() -> None:
    sought, seeker = (
        fits("mijn koor zoekt een notaris", offer) for offer in ("notaris", "zingt in een koor")
    )
    assert sought
    assert seeker is None or seeker.score < sought.score / 2


def test_a_weak_concept_that_is_sought_speaks_up_beside_who_seeks_it() -> None:
    assert fits("notaris zoekt iemand voor de tuin", "hovenier")


def test_fear_is_no_offer() -> None:
    needed, feared = (fits("zoekt een tandarts", offer) for offer in ("tandarts", "is bang voor de tandarts"))
    assert needed
    assert feared is None or feared.score < needed.score


def test_what_somebody_is_fond_of_takes_nothing_from_their_wish() -> None:
    assert read("is gek op honing en wil een notaris")[-1].weight == read("wil een notaris")[-1].weight


# Small words


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("takes business portraits", "business-transfer"),  # doesn't take over a business
        ("wil haar hondje laten knippen", "hairdresser"),  # not her hair
        ("verkoopt honing", "sales"),  # doesn't teach selling
        ("wil de binnenvaart in", "immigration-law"),  # no "inde", and no IND
    ],
)
def test_a_small_word_does_not_mislead(text: str, concept: str) -> None:
    assert concept not in concepts_of(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("wants to take over a business", "business-transfer"),
        ("wil haar haar laten knippen", "hairdresser"),
        ("zoekt een plek om paard te rijden", "riding-lessons"),  # a verb with "te" in it
    ],
)
def test_a_small_word_tells(text: str, concept: str) -> None:
    assert concept in concepts_of(text)


# Forms of a verb, and words that are alike


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("opnamen", "opname"),
        ("adviseert", "adviseren"),
        ("verhuisd", "verhuizen"),
        ("gerepareerd", "repareren"),
        ("belt", "bellen"),
        ("ondertitelde", "ondertitelen"),
        ("gelast", "lassen"),
    ],
)
def test_forms(word: str, root: str) -> None:
    assert root in forms(word)


@given(anything)
def test_no_word_is_a_form_of_itself_or_of_nothing(word: str) -> None:
    assert all(root and root != word for root in forms(word))


@pytest.mark.parametrize("text", ["verhuist mensen", "is net verhuisd", "wil gaan verhuizen"])
def test_a_verb_is_known_in_every_form(text: str) -> None:
    assert "moving-house" in concepts_of(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("wil haar flat verkopen", "selling-a-home"),
        ("laptop repareren", "computer-repair"),
        ("wants to sell her apartment", "selling-a-home"),
    ],
)
def test_words_that_are_alike_stand_for_each_other_in_a_phrase(text: str, concept: str) -> None:
    assert concept in concepts_of(text)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_word_is_alike_to_one_group_only(code: str) -> None:
    rows = [row.split() for row in ALIKE[code].strip().split("\n")]
    assert [word for word, times in Counter(word for row in rows for word in row).items() if times > 1] == []
    assert all(alike(code, stem(code, word)) == stem(code, row[0]) for row in rows for word in row)


# Compounds, and words that nobody listed


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("bijenmuseum", {"beekeeping", "museums"}),
        ("orgelbakkerij", {"organ-carillon", "bakery"}),
        ("wiskundekoor", {"mathematics", "choirs"}),
    ],
)
def test_a_compound_is_taken_apart(text: str, concepts: set[str]) -> None:
    assert concepts <= concepts_of(text)


@pytest.mark.parametrize(
    ("word", "its_parts"),
    [
        ("kattenvoer", ("katten", "voer")),
        ("stadsgids", ("stad", "gids")),
        ("stadsgidsenboek", ("stad", "gids", "boek")),
        ("xyzzykatten", ("xyzzy", "katten")),  # a stranger beside a word that is long enough
        ("gidsxyzzy", ()),  # and beside one that isn't
        ("xyzzy", ()),
    ],
)
def test_parts_of_a_compound(word: str, its_parts: tuple[str, ...]) -> None:
    assert compounds.parts(word, {"katten", "voer", "stad", "gids", "boek"}.__contains__) == its_parts


def test_a_word_is_guessed_by_its_phrases_and_by_longer_words() -> None:
    more = ours().extended(
        [
            Concept("fjorbel", nl=("fjorbelbouwer", "fjorbelmaker"), en=("mends wimples",)),
        ]
    )
    for word in ("fjorbel", "wimples"):
        assert ("c:fjorbel", True) in {(term.key, term.weight < 1) for term in read(word, more)}


# Reasons


def test_a_match_says_which_words_made_it() -> None:
    match = fits("zoekt een fiscalist voor haar bv", "belastingadviseur")
    assert match
    pair = match.pairs[0]
    assert (pair.need, pair.offer, pair.how) == ("fiscalist", "belastingadviseur", "same")
    assert about(pair, "nl") == "belasting"
    assert about(pair, "en") == "tax"


def test_the_words_are_as_typed() -> None:
    match = fits("Zoekt een GOOCHELÁÁR", "Kubernetes; goochelaar!")
    assert match
    assert (match.pairs[0].need, match.pairs[0].offer) == ("GOOCHELÁÁR", "goochelaar")


def test_two_related_concepts_are_both_named() -> None:
    match = fits("needs a plumber", "verwarmingsmonteur")
    assert match
    assert match.pairs[0].how == "near"
    assert " – " in about(match.pairs[0], "nl")


def test_a_word_of_no_concept_is_its_own_reason() -> None:
    match = fits("kent iemand Kubernetix?", "alles over Kubernetix")
    assert match
    assert match.pairs[0].how == "word"
    assert about(match.pairs[0], "nl") == ""


def test_why_not() -> None:
    no = explain("zoekt een cursus boekhouden", "geeft cursussen bloemschikken")
    assert not no.fits
    assert no.common
    assert [pair.how for pair in no.common.pairs] == ["support"]
    assert "bookkeeping" in {term.concept for term in no.need}
    yes = explain("zoekt een fiscalist", "belastingadviseur")
    assert yes.fits
    assert explain("zoekt een fiscalist", "!").common is None


# A user's own words


def test_own_words_for_a_concept_that_is_there() -> None:
    more = ours().extended([Concept("tax", nl=("plofbel krijgen",), en=("taxotron",))])
    need = read("gaat een plofbel krijgen", more)
    assert fits("gaat een plofbel krijgen", "fiscalist") is None
    match = score(need, read("fiscalist", more), thesaurus=more)
    assert match
    assert about(match.pairs[0], "nl", more) == "belasting"


def test_own_concepts() -> None:
    more = ours().extended([Concept("fjorbel", nl=("fjorbel", "wimpelgat"), en=("fjorble",), near=("tax",))])
    asked = read("zoekt een wimpelgat", more)
    assert score(asked, read("has a fjorble", more), thesaurus=more)
    assert score(asked, read("fiscalist", more), thesaurus=more)
    assert read("wimpelgat") != read("wimpelgat", more)


def test_an_own_word_without_letters_is_no_word() -> None:
    assert read("!", ours().extended([Concept("nothing", nl=("!", "🎉"), en=("",))])) == ()


# Properties


@given(texts)
def test_a_phrase_matches_itself(text: str) -> None:
    terms = read(text)
    assume(any(not term.key.startswith("s:") for term in terms))
    assert score(terms, terms)


@given(st.data())
def test_the_order_of_single_words_does_not_matter(data: st.DataObject) -> None:
    words = ["fiscalist", "loodgieter", "Kubernetix", "dakdekker", "schaken"]
    shuffled = data.draw(st.permutations(words))
    assert {t.key for t in read(" ".join(words))} == {t.key for t in read(" ".join(shuffled))}


@pytest.mark.parametrize("text", ["een bv willen oprichten", "oprichten willen een bv", "oprichten bv"])
def test_the_order_within_a_dutch_phrase_does_not_matter(text: str) -> None:
    assert "company-formation" in concepts_of(text)


@given(texts)
def test_case_and_accents_do_not_matter(text: str) -> None:
    plain = [(t.key, t.weight) for t in read(text.lower())]
    assert [(t.key, t.weight) for t in read(text.lower().replace("e", "é").replace("i", "ï"))] == plain
    assert [(t.key, t.weight) for t in read(text.upper())] == plain


@settings(deadline=None)
@given(texts, st.lists(texts, unique=True, max_size=6), anything)
def test_an_unrelated_offer_changes_no_other_match(need: str, offers: list[str], other: str) -> None:
    assume(fits(need, other) is None)
    before = rank({"need": need}, {offer: offer for offer in offers})
    after = rank({"need": need}, {other + "\0": other} | {offer: offer for offer in offers})
    assert before == after


@given(anything)
def test_any_text_can_be_read(text: str) -> None:
    terms = read(text)
    assert restored(json.loads(json.dumps(terms))) == terms
    assert all(0 < term.weight < 1.5 and term.typed in text for term in terms if " " not in term.typed)


@given(anything, anything)
def test_what_fits_is_found_by_its_keys(need: str, offer: str) -> None:
    asked, offered = read(need), read(offer)
    if score(asked, offered):
        assert Wanted(asked).keys & keys(offered)


@pytest.mark.parametrize("need", TEXTS[:30])
def test_every_match_is_found_by_its_keys(need: str) -> None:
    wanted = Wanted(read(need))
    for offer in map(read, TEXTS):
        if wanted.match(offer):
            assert wanted.keys & keys(offer)


# Bad input


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "🎉🥳", "?!…", "zoekt iemand die kan helpen met iets", "a", "12 345"]
)
def test_a_text_that_says_nothing(text: str) -> None:
    assert read(text) == ()
    assert not Wanted(read(text)).keys
    assert fits(text, "loodgieter") is None
    assert fits("loodgieter", text) is None


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "fiscalist " * 1_000, "שלום עולם", "مرحبا بالعالم", "\u202efiscalist", "日本語"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    assert len(read(text)) < 100
    fits(text, text)


# The thesaurus


def test_the_files_hold_together() -> None:
    assert faults(load()) == []


def test_faults_are_found() -> None:
    one = Concept("a", ("x",), ("y",), near=("a", "b"))
    assert faults([one, one]) == ["a: is there twice", *["a: links to a", "a: links to b"] * 2]


def test_there_are_many_concepts_with_words_in_both_languages() -> None:
    every = list(load())
    assert len(every) >= 700
    assert [one.id for one in every if len(one.nl) < 2 or len(one.en) < 2] == []
    assert [one.id for one in every if not ID.fullmatch(one.id)] == []


def test_no_word_is_listed_twice_in_a_concept() -> None:
    twice = {
        (one.id, word)
        for one in load()
        for its in (one.nl, one.en)
        for word, times in Counter(word.casefold() for word in its).items()
        if times > 1
    }
    assert twice == set()


def test_no_phrase_is_long() -> None:
    assert [(one.id, term) for one in load() for term in (*one.nl, *one.en) if len(term.split()) > 4] == []


def test_every_word_is_found() -> None:
    """A concept is in the reading of each of its own words, but those too common to stand alone."""
    missed = [
        (one.id, term)
        for one in load()
        for term in (*one.nl, *one.en)
        if one.id not in concepts_of(term) and read(term)
    ]
    assert len(missed) < 200, missed


@pytest.mark.parametrize(
    "fields",
    [{"nl": ["a", ""]}, {"nl": [1]}, {"words": ["a"]}, {"near": [" "]}],
    ids=["empty", "number", "field", "link"],
)
def test_a_bad_concept_is_named(fields: dict[str, object]) -> None:
    with pytest.raises(BadConceptError, match="tax"):
        concept("tax", fields)


def test_a_bad_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_text("[tax\n")
    with pytest.raises(BadConceptError, match="law"):
        list(load(tmp_path))


# How well it does


def test_people_judge_alike() -> None:
    """The first that is shown is nearly always right, and few are wrong."""
    judged = json.loads(JUDGED.read_text())
    right = {need["id"]: set(need["relevant"]) for need in judged["asks"]}
    ranked = rank(*({row["id"]: row["text"] for row in judged[key]} for key in ("asks", "offers")))
    first = sum(bool(got) and got[0] in right[need] for need, got in ranked.items()) / len(ranked)
    named = [offer in right[need] for need, got in ranked.items() for offer in got[:5]]
    assert first >= 0.8
    assert sum(named) / len(named) >= 0.75


def test_a_short_list_leaves_out_what_is_much_worse() -> None:
    matches = [(name, Match(score, ())) for name, score in (("c", 0.45), ("a", 1.2), ("b", 0.9), ("d", 0.8))]
    assert [name for name, _ in shortlist(matches)] == ["a", "b", "d"]
    assert [name for name, _ in shortlist([matches[0], matches[1]])] == ["a", "c"]
    assert shortlist([]) == []


def test_terms_are_small() -> None:
    assert (
        restored([["c:tax", 1.0, "fiscalist", 0]])
        == read("fiscalist")
        == (Term("c:tax", 1.0, "fiscalist", 0),)
    )


def test_the_command_ranks(tmp_path: Path) -> None:
    out = StringIO()
    call_command("rank_offers", str(JUDGED), stdout=out)
    ranked = json.loads(out.getvalue())
    assert len(ranked) == 30
    (tmp_path / "bad").write_text("[]")
    for bad in ("bad", "none"):
        with pytest.raises(CommandError, match=bad):
            call_command("rank_offers", str(tmp_path / bad))

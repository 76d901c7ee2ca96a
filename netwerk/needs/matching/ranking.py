"""All needs beside all offers, both in memory. Pure."""

from collections.abc import Mapping

from netwerk.needs.matching.reading import read
from netwerk.needs.matching.scoring import Wanted, shortlist
from netwerk.needs.matching.terms import keys
from netwerk.needs.matching.thesaurus import Thesaurus, ours


def rank(
    needs: Mapping[str, str], offers: Mapping[str, str], thesaurus: Thesaurus | None = None
) -> dict[str, list[str]]:
    """For each of `needs` (texts by id) the ids of the `offers` that fit, best first."""
    thesaurus = thesaurus or ours()
    terms = {its_id: read(text, thesaurus) for its_id, text in offers.items()}
    kept: dict[str, set[str]] = {}
    for its_id, its_terms in terms.items():
        for key in keys(its_terms):
            kept.setdefault(key, set()).add(its_id)
    ranked = {}
    for need, text in needs.items():
        wanted = Wanted(read(text, thesaurus), thesaurus)
        found = {its_id for key in wanted.keys for its_id in kept.get(key, ())}
        # Those that fit equally well keep the order in which they came.
        matches = [(i, match) for i in terms if i in found and (match := wanted.match(terms[i]))]
        ranked[need] = [its_id for its_id, _ in shortlist(matches)]
    return ranked

"""Matching: which offers could meet a need, and by which words. Pure: texts in, matches and reasons out.

It knows words and the thesaurus. It may know no model, no request and no database, and not who said what:
people, paths and what was dismissed are the business of its callers. They `read` a text once, keep its
`Terms` under `keys(terms)`, look up the offers under `Wanted(terms).keys`, and ask `Wanted.match` of each.
"""

from netwerk.needs.matching.concepts import BadConceptError, Concept
from netwerk.needs.matching.explaining import Explanation, about, explain
from netwerk.needs.matching.ranking import rank
from netwerk.needs.matching.reading import read
from netwerk.needs.matching.scoring import AMONG_BETTER, WHERE, Match, Pair, Wanted, score, shortlist
from netwerk.needs.matching.terms import Term, Terms, keys, restored
from netwerk.needs.matching.thesaurus import Thesaurus, ours

__all__ = [
    "AMONG_BETTER",
    "WHERE",
    "BadConceptError",
    "Concept",
    "Explanation",
    "Match",
    "Pair",
    "Term",
    "Terms",
    "Thesaurus",
    "Wanted",
    "about",
    "explain",
    "keys",
    "ours",
    "rank",
    "read",
    "restored",
    "score",
    "shortlist",
]

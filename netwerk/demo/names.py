"""First and last names as they occur in Dutch cities, from the lists of the Faker package."""

from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import Any

# A Faker locale, and how many of a hundred people have a name from it. Faker has no Moroccan names; Algerian
# ones come nearest.
ORIGINS = {"nl_NL": 52, "en_GB": 15, "fr_DZ": 13, "tr_TR": 11, "pl_PL": 9}


class NoNamesError(Exception):
    """There is nothing to take names from: Faker is not installed."""


@dataclass(frozen=True)
class Origin:
    """Names that go together. Last names may differ between women and men."""

    women: tuple[list[str], list[str]]
    men: tuple[list[str], list[str]]


class Names:
    """Gives out names. Raises NoNamesError when there are none to give."""

    def __init__(self) -> None:
        try:
            self.origins = [_origin(locale) for locale in ORIGINS]
        except ImportError as error:
            raise NoNamesError from error

    def pick(self, dice: Random) -> tuple[str, str]:
        """A first and a last name."""
        origin = dice.choices(self.origins, weights=list(ORIGINS.values()))[0]
        first, last = dice.choice((origin.women, origin.men))
        return dice.choice(first), dice.choice(last)


def _origin(locale: str) -> Origin:
    provider: Any = import_module(f"faker.providers.person.{locale}").Provider
    family = getattr(provider, "unisex_last_names", provider.last_names)
    male = [*getattr(provider, "male_last_names", ()), *family]
    return Origin(
        women=(list(provider.first_names_female), list(family)), men=(list(provider.first_names_male), male)
    )

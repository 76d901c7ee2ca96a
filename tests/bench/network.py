"""Fills the database of DATABASE_URL: `python -m tests.bench.network crowd` or `… network CONTACTS`.

Prints as JSON what the client needs to know of the network. A program of its own, because Django knows one
database a process.
"""

import json
import sys

import django
from django.db.models import Count

OTHERS, THEIRS = 50, 100  # users beside the one who is measured, and the contacts of each
MOMENTS, CONNECTIONS = 10, 3  # a contact
NEEDS_BY_CONTACTS, MOST_OFFERS = 50_000_000, 20_000  # of the user who is measured
EMAIL, PASSWORD = "bench@netwerk.example", "meten-is-weten"
OFTEN = 200  # moments of the contact whose page is measured
PREFIXES = 200


def fill_crowd() -> None:
    """Migrates, and makes the other users."""
    from django.core.management import call_command

    from netwerk.accounts.models import User
    from netwerk.demo.crowd import Crowd
    from netwerk.demo.fill import fill

    call_command("migrate", interactive=False, verbosity=0)
    for number in range(OTHERS):
        user = User.objects.create_user(f"other{number}@netwerk.example")
        fill(user, Crowd(100 + number), THEIRS, THEIRS * MOMENTS)


def fill_network(contacts: int) -> None:
    """Makes the user who is measured."""
    from netwerk.demo import users
    from netwerk.demo.crowd import Crowd
    from netwerk.demo.fill import fill

    user = users.ready_user(EMAIL, PASSWORD)
    user.schedule_digest()
    # Fewer needs in the largest network, where each is set beside ten times as many people: that takes long.
    needs, offers = min(contacts // 2, NEEDS_BY_CONTACTS // contacts), min(contacts * 2, MOST_OFFERS)
    given = {"favours": contacts * 2, "introductions": contacts // 2, "connections": contacts * CONNECTIONS}
    fill(user, Crowd(1), contacts, contacts * MOMENTS, needs=needs, offers=offers, **given)


def facts() -> dict[str, object]:
    """Who is met often, who else there is, and what is typed to find somebody."""
    from netwerk.accounts.models import User
    from netwerk.contacts.models import Contact
    from netwerk.needs.models import Need
    from netwerk.nudges.models import Nudge
    from netwerk.timeline.models import ContactMoment

    user = User.objects.get(email=EMAIL)
    met = ContactMoment.objects.of(user).values("contact").annotate(n=Count("id")).order_by("-n")[:500]
    often = min(met, key=lambda row: abs(row["n"] - OFTEN))
    step = max(1, Contact.objects.of(user).count() // PREFIXES)
    people = list(Contact.objects.of(user).current().order_by("pk").values_list("pk", "name")[::step])
    typed = [name.split()[-(n % 3 == 0)][: 1 + n % 5] for n, (_, name) in enumerate(people)]
    return {
        "email": EMAIL,
        "password": PASSWORD,
        "contact": often["contact"],
        "seeker": Need.objects.of(user).open().best_first()[0].contact_id,
        "moments": often["n"],
        "nudges": Nudge.objects.of(user).due(user.today()).count(),
        "people": people,
        "typed": typed,
    }


def main(what: str) -> None:
    django.setup()
    if what == "crowd":
        fill_crowd()
    elif what == "facts":
        print(json.dumps(facts()))
    else:
        fill_network(int(what))


if __name__ == "__main__":
    main(sys.argv[1])

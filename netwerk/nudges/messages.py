"""The message with which a nudge can be acted on at once: to be changed, and sent by the user."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.contacts.reaching import mailto

if TYPE_CHECKING:
    from netwerk.nudges.models import Nudge


class Message(NamedTuple):
    """A few words to the contact of a nudge, in the language that they speak."""

    subject: str
    text: str

    def mailto(self, address: str) -> str:
        """Opens the user's mail program with all of it."""
        return mailto([address], self.subject, self.text)


def message_of(nudge: "Nudge", user: User) -> Message:
    """What `user` could write: a greeting, one line that fits the nudge, and their name."""
    with translation.override(language_of(nudge.contact, user)):
        subject, line = _words(nudge)
        hello = gettext("Hi %(name)s,") % {"name": nudge.contact.name.split()[0]}
        goodbye = gettext("Best wishes,") + (f"\n{user.name}" if user.name else "")
        return Message(subject, f"{hello}\n\n{line}\n\n{goodbye}")


def language_of(contact: Contact, user: User) -> str:
    """The language to write to a contact in: theirs, or the user's when we don't write or know it."""
    written = [code for code, _name in User._meta.get_field("language").flatchoices]
    return contact.language if contact.language in written else user.language


def _words(nudge: "Nudge") -> tuple[str, str]:
    """A subject and a line for a nudge, in the language of this moment."""
    if nudge.favour_id:
        return gettext("As promised"), gettext("As I promised you:")
    if nudge.encounter is None:
        return gettext("How are you?"), gettext("How are you doing? I’d love to hear from you.")
    day = date_format(nudge.encounter.day, "j F")
    return str(nudge.encounter), gettext("It was good to talk to you on %(day)s.") % {"day": day}

"""One spelling for each way to reach somebody, so that the same address or number is found again. Pure."""

from collections.abc import Iterable
from urllib.parse import quote

import phonenumbers

from netwerk.contacts.words import fold

HOME_REGION = "NL"  # where a number without a country code is taken to be


def reach_key(kind: str, value: str) -> str:
    """What two spellings of the same `value` have in common; "" when nothing identifies a person.

    E-mail addresses are compared in lower case, phone numbers in E.164 ("06 12345678" and "+31612345678"
    are one), sites and profiles without scheme, "www." and a closing slash. A postal address is never a key:
    whole families and offices share one.
    """
    value = value.strip()
    match kind:
        case "email":
            return value.lower()
        case "phone":
            return phone_key(value)
        case "site" | "profile":
            return (
                value.lower()
                .removeprefix("https://")
                .removeprefix("http://")
                .removeprefix("www.")
                .rstrip("/")
            )
        case _:
            return ""


def phone_key(value: str) -> str:
    """A phone number in E.164; what cannot be read as one is only folded, so that equal texts still meet."""
    try:
        number = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException:
        return fold(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mailto(addresses: Iterable[str], subject: str = "", text: str = "") -> str:
    """What opens the reader's mail program with a message to these addresses, ready to be sent."""
    to = ",".join(quote(address, safe="@+") for address in addresses)  # a "?" would begin a subject or a copy
    said = {"subject": " ".join(subject.split()), "body": text.replace("\n", "\r\n")}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in said.items() if value)
    return f"mailto:{to}?{query}" if query else f"mailto:{to}"

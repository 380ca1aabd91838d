"""As whom an operator looks at the portal for support: kept in his browser for half an hour, signed for his visit.

It lets nobody in: whoever has it without the visit that it was signed for, or without the right, is nobody.
"""

from datetime import date
from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse

from ristorno.apps.members.queries import Employed, contacts, members_of

COOKIE: Final = "ristorno-viewing"
RIGHT: Final = "console.view_as"
LASTS: Final = 30 * 60
"""So many seconds; whoever still looks begins anew, with a reason."""


def viewed(request: HttpRequest, word: str, on: date) -> Employed | None:
    """Return as whom is looked by the visit of a word; None where nobody is looked at, or he is no contact any more."""
    kept = request.COOKIES.get(COOKIE, "")
    try:
        told = signing.loads(kept, salt=_salt(word), max_age=LASTS) if kept else None
    except signing.BadSignature:
        return None
    return None if told is None else find(told[0], told[1], on)


def find(member: str, contact: str, on: date) -> Employed | None:
    """Return a contact of a member on a day; None where there is none, or none any more."""
    found = next((each for each in contacts(member) if each.key == contact), None)
    company = members_of({member}).get(member)
    if found is None or company is None or found.erased_at is not None:
        return None
    return None if found.left_on is not None and found.left_on < on else Employed(found, company.name or company.key)


def keep(response: HttpResponse, word: str, it: Employed, *, secure: bool) -> None:
    """Let the browser of a visit keep as whom is looked."""
    told = signing.dumps([it.person.member, it.person.key], salt=_salt(word))
    response.set_cookie(COOKIE, told, max_age=LASTS, secure=secure, httponly=True, samesite="Lax")


def forget(response: HttpResponse) -> None:
    """End it."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _salt(word: str) -> str:
    return f"ristorno.viewing:{word}"

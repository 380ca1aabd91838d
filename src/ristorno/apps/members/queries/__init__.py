"""Reading members."""

from ristorno.apps.members.queries.counting import (
    MARK,
    all_standing,
    codes,
    codes_asked,
    codes_of,
    language_asked,
    language_of,
    mark,
    resolve,
    resolve_asked,
    standing,
)
from ristorno.apps.members.queries.finding import access_member, doublets, member, members, members_of
from ristorno.apps.members.queries.joining import applicants, joining
from ristorno.apps.members.queries.people import about, contacts, people_of
from ristorno.apps.members.queries.telling import held, said_of, tales
from ristorno.apps.members.queries.values import About, Doublet, Employed, Held, Joining, Known, Person, Said, Story

__all__ = [
    "MARK",
    "About",
    "Doublet",
    "Employed",
    "Held",
    "Joining",
    "Known",
    "Person",
    "Said",
    "Story",
    "about",
    "access_member",
    "all_standing",
    "applicants",
    "codes",
    "codes_asked",
    "codes_of",
    "contacts",
    "doublets",
    "held",
    "joining",
    "language_asked",
    "language_of",
    "mark",
    "member",
    "members",
    "members_of",
    "people_of",
    "resolve",
    "resolve_asked",
    "said_of",
    "standing",
    "tales",
]

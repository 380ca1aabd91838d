"""Who looks at a page: a user at one of the companies where his address is that of a contact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, QueryDict

from ristorno.apps.clock.queries import now
from ristorno.apps.identity.queries import UserSeen, visit_of
from ristorno.apps.members.queries import Employed, Person, people_of
from ristorno.apps.wallets.values import Holder
from ristorno.report.words import Language
from ristorno.web.ground.policy import ACCOUNT, rights_of, rights_of_operator
from ristorno.web.ground.viewing import RIGHT as VIEW_AS
from ristorno.web.ground.viewing import viewed
from ristorno.web.ground.voice import Voice, language_of, voice

COOKIE = "ristorno-visit"
SPOKEN = "ristorno-language"


@dataclass(frozen=True)
class Visitor:
    """A user with the persons that he is; ``place`` is where he looks, None where no company knows him any more.

    ``strong`` tells whether more than a letter proved who he is, ``began_at`` when he signed in.
    """

    user: UserSeen
    places: Sequence[Employed]
    place: Employed | None
    began_at: datetime
    strong: bool
    viewing: bool = False
    """Whether an operator looks as somebody else sees it, and may do nothing there."""

    @cached_property
    def rights(self) -> frozenset[str]:
        """What he may at the company at which he looks, and as an operator."""
        here = frozenset[str]() if self.place is None else rights_of(self.place.person.roles)
        return here | rights_of_operator(set(self.user.roles) - self.held_back) | {ACCOUNT}

    @property
    def held_back(self) -> frozenset[str]:
        """The roles that he has and that do not hold, as nothing but a letter proved who he is."""
        return frozenset() if self.strong else settings.GUARDED_ROLES & {*self.user.roles}

    def may(self, right: str) -> bool:
        """Return whether he may do something, by a word of the policy."""
        return right in self.rights

    @property
    def operates(self) -> bool:
        """Whether he works at the sponsor."""
        return bool(self.user.roles)

    @property
    def here(self) -> Person:
        """The person as whom he looks; only views behind a right ask."""
        assert self.place is not None
        return self.place.person

    @property
    def member(self) -> str:
        """The company at which he looks."""
        return self.here.member

    @property
    def own(self) -> Holder:
        """Whose wallet is his own."""
        return Holder(self.member, self.here.key)


@dataclass(frozen=True)
class Asked:
    """A request to a page. ``at`` is what time it is in what is kept; ``visitor`` is None where nobody is signed in."""

    request: HttpRequest
    at: datetime
    visitor: Visitor | None
    voice: Voice

    @property
    def who(self) -> Visitor:
        """Who is signed in; only views behind a right ask."""
        assert self.visitor is not None
        return self.visitor

    @property
    def typed(self) -> QueryDict:
        """What was sent with a form."""
        return self.request.POST

    @property
    def sends(self) -> bool:
        """Whether a form was sent, rather than a page asked for."""
        return self.request.method == "POST"


def asked(request: HttpRequest) -> Asked:
    """Return a request with who looks and how he is spoken to."""
    at = now()
    visitor = _visitor(request, at)
    return Asked(request, at, visitor, voice(_language(request, visitor)))


def unknown(request: HttpRequest) -> Asked:
    """Return a request of which nothing was looked up, as there is nobody to ask."""
    return Asked(request, datetime.now(tz=UTC), None, voice(_language(request, None)))


def word_of(request: HttpRequest) -> str:
    """Return what the browser keeps of a visit; empty where it keeps nothing."""
    return request.COOKIES.get(COOKIE, "")


def _visitor(request: HttpRequest, at: datetime) -> Visitor | None:
    word = word_of(request)
    visit = visit_of(word, datetime.now(tz=UTC)) if word else None
    if visit is None:
        return None
    own = Visitor(visit.user, (), None, visit.began_at, visit.strong)
    seen = viewed(request, word, at.date()) if own.may(VIEW_AS) else None
    if seen is not None:
        return replace(own, places=(seen,), place=seen, viewing=True)
    places = people_of(visit.user.email, at.date())
    chosen = (each for each in places if each.person.member == visit.member)
    place = next(chosen, places[0] if places else None)
    return Visitor(visit.user, places, place, visit.began_at, visit.strong)


def _language(request: HttpRequest, visitor: Visitor | None) -> Language:
    if visitor is not None:
        return language_of(visitor.user.language)
    wished = (each.partition(";")[0] for each in request.headers.get("Accept-Language", "").split(","))
    return language_of(request.COOKIES.get(SPOKEN, ""), *wished)

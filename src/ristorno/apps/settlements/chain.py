"""How statements of a holder follow each other, also where members have become one: what is carried, and their order.

A statement says which merged members it stands for as well. So it goes on from the last one of each of them, and what
one of them carried on is taken over once, also where that member is split off again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ristorno.apps.members.queries import codes_of
from ristorno.apps.settlements.models import Course, Statement, Total
from ristorno.apps.wallets.values import Holder


@dataclass(frozen=True, slots=True)
class Link:
    """What a statement took over, and carries on, in one unit."""

    number: str
    member: str
    merged: Sequence[str]
    carried: int
    carried_on: int


class Carrying:
    """What the latest statements carry on, while statements are told in their order."""

    def __init__(self) -> None:
        self._open: defaultdict[str, int] = defaultdict(int)

    def of(self, member: str, merged: Iterable[str]) -> int:
        """Return what the next statement of a member takes over, which stands for merged ones as well."""
        return sum(self._open[name] for name in {member, *merged})

    def tell(self, link: Link) -> None:
        """Go on with a statement."""
        for name in link.merged:
            self._open[name] = 0
        self._open[link.member] = link.carried_on


def merged(program: str, holder: Holder) -> list[str]:
    """Return the members that were merged into a holder's and had statements of their own."""
    named = set(codes_of(holder.member)) - {holder.member}
    found = Statement.objects.filter(program=program, contact=holder.contact, member__in=named)
    return sorted(set(found.values_list("member", flat=True)))


def carried(program: str, holder: Holder, merged: Collection[str], unit: str) -> int:
    """Return what the latest statements of a holder, and of those merged into it, carry on in a unit."""
    whose = {holder.member, *merged}
    about = Q(statement__member__in=whose)
    for name in whose:
        about |= Q(statement__merged__contains=[name])
    found = Total.objects.filter(about, unit=unit, statement__program=program, statement__contact=holder.contact)
    carrying = Carrying()
    for link in links(found):
        carrying.tell(link)
    return carrying.of(holder.member, merged)


def links(found: QuerySet[Total]) -> Iterable[Link]:
    """Yield what totals take over and carry on, in the order of their statements, without those withdrawn."""
    standing = found.exclude(statement__course__state=Course.State.WITHDRAWN).order_by("statement__place")
    told = ("number", "member", "merged")
    rows = standing.values_list(*(f"statement__{name}" for name in told), "carried", "carried_on")
    return (Link(*row) for row in rows.iterator())


def before(row: Statement) -> QuerySet[Course]:
    """Return where the statements stand that one goes on from, without those withdrawn."""
    whose = Q(statement__member=row.member) | Q(statement__member__in=row.merged)
    return _standing(row).filter(whose, statement__place__lt=row.place)


def after(row: Statement) -> QuerySet[Course]:
    """Return where the statements stand that go on from one, without those withdrawn."""
    whose = Q(statement__member=row.member) | Q(statement__merged__contains=[row.member])
    return _standing(row).filter(whose, statement__place__gt=row.place)


def _standing(row: Statement) -> QuerySet[Course]:
    same = Course.objects.filter(statement__program=row.program, statement__contact=row.contact)
    standing = same.exclude(state=Course.State.WITHDRAWN)
    return standing.select_related("statement").order_by("statement__place")

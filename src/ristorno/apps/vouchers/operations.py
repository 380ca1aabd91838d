"""Making codes, bringing those that were made elsewhere, giving one for an order, withdrawing them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction

from ristorno.apps.agreements.queries import calculation
from ristorno.apps.events.operations import record
from ristorno.apps.members.queries import resolve
from ristorno.apps.vouchers import refusals
from ristorno.apps.vouchers.models import Batch, Code
from ristorno.apps.vouchers.queries import about as about_of
from ristorno.apps.vouchers.queries import codes_of
from ristorno.apps.vouchers.rules import LONGEST, found_by, is_code, made
from ristorno.apps.vouchers.values import About, Brought
from ristorno.kernel.problem import Problem, Refused

MOST = 1_000_000
"""So many codes are made, or brought, at once."""
_AT_ONCE = 5_000
_TIMES = 1_000_000
REFERRALS = 10_000
"""So often a code may be used by which somebody brings others."""


@transaction.atomic
def make(*, about: About, count: int, at: datetime, actor: str) -> None:
    """Make a batch of new codes that nobody guesses.

    Raises:
        Refused: there is a batch of that name, or it makes no sense; no terms have an offer that codes would open.
    """
    if not 0 < count <= MOST:
        raise refusals.bad_batch(f"{count:,} codes cannot be made at once.", f"Make 1 to {MOST:,}.")
    _check_offer(about)
    batch = _batch(about, at, actor)
    missing = count
    while missing:
        texts = list(islice(made(), min(missing, _AT_ONCE)))
        missing -= _added(batch, texts)
    _tell("vouchers.made", batch, actor, count)


@transaction.atomic
def bring(*, about: About, brought: Iterable[Brought], at: datetime, actor: str) -> int:
    """Bring a batch of codes that were made elsewhere, all or none; return how many they are.

    Raises:
        Refused: as :func:`make`; a row holds no code, one that is there already, or a member that nobody knows.
    """
    rows = list(islice(brought, MOST + 1))
    if not 0 < len(rows) <= MOST:
        raise refusals.bad_batch("There are no codes, or too many at once.", f"Bring 1 to {MOST:,}.")
    members = resolve({name for row in rows for name in (row.member, row.referrer) if name})
    if problems := list(islice(_wrong(rows, set(members)), 100)):
        raise Refused(problems)
    _check_offer(about)
    batch = _batch(about, at, actor)
    codes = [
        Code(
            batch=batch, code=found_by(row.code), shown=row.code.strip(), contact=row.contact,
            member=members[row.member] if row.member else "",
            referrer=members[row.referrer] if row.referrer else "",
        )
        for row in rows
    ]  # fmt: skip
    Code.objects.bulk_create(codes, batch_size=_AT_ONCE)
    _tell("vouchers.brought", batch, actor, len(rows))
    return len(rows)


@transaction.atomic
def give(
    *, about: About, member: str, contact: str, given_for: str, ends_at: datetime | None, at: datetime, actor: str
) -> str:
    """Make one code for a member, pending until what it is given for is settled; return it.

    It belongs to a batch of the offer's own, made with the first one.
    """
    batch = Batch.objects.filter(name=about.name).first() or _batch(about, at, actor)
    text = next(made())
    while Code.objects.filter(code=found_by(text)).exists():
        text = next(made())
    told = {"member": member, "contact": contact, "given_for": given_for, "ends_at": ends_at}
    Code.objects.create(batch=batch, code=found_by(text), shown=text, pending=True, **told)
    return text


@transaction.atomic
def refer(*, program: str, offer: str, referrer: str, at: datetime, actor: str) -> str:
    """Return the code by which a member brings others, made when it is asked for first; it is good for a long time.

    ``referrer`` is the key of a member. A code that was withdrawn is not given again: there is another one.

    Raises:
        Refused: no terms of the program have an offer that codes would open.
    """
    about = About(name=f"{program}/{offer}/referrers", program=program, offer=offer, times=REFERRALS)
    _check_offer(about)
    found = Batch.objects.filter(name=about.name).first() or _batch(about, at, actor)
    batch = Batch.objects.select_for_update().get(pk=found.pk)
    known = Code.objects.filter(batch=batch, referrer=referrer, withdrawn_at=None).first()
    if known is not None:
        return known.shown
    text = next(each for each in made() if not Code.objects.filter(code=found_by(each)).exists())
    Code.objects.create(batch=batch, code=found_by(text), shown=text, referrer=referrer)
    record(name="vouchers.referrer.given", actor=actor, subject=f"code:{found_by(text)}", data={"members": [referrer]})
    return text


def let_valid(*, given_for: str) -> int:
    """Let the codes be valid that were given for something; return how many."""
    return Code.objects.filter(given_for=given_for, pending=True).update(pending=False)


def take_back(*, given_for: str, reason: str, at: datetime, but: Collection[str] = ()) -> tuple[str, ...]:
    """Withdraw the codes that were given for something that is no more, but those for some offers; return which.

    One that is held or was used stays so.
    """
    given = codes_of(at, given_for=given_for)
    gone = tuple(each.code for each in given if each.offer not in but and each.state in ("pending", "valid"))
    Code.objects.filter(code__in=map(found_by, gone)).update(withdrawn_at=at, reason=reason)
    return gone


@transaction.atomic
def withdraw(*, code: str | None = None, batch: str | None = None, reason: str, at: datetime, actor: str) -> int:
    """Withdraw a code, or all of a batch; return how many were not withdrawn before. Orders that hold one go on.

    Raises:
        Refused: there is no such code or batch, or nobody says why.
    """
    if not reason.strip():
        raise refusals.no_reason()
    found = Code.objects.filter(code=found_by(code)) if code is not None else Code.objects.filter(batch__name=batch)
    if not found.exists():
        raise refusals.unknown("code" if code is not None else "batch", code or batch or "")
    count = found.filter(withdrawn_at=None).update(withdrawn_at=at, reason=reason)
    what = f"code:{found_by(code)}" if code is not None else f"batch:{batch}"
    record(name="vouchers.withdrawn", actor=actor, subject=what, data={"reason": reason, "codes": count})
    return count


def _batch(about: About, at: datetime, actor: str) -> Batch:
    if not about.name or not about.offer or not about.program:
        raise refusals.bad_batch("A batch has a name, a program and an offer.", "Name them.")
    if not 0 < about.times <= _TIMES:
        raise refusals.bad_batch(f"A code cannot be used {about.times:,} times.", f"Say 1 to {_TIMES:,}.")
    if about.begins_at and about.ends_at and about.ends_at <= about.begins_at:
        raise refusals.bad_batch("The codes end before they begin.", "Let them end later.")
    try:
        with transaction.atomic():
            return Batch.objects.create(
                name=about.name, program=about.program, offer=about.offer, begins_at=about.begins_at,
                ends_at=about.ends_at, times=about.times, note=about.note, actor=actor, made_at=at,
            )  # fmt: skip
    except IntegrityError:
        kept = Batch.objects.get(name=about.name)
        if about_of(kept) == about and actor == kept.actor and not kept.code_set.exists():
            return kept
        raise refusals.batch_there(about.name) from None


def _check_offer(about: About) -> None:
    """Refuse codes that would open nothing; which terms rule when they are entered is seen then."""
    told = [terms.offers for terms in calculation(about.program).all_terms] if about.program else []
    opened = {name for offers in told for name, offer in offers.items() if offer.trigger == "code"}
    if about.offer and about.program and about.offer not in opened:
        raise refusals.no_offer(about.program, about.offer, opened)


def _added(batch: Batch, texts: Sequence[str]) -> int:
    """Keep new codes but those that are there by some wonder; return how many."""
    fresh = {found_by(text): text for text in texts}
    for known in Code.objects.filter(code__in=fresh).values_list("code", flat=True):
        del fresh[known]
    Code.objects.bulk_create([Code(batch=batch, code=code, shown=shown) for code, shown in fresh.items()])
    return len(fresh)


def _wrong(rows: Sequence[Brought], members: set[str]) -> Iterator[Problem]:
    named = [found_by(row.code) for row in rows]
    known = set(Code.objects.filter(code__in=set(named)).values_list("code", flat=True))
    for number, (row, code) in enumerate(zip(rows, named, strict=True), start=1):
        if not is_code(code) or len(row.code.strip()) > LONGEST + 20:
            yield refusals.bad_code(row.code[:LONGEST], number)
        elif code in known:
            yield refusals.twice(row.code, number)
        for name in (row.member, row.referrer):
            if name and name not in members:
                yield refusals.no_member(name, number)
        known.add(code)


def _tell(name: str, batch: Batch, actor: str, count: int) -> None:
    data = {"program": batch.program, "offer": batch.offer, "codes": count}
    record(name=name, actor=actor, subject=f"batch:{batch.name}", data=data)

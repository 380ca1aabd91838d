"""Booking how the funds of members stand: the difference between what is wanted of a window and what was booked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from operator import sub

from ristorno.apps.accruals.asking import Asked
from ristorno.apps.accruals.models import Funded
from ristorno.apps.accruals.reach import funded_in
from ristorno.apps.accruals.rules import NOT_FUNDED, FundKey, Stood
from ristorno.apps.wallets import operations as wallets


def fund(found: Sequence[Asked], at: datetime, actor: str) -> Counter[str]:
    """Post what the funds of locked members came to; return for how many windows of each something was booked.

    Programs with funds are always asked for all that a member has, never for single documents.
    """
    wants = {key: stood for asked in found for key, stood in asked.funded.items()}
    return _fund(list(funded_in(found)), wants, at, actor)


def take_out(member: str, at: datetime, actor: str) -> bool:
    """Take all out of the funds of a member that became another one, whose next run puts it into its own."""
    return bool(_fund(list(Funded.objects.filter(member=member)), {}, at, actor))


def _fund(rows: Sequence[Funded], wants: Mapping[FundKey, tuple[Stood, str]], at: datetime, actor: str) -> Counter[str]:
    known = {_key_of(row): row for row in rows}
    changed: list[tuple[Funded, Stood]] = []
    for key in sorted({*known, *wants}):
        row = known.get(key) or Funded(**asdict(key))
        want, row.label = wants.get(key, (NOT_FUNDED, row.label))
        moved = Stood(*map(sub, want, (row.put_in, row.granted, row.lapsed)))
        if any(moved):
            row.put_in, row.granted, row.lapsed = want
            row.revision += 1
            changed.append((row, moved))
    if not changed:
        return Counter()
    Funded.objects.bulk_create(
        [row for row, _ in changed],
        update_conflicts=True,
        unique_fields=list(FundKey.__dataclass_fields__),
        update_fields=["label", "put_in", "granted", "lapsed", "revision"],
    )
    changes = [
        wallets.Funding(
            key=f"fund:{row.pk}:{row.revision}",
            member=row.member,
            program=row.program,
            name=row.fund,
            unit=row.unit,
            **moved._asdict(),
        )
        for row, moved in changed
    ]
    wallets.fund_all(changes=changes, at=at, actor=actor)
    return Counter(row.member for row, _ in changed)


def _key_of(row: Funded) -> FundKey:
    return FundKey(**{name: getattr(row, name) for name in FundKey.__dataclass_fields__})

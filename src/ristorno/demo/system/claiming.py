"""What members claim: advertisements with their evidence, most of them decided on, one still waiting."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ristorno.apps.facts.operations import Claimed, File, approve_claim, decline_claim, file_claim


@dataclass(frozen=True, slots=True)
class _Claim:
    member: str
    on: date
    amount: int
    words: str
    approved: int | None = None
    declined: str = ""


_CLAIMS = (
    _Claim("M006", date(2025, 11, 14), 1_800, "Winter tires in the local paper", approved=1_800),
    _Claim("M075", date(2026, 2, 20), 950, "Brake week, leaflets", approved=700),
    _Claim("M087", date(2026, 3, 5), 4_600, "Radio spots before Easter", approved=4_600),
    _Claim("M048", date(2026, 5, 12), 300, "Summer party", declined="Our goods were not shown."),
    _Claim("M183", date(2026, 8, 12), 2_400, "Banner at the ring road"),
)


def claim(filer: str, decider: str, at: datetime) -> None:
    """File all claims, and decide on most."""
    for each in _CLAIMS:
        number = file_claim(claimed=_claimed(each), files=[_evidence(each)], at=at, actor=filer)
        if each.approved is not None:
            reason = "" if each.approved == each.amount else "Without the flowers."
            approve_claim(number=number, amount=Decimal(each.approved), reason=reason, at=at, actor=decider)
        elif each.declined:
            decline_claim(number=number, reason=each.declined, at=at, actor=decider)


def _claimed(each: _Claim) -> Claimed:
    return Claimed(
        member=each.member,
        what="advertising",
        occurred_on=each.on,
        amount=Decimal(each.amount),
        currency="EUR",
        attributes={"about": each.words},
    )


def _evidence(each: _Claim) -> File:
    text = f"INVOICE\n{each.words}\n{each.on}\n{each.amount}.00 EUR\n"
    return File(f"{each.member}-{each.on}.txt", text.encode())

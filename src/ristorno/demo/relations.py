"""What the sales team notes about a member: its segment, its new outlets, and whose rewards it allows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ristorno.demo.dice import Dice
from ristorno.demo.invoices import posted_at
from ristorno.demo.members import Member
from ristorno.demo.numbering import Numbering
from ristorno.demo.supplier import MONTHS, SUPPLIER
from ristorno.engine.fact import Fact

SOURCE = "crm"
_COMPANY_WIDE_PER_MILLE = 150
_CONSENT_PER_MILLE = 720
_WITHDRAWAL_PER_MILLE = 130
_SECOND_THOUGHTS_PER_MILLE = 300
_PROMOTION_PER_MILLE = 400
"""Growing workshops that become dealers; the other shares are of all members or contacts."""
_PROMOTION_MONTHS = (8, 20)
_PREFIXES = {
    "segment_assigned": "SEG",
    "outlet_opened": "OUT",
    "consent_given": "CON",
    "consent_withdrawn": "CON",
}
_OUTLETS_PER_MILLE = {"chain": 500, "dealer": 90, "workshop": 25, "fleet": 0}


@dataclass(frozen=True, slots=True)
class _Note:
    """Something noted that has no number yet."""

    member: str
    kind: str
    day: date
    contact: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def make_relations(seed: int, members: Iterable[Member]) -> Iterator[Fact]:
    """Yield segments, outlets and consents of all members by day; of none is the time of day known."""
    notes = sorted(
        (note for member in members for note in _notes_on(seed, member) if note.day in SUPPLIER.term),
        key=lambda note: (note.day, note.member, note.kind, note.contact or ""),
    )
    numbering = {prefix: Numbering(prefix) for prefix in _PREFIXES.values()}
    for note in notes:
        document = numbering[_PREFIXES[note.kind]].next(note.day)
        yield Fact(
            source=SOURCE,
            document=document,
            kind=note.kind,
            occurred_at=note.day,
            recorded_at=posted_at(note.day, Dice(seed, "posting", document)),
            member=note.member,
            contact=note.contact,
            attributes=note.attributes,
        )


def segment_on_last_day(facts: Iterable[Fact]) -> Mapping[str, str]:
    """Return the segment that each member ended up in."""
    return {fact.member: fact.attributes["segment"] for fact in facts if fact.kind == "segment_assigned"}


def _notes_on(seed: int, member: Member) -> Iterator[_Note]:
    yield from _segments(member, Dice(seed, "segment", member.id))
    yield from _outlets(member, Dice(seed, "outlets", member.id))
    yield from _consents(member, Dice(seed, "consents", member.id))


def _segments(member: Member, dice: Dice) -> Iterator[_Note]:
    joined = MONTHS[member.course.first_month]
    yield _Note(member.id, "segment_assigned", joined, attributes={"segment": member.segment})
    if member.segment == "workshop" and member.course.name == "growing" and dice.chance(_PROMOTION_PER_MILLE):
        promoted = MONTHS[dice.between(*_PROMOTION_MONTHS)]
        yield _Note(member.id, "segment_assigned", promoted, attributes={"segment": "dealer"})


def _outlets(member: Member, dice: Dice) -> Iterator[_Note]:
    if not dice.chance(_OUTLETS_PER_MILLE[member.segment]):
        return
    for _ in range(dice.between(1, 2)):
        month = MONTHS[dice.between(member.course.first_month, member.course.last_month)]
        day = month + timedelta(days=dice.below(28))
        yield _Note(member.id, "outlet_opened", day, attributes={"outlet": member.city})


def _consents(member: Member, dice: Dice) -> Iterator[_Note]:
    joined = MONTHS[member.course.first_month]
    if dice.chance(_COMPANY_WIDE_PER_MILLE):
        yield _Note(member.id, "consent_given", joined)
        return
    for contact in member.contacts:
        if not dice.chance(_CONSENT_PER_MILLE):
            continue
        day = joined + timedelta(days=dice.below(90))
        yield _Note(member.id, "consent_given", day, contact)
        if dice.chance(_WITHDRAWAL_PER_MILLE):
            day += timedelta(days=dice.between(30, 300))
            yield _Note(member.id, "consent_withdrawn", day, contact)
            if dice.chance(_SECOND_THOUGHTS_PER_MILLE):
                day += timedelta(days=dice.between(20, 120))
                yield _Note(member.id, "consent_given", day, contact)

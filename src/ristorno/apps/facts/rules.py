"""What can be wrong with a draft by itself, told as an import of a file tells it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from ristorno.apps.facts.draft import Draft
from ristorno.engine.fact import GRANTS_SAY, KINDS, SECOND_APPROVER
from ristorno.intake.sql.fields import KEY_LIMIT, NEEDS_AMOUNT, TEXT_LIMIT
from ristorno.kernel.number import AMOUNT_DECIMALS, AMOUNT_LIMIT
from ristorno.kernel.period import FIRST_DAY, LAST_DAY
from ristorno.kernel.problem import Place, Problem

LARGEST_VERSION: Final = 1_000_000_000
_NAMES: Final = ("member", "document", "line")
_NUMBERS: Final = ("amount", "quantity", "cost", "tax")


def wrong(draft: Draft, place: str, kinds: Collection[str] = ()) -> Problem | None:
    """Return the first thing that is wrong with a draft, or None; ``kinds`` are further kinds that programs declare."""
    for look in (_of_names, _of_texts, _of_time, _of_numbers, _of_grants):
        for told in look(draft):
            return told.at(place)
    if draft.kind not in KINDS and draft.kind not in kinds:
        reason = f"{draft.kind[:60]!r} is no kind of fact."
        return _Wrong("intake.unknown_kind", reason, "Declare it under kinds.", "kind").at(place)
    return None


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is wrong with a field."""

    code: str
    reason: str
    remedy: str
    where: str = ""

    def at(self, place: str) -> Problem:
        """Return it as a problem of the draft at a place."""
        return Problem(
            self.code, self.reason, self.remedy, Place(path=f"{place}.{self.where}" if self.where else place)
        )


_Told = Iterator[_Wrong]


def _of_names(draft: Draft) -> _Told:
    for name in _NAMES:
        value = getattr(draft, name)
        if value is None and name == "line":
            continue
        if not value:
            yield _Wrong(f"intake.no_{name}", f"The row names no {name}.", f"Fill in the {name}.", name)
        elif len(value.encode("utf-8", "replace")) > KEY_LIMIT:
            yield _Wrong("intake.too_long", f"The {name} is longer than {KEY_LIMIT} bytes.", "Check the name.", name)
    if len(draft.source.encode("utf-8", "replace")) > KEY_LIMIT:
        yield _Wrong("intake.too_long", f"The source is longer than {KEY_LIMIT} bytes.", "Check the name.", "source")
    if draft.version is not None and not 1 <= draft.version <= LARGEST_VERSION:
        reason = "The version is not a whole number from 1 on."
        yield _Wrong("intake.wrong_version", reason, "Correct the version.", "version")


def _of_time(draft: Draft) -> _Told:
    for name in ("occurred_at", "recorded_at"):
        moment = getattr(draft, name)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            yield _Wrong("intake.no_time_zone", "The time names no zone.", "Write an offset behind it, or a Z.", name)
    for name in ("occurred_at", "due_on", "invoiced_on", "recorded_at"):
        if (day := day_of(getattr(draft, name))) is not None and not FIRST_DAY <= day < LAST_DAY:
            yield _Wrong("intake.impossible_date", f"{day} cannot be a date of business.", "Correct the date.", name)


def day_of(moment: date | datetime | None) -> date | None:
    """Return the day of a moment, in UTC where it is an instant."""
    if isinstance(moment, datetime):
        try:
            return moment.astimezone(UTC).date()
        except OverflowError:
            return date.max
    return moment


def _of_numbers(draft: Draft) -> _Told:
    told = [(name, getattr(draft, name)) for name in _NUMBERS]
    told += [(f"tenders.{kind}", value) for kind, value in draft.tenders.items()]
    for name, value in told:
        if value is None:
            continue
        if not value.is_finite():
            yield _Wrong("intake.wrong_number", f"{value} is no number.", "Correct the number.", name)
        elif abs(value) >= AMOUNT_LIMIT:
            yield _Wrong(
                "intake.too_large", f"The {name} is ten trillion or more.", "Check the numbers of the row.", name
            )
        elif value != value.quantize(Decimal(1).scaleb(-AMOUNT_DECIMALS)):
            reason = f"The {name} has more than {AMOUNT_DECIMALS} decimals."
            yield _Wrong("intake.too_many_decimals", reason, "Round it before it is sent.", name)
    if draft.amount is None and draft.kind in NEEDS_AMOUNT:
        yield _Wrong("intake.no_amount", "The row has no amount.", "Fill in the amount.", "amount")


def _of_texts(draft: Draft) -> _Told:
    texts = "".join(_texts(draft))
    if "\x00" in texts:
        yield _Wrong("intake.zero_byte", "The row holds a zero byte.", "Take it out.")
    if any("\ud800" <= sign <= "\udfff" for sign in texts):
        yield _Wrong("intake.wrong_encoding", "The row holds half of a sign (a lone surrogate).", "Send whole ones.")
    if len(texts.encode("utf-8", "replace")) > TEXT_LIMIT + 4 * KEY_LIMIT:
        yield _Wrong("intake.huge_cell", f"The texts of the row are longer than {TEXT_LIMIT} bytes.", "Shorten them.")
    if any("\x1f" in each for each in draft.groups):
        yield _Wrong("intake.unit_separator", "A group holds the sign U+001F.", "Take it out.", "groups")


def _texts(draft: Draft) -> Iterator[str]:
    single = ("source", "document", "line", "member", "contact", "product", "brand", "uom", "currency", "pays")
    yield from (value for name in single if (value := getattr(draft, name)))
    yield from draft.groups
    for texts in (draft.parties, draft.attributes):
        yield from texts
        yield from texts.values()
    yield from draft.tenders
    if draft.reverses is not None:
        yield draft.reverses.document
        yield draft.reverses.line or ""


def _of_grants(draft: Draft) -> _Told:
    if draft.kind != "granted":
        return
    for name in GRANTS_SAY:
        if not draft.attributes.get(name):
            reason, remedy = f"The grant names no {name}.", f"Say it in the attribute {name}."
            yield _Wrong(f"intake.no_{name}", reason, remedy, f"attributes.{name}")
    second = draft.attributes.get(SECOND_APPROVER)
    if second and second == draft.attributes.get("approver"):
        reason = "The second approver of the grant is the first one."
        yield _Wrong(
            "intake.same_approver", reason, "A second person approves, or none.", f"attributes.{SECOND_APPROVER}"
        )

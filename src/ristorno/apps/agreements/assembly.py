"""What was approved of one program and its agreements, as the calculation that the engine makes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ristorno.apps.agreements.binding import Part, bound
from ristorno.apps.agreements.models import Version
from ristorno.apps.agreements.rules import Units, units_of
from ristorno.apps.agreements.written import read
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.program import Agreement, Program
from ristorno.engine.terms.reading import agreements_of, program_of

Parts = Mapping[str, Sequence[Part]]
"""Of a program and of each of its agreements, by key, what was approved, in that order."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A calculation with what is asked of it without counting anything."""

    parts: "Parts"
    calculation: Calculation
    units: Units
    members: frozenset[str]
    """Those that agreements name."""
    open: bool
    """Whether members without an agreement take part."""


def approved(program: str, up_to: int | None = None) -> dict[str, list[Part]]:
    """Return all that was approved of a program and its agreements, up to a row of the versions."""
    found = Version.objects.filter(program=program).select_related("draft").order_by("id")
    parts: dict[str, list[Part]] = {}
    for each in found if up_to is None else found.filter(pk__lte=up_to):
        document = read(each.draft.text, f"{each.key} v{each.number}")
        parts.setdefault(each.key, []).append(Part(document, each.recorded_at))
    return parts


def assemble(program: str, parts: Parts, like: Assembled | None = None) -> Assembled:
    """Return the calculation of a program; what is the same in an earlier one is taken from there.

    Raises:
        Refused: with all problems of the documents together, each at the place where it was written.
    """
    earlier = like if like is not None and like.parts[program] == parts[program] else None
    head = earlier.calculation.program if earlier else _head(parts[program])
    same = _same(earlier, parts) if earlier else {}
    documents = (bound(own) for key, own in parts.items() if key != program and key not in same)
    agreements = agreements_of((document for document in documents if document is not None), head, same.values())
    calculation = Calculation(head, agreements, earlier.calculation if earlier else None)
    is_open = head.terms.membership.join == "open"
    return Assembled(parts, calculation, units_of(calculation), frozenset(calculation.members()), is_open)


def _head(parts: Sequence[Part]) -> Program:
    whole = bound(parts)
    assert whole is not None  # only agreements end
    return program_of(whole)


def _same(earlier: Assembled, parts: Parts) -> Mapping[str, Agreement]:
    """Return the agreements of which nothing was approved since."""
    found = {agreement.id: agreement for agreement in earlier.calculation.agreements}
    return {key: each for key, each in found.items() if key in parts and parts[key] == earlier.parts[key]}


def with_drafts(parts: Parts, drafts: Iterable[tuple[str, Part]]) -> dict[str, list[Part]]:
    """Return what was approved with drafts laid over it, as if they were approved too."""
    laid = {key: list(own) for key, own in parts.items()}
    for key, part in drafts:
        laid.setdefault(key, []).append(part)
    return laid


def latest(parts: Parts) -> datetime | None:
    """Return when the newest of all parts was recorded."""
    return max((part.recorded_at for own in parts.values() for part in own), default=None)

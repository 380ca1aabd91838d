"""Their side: the file of a partner, read as every file is; what its headers mean is proposed, and told."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ristorno.engine.accrual import Moment
from ristorno.engine.history.known import known_facts
from ristorno.intake import Mapping as FileMapping
from ristorno.intake import check, find_mapping, open_facts
from ristorno.intake.mapping_file import parse_mapping
from ristorno.kernel.period import LAST_DAY
from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.report.reconciliation.comparing import Document
from ristorno.report.reconciliation.documents import documents

_NEEDED: Final = {"document": "the number of a document", "occurred_at": "its date", "amount": "its amount"}
_READ: Final = (*_NEEDED, "currency")
_FIELD: Final = re.compile(r"^  (?:# )?(?P<field>\w+): (?P<said>.*)$")
_ZONE: Final = re.compile(r"^time_zone: .*$", re.MULTILINE)
_PARTNER: Final = "partner"
"""Stands for whoever the file is of, where its headers are read without a mapping."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the file says. ``read_as`` tells by which columns; ``others`` are documents of other members in it."""

    documents: Sequence[Document]
    read_as: Mapping[str, str]
    proposed: bool
    """Whether that was read from the headers, and nobody has said it."""
    others: int
    unread: Sequence[Problem]
    """The rows that could not be read, each with place, reason and remedy."""


def theirs(path: Path, codes: Collection[str], zone: ZoneInfo, mapping: str | None = None) -> Theirs:
    """Return the documents of a partner's file.

    Without a mapping its headers are read as ``facts check`` would propose, and every row is the partner's own. With
    one, or where the headers are the names of our fields, rows of other members than those with these codes are left
    out, and counted.

    Raises:
        Refused: the file cannot be read, or its headers do not say which columns are meant.
    """
    proposed = _proposed(path, zone) if mapping is None else None
    chosen = find_mapping(mapping) if mapping is not None else proposed
    own = {_PARTNER} if proposed is not None else set(codes)
    with open_facts(path, chosen, time_zone=zone.key) as store:
        known = known_facts(store.log(), Moment(LAST_DAY))
        unread = [row.problem for row in store.quarantine()]
    mine = [fact for fact in known if fact.member in own]
    others = {fact.document for fact in known if fact.member not in own}
    return Theirs(documents(mine, zone), _meaning(chosen), proposed is not None, len(others), unread)


def _proposed(path: Path, zone: ZoneInfo) -> FileMapping | None:
    """Return the mapping that the headers propose; None where the file can be read as it is."""
    proposal = check(path, time_zone=zone.key).proposal
    if proposal is None:
        return None
    head, _, fields = proposal.partition("\nfacts:\n")
    said = {found["field"]: found["said"] for line in fields.splitlines() if (found := _FIELD.match(line))}
    lacking = [_NEEDED[name] for name in _NEEDED if said.get(name, "???").startswith("???")]
    if lacking:
        reason = f"No header says which column is {', '.join(lacking)}."
        remedy = f"Let `ristorno facts check {path.name}` propose a mapping, correct it and name it with --mapping."
        raise Refused([Problem("reconcile.columns", reason, remedy, Place(str(path)))])
    told = [f"  {name}: {said[name]}" for name in _READ if name in said and f"\n  {name}:" in f"\n{fields}"]
    text = "\n".join([_ZONE.sub(f"time_zone: {zone.key}", head), "facts:", f"  member: {{value: {_PARTNER}}}", *told])
    return parse_mapping(text, f"proposal for {path.name}")


def _meaning(mapping: FileMapping | None) -> Mapping[str, str]:
    """Return by which columns of theirs a document is read."""
    if mapping is None:
        return {name: name for name in _NEEDED}
    fields, columns = mapping.facts, mapping.columns
    amount = fields.amount

    def called(column: str | None) -> str:
        return " / ".join(columns[column].headers) if column in columns else column or ""

    factors = [called(each.column or each.one_minus) for each in amount.product] if amount is not None else []
    return {
        "document": called(fields.document.column),
        "occurred_at": called(fields.occurred_at.column),
        "amount": " × ".join(factors) or called(amount.column if amount is not None else None),
    }

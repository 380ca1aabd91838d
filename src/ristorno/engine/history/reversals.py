"""Returns with a reference: taken off the line that they take back.

A return that names its original is judged on the original's date, document, window and terms, so it is taken off
the original before anything is measured. What is fully returned is not there at all. A return of more than was
bought, or of something unknown, is set aside with the reason; it comes back by itself when the original arrives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.accrual import SetAside
from ristorno.engine.fact import NEGATIVE_KINDS, Fact
from ristorno.engine.history.line import Line
from ristorno.kernel.number import ZERO

DocumentKey: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class _Original:
    """A line and what is left of it."""

    line: Line
    fact: Fact
    returns: tuple[str, ...] = ()

    def take(self, back: Fact) -> None:
        """Take a return off."""
        self.fact = less(self.fact, back)
        self.returns = (*self.returns, back.id)

    @property
    def gone(self) -> bool:
        """Whether nothing is left."""
        return bool(self.returns) and not self.fact.amount and not self.fact.quantity


def less(fact: Fact, back: Fact) -> Fact:
    """Return what is left of a fact when another one, with numbers below zero, is taken off."""
    return replace(
        fact,
        amount=_sum(fact.amount, back.amount),
        quantity=_sum(fact.quantity, back.quantity),
        cost=_sum_known(fact.cost, back),
        tax=_sum(fact.tax, back.tax),
    )


def net(lines: Sequence[Line]) -> tuple[list[Line], list[SetAside]]:
    """Return the lines net of the returns that name them, and the returns that could not be applied.

    ``lines`` stand in order; returns are applied in their own order.
    """
    if not any(line.fact.reverses for line in lines):
        return list(lines), []
    originals = {_key(line.fact): _Original(line, line.fact) for line in lines if not _is_return(line)}
    documents: dict[DocumentKey, list[_Original]] = {}
    for original in originals.values():
        documents.setdefault((original.fact.source, original.fact.document), []).append(original)
    whole: dict[DocumentKey, list[Line]] = {}
    aside: list[SetAside] = []
    for line in lines:
        if _is_return(line):
            problem = _apply(line, originals, documents, whole)
            if problem:
                aside.append(SetAside(line.fact.id, line.fact.member, *problem))
    return _remaining(lines, originals, documents, whole), aside


def _is_return(line: Line) -> bool:
    return line.fact.reverses is not None and line.fact.kind in NEGATIVE_KINDS


def _key(fact: Fact) -> tuple[str, str, str]:
    return fact.source, fact.document, fact.line


def _apply(
    line: Line,
    originals: Mapping[tuple[str, str, str], _Original],
    documents: Mapping[DocumentKey, list[_Original]],
    whole: dict[DocumentKey, list[Line]],
) -> tuple[str, str] | None:
    """Apply one return; return the code and the reason if it cannot be."""
    back, reference = line.fact, line.fact.reverses
    assert reference is not None
    document = (back.source, reference.document)
    found = documents.get(document, [])
    sold = [*(original.fact for original in found), *(other.fact for other in whole.get(document, []))]
    if reference.line is not None:
        original = originals.get((*document, reference.line))
        found = [original] if original else []
    if not found:
        name = reference.document if reference.line is None else f"{reference.document}/{reference.line}"
        return (
            "facts.unknown_original",
            f"It takes back {name}, which this member has not bought as far as is known.",
        )
    # What was returned of the document as a whole may leave less than its lines say, so both are asked.
    if _more_than(back, sold) or (reference.line is not None and _more_than(back, [found[0].fact])):
        return (
            "facts.returned_too_much",
            f"It takes back more than was bought and not yet returned of {reference.document}.",
        )
    if reference.line is None and len(found) > 1:
        whole.setdefault(document, []).append(_moved(line, found[0].line))
    else:
        # The only line of a document is meant, whether the reference says so or not.
        found[0].take(back)
    return None


def _more_than(back: Fact, sold: Iterable[Fact]) -> bool:
    facts = list(sold)
    amount = sum((fact.amount or ZERO for fact in facts), ZERO)
    quantity = sum((fact.quantity or ZERO for fact in facts), ZERO)
    counted = any(fact.quantity is not None for fact in facts)
    return amount + (back.amount or ZERO) < 0 or (counted and quantity + (back.quantity or ZERO) < 0)


def _moved(line: Line, original: Line) -> Line:
    """Put a return of a whole document where the document stands, behind its lines."""
    order = (
        original.at,
        original.fact.source,
        original.fact.document,
        f"~{line.fact.document}/{line.fact.line}",
    )
    return line._replace(at=original.at, day=original.day, document=original.document, order=order)


def _remaining(
    lines: Sequence[Line],
    originals: Mapping[tuple[str, str, str], _Original],
    documents: Mapping[DocumentKey, list[_Original]],
    whole: Mapping[DocumentKey, list[Line]],
) -> list[Line]:
    emptied = {key for key, backs in whole.items() if _emptied(documents[key], backs)}
    result = [line for key, backs in whole.items() if key not in emptied for line in backs]
    for line in lines:
        original = originals.get(_key(line.fact))
        if original is None or original.gone or (line.fact.source, line.fact.document) in emptied:
            continue
        result.append(line._replace(fact=original.fact, returns=original.returns) if original.returns else line)
    return sorted(result, key=lambda line: line.order)


def _emptied(bought: Iterable[_Original], backs: Iterable[Line]) -> bool:
    facts = [original.fact for original in bought] + [line.fact for line in backs]
    return not sum((fact.amount or ZERO for fact in facts), ZERO) and not sum(
        (fact.quantity or ZERO for fact in facts), ZERO
    )


def _sum(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return left if right is None else (left or ZERO) + right


def _sum_known(cost: Decimal | None, back: Fact) -> Decimal | None:
    """A return of goods that does not say its cost leaves the rest unknown; a price correction leaves it as it is."""
    if back.cost is None and back.kind == "return":
        return None
    return _sum(cost, back.cost)

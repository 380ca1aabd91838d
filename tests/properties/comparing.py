"""Two answers side by side: what differs, in lines that a person can read."""

from collections.abc import Iterable, Sequence

from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.kernel.number import plain


def differences(
    found: Sequence[MemberAnswer], expected: Sequence[MemberAnswer], *, aside: bool = True
) -> tuple[list[str], list[str]]:
    """Return what stands only in the one and only in the other; ``aside``: facts set aside count too."""
    left, right = _lines(found, aside=aside), _lines(expected, aside=aside)
    held, other = set(left), set(right)
    return [line for line in left if line not in other], [line for line in right if line not in held]


SAME: tuple[list[str], list[str]] = ([], [])
"""No difference."""


def _lines(answers: Sequence[MemberAnswer], *, aside: bool) -> list[str]:
    return [line for answer in answers for line in _answer(answer, aside=aside)]


def _answer(answer: MemberAnswer, *, aside: bool) -> Iterable[str]:
    yield from (shown(accrual) for accrual in answer.accruals)
    yield from map(str, answer.levels)
    for standing in answer.standings:
        missing = "-" if standing.missing is None else plain(standing.missing)
        yield f"{standing.member} {standing.ladder} {standing.tier} {plain(standing.measured)} {missing}"
    if aside:
        yield from map(str, answer.set_aside)


def shown(accrual: Accrual) -> str:
    """Return everything of an accrual in one line."""
    who = f"{accrual.agreement} {accrual.clause} {accrual.member} {accrual.contact or '-'}"
    where = f"{accrual.window} {accrual.window_label} {accrual.document or '-'}"
    outcomes = " or ".join(plain(amount) for amount in accrual.outcomes or ())
    return f"{who} {where}: {plain(accrual.amount)} {accrual.unit} {accrual.status} {outcomes}"

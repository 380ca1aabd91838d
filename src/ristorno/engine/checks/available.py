"""Whether what is given can ever be used when the terms say it can."""

from collections.abc import Iterator
from typing import Final

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

_CODE: Final = "terms.available"


def check_available(terms: Terms) -> Iterator[Finding]:
    """Yield moments of use that never come, or that come at once whatever is said."""
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name, "reward", "available")
        if clause.reward.available == "when_paid":
            yield from _paid(path, clause)
        if clause.reward.available == "at_close" and clause.window.narrow and terms.settlement is None:
            reason = "Documents are closed by settlements, of which this program says nothing."
            yield Finding(path, _CODE, reason, "Add `settlement`, or say when_paid or {after: 14 days}.")
        if clause.reward.waits == 0:
            reason = "After 0 days it can be used on the day after, which is a day of waiting."
            yield Finding(path, _CODE, reason, "Name some days, or say at_once.")


def _paid(path: Path, clause: Clause) -> Iterator[Finding]:
    if not clause.window.narrow:
        reason = "Many documents lie in the window, and each is paid on a day of its own."
        yield Finding(path, _CODE, reason, "Say count_on: paid_in_full, which counts what was paid for in the window.")
    elif clause.whose != "own":
        reason = "What others bought is paid by them, and their payments are not looked at here."
        yield Finding(path, _CODE, reason, "Say {after: 14 days}, or count the member's own facts.")

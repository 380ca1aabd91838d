"""Every step of a settlement: closing windows, approving, agreeing or disputing, issuing, withdrawing, paying.

Each names its actor, records one event, and may be asked for again; ``at`` is when it happens, aware: the caller knows
what time it is. What is refused is a :class:`~ristorno.kernel.problem.Refused`.
"""

from ristorno.apps.settlements.accounts import confirm_account, tell_account
from ristorno.apps.settlements.course import agree, agree_by_silence, answer, approve, dispute, withdraw
from ristorno.apps.settlements.freezing import close
from ristorno.apps.settlements.issuing import issue, issue_all
from ristorno.apps.settlements.paying import collect, pay_again, payment_failed

__all__ = [
    "agree",
    "agree_by_silence",
    "answer",
    "approve",
    "close",
    "collect",
    "confirm_account",
    "dispute",
    "issue",
    "issue_all",
    "pay_again",
    "payment_failed",
    "tell_account",
    "withdraw",
]

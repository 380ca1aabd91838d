"""Every step of a settlement: closing windows, approving, agreeing or disputing, issuing, withdrawing.

Each names its actor, records one event, and may be asked for again; ``at`` is when it happens, aware: the caller knows
what time it is. What is refused is a :class:`~ristorno.kernel.problem.Refused`.
"""

from ristorno.apps.settlements.freezing import close

__all__ = ["close"]

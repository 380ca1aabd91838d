"""Every way to change something about rewards: putting them into the catalog, asking, deciding, handing over.

All are atomic and record one event. ``at`` is when it happens, aware: the caller knows what time it is.
"""

from ristorno.apps.rewards.operations.asking import ask
from ristorno.apps.rewards.operations.deciding import approve, cancel, hand_over, refuse
from ristorno.apps.rewards.operations.offering import declare, withdraw

__all__ = ["approve", "ask", "cancel", "declare", "hand_over", "refuse", "withdraw"]

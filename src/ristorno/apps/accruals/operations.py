"""What may be done with accruals: members are run, windows closed, populations frozen."""

from ristorno.apps.accruals.closing import close, release, reopen, shut
from ristorno.apps.accruals.crowd import run_all
from ristorno.apps.accruals.populations import freeze
from ristorno.apps.accruals.proving import forget as forget_proofs
from ristorno.apps.accruals.running import recount, run, run_together

__all__ = ["close", "forget_proofs", "freeze", "recount", "release", "reopen", "run", "run_all", "run_together", "shut"]

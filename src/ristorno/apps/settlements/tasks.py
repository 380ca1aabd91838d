"""What settlements do by themselves, and the proof of all that is kept, which nobody above has more to add to."""

import logging
from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.verification import all_complaints

_log = logging.getLogger(__name__)


def agree_by_silence(now: datetime) -> int:
    """Let statements be agreed to whose days for disputes are over; return how many."""
    return operations.agree_by_silence(at=now)


def verify(now: datetime) -> int:
    """Prove all that is kept and record it; return how much is not as it must be, also logged loudly."""
    found = [str(each) for each in all_complaints(now.toordinal())]
    for each in found:
        _log.error("%s", each)
    told = {"at": now.isoformat(), "complaints": found}
    with transaction.atomic():
        record(name="ledger.verified", actor="system:nightly", subject="ledger", data=told)
    return len(found)

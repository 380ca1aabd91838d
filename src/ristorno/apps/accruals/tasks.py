"""What accruals do by themselves."""

import logging
from datetime import datetime

from django.db import transaction

from ristorno.apps.accruals.following import due_again
from ristorno.apps.accruals.verification import all_complaints
from ristorno.apps.events.operations import record

_log = logging.getLogger(__name__)


def new_day(now: datetime) -> int:
    """See whom a new day makes due; return how many."""
    return due_again(now)


def verify(now: datetime) -> int:
    """Prove ledger, wallets and bookings and record it; return how much is not as it must be, also logged loudly."""
    found = [str(each) for each in all_complaints(now.toordinal())]
    for each in found:
        _log.error("%s", each)
    told = {"at": now.isoformat(), "complaints": found}
    with transaction.atomic():
        record(name="ledger.verified", actor="system:nightly", subject="ledger", data=told)
    return len(found)

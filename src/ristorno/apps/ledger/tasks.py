"""What the ledger does by itself."""

import logging
from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.ledger.verification import complaints

_log = logging.getLogger(__name__)


def verify(now: datetime) -> int:
    """Prove the ledger and record the outcome; return how much is not as it must be, which is also logged loudly."""
    found = [str(each) for each in complaints()]
    for each in found:
        _log.error("%s", each)
    told = {"at": now.isoformat(), "complaints": found}
    with transaction.atomic():
        record(name="ledger.verified", actor="system:nightly", subject="ledger", data=told)
    return len(found)

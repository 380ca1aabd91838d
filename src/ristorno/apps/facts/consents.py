"""What was said on rewarding the people of a member, in lists, on pages and in files of facts, as counting reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection

from ristorno.apps.facts.news import FIELDS
from ristorno.apps.members.queries import codes_of, standing
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact, local_day
from ristorno.engine.history.book import CONSENT_KINDS, Book, open_book
from ristorno.intake.store.log import fact_builder

_KINDS: Final = ", ".join(f"'{kind}'" for kind in sorted(CONSENT_KINDS))


@dataclass(frozen=True, slots=True)
class Consents:
    """For whom of a member the consent of the employer is in force at a moment."""

    at: datetime
    book: Book

    def of(self, contact: str | None) -> bool:
        """Return whether it is for a contact, or, without one, for staff that is not named."""
        return self.book.consents(contact or "", self.at)


def consents(member: str, at: datetime, zone: ZoneInfo) -> Consents:
    """Return for whom the consent of the employer is in force, by the latest word on each and on all staff."""
    log = [*_told(member), *standing([member]).get(member, ())]
    return Consents(at, open_book(member, log, Moment(local_day(at, zone)), zone, None))


def _told(member: str) -> list[Fact]:
    """Return all versions of facts that ever were consents."""
    sql = (
        f"select {FIELDS.format(member='%(key)s')} from facts_version as v where v.member = any(%(codes)s) "
        f"and v.identity in (select identity from facts_version where member = any(%(codes)s) and kind in ({_KINDS})) "
        "order by v.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"key": member, "codes": list(codes_of(member))})
        return list(map(fact_builder(), cursor))

"""Whether the calendar makes the facts that sets ask for."""

from collections.abc import Iterator

from ristorno.engine.checks.names import all_sets
from ristorno.engine.fact import CALENDAR_KINDS
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms

_SPELLED = {
    "anniversary": "calendar: {anniversary: true}",
    "birthday": "calendar: {birthday: true}",
    "holiday": "calendar: {holidays: {2026-01-01: New Year}}",
}


def check_calendar(terms: Terms) -> Iterator[Finding]:
    """Yield sets of calendar facts that no calendar makes, and kinds of one's own under their names."""
    for kind in sorted(CALENDAR_KINDS & set(terms.kinds)):
        reason = f"Facts of the kind {kind!r} are made by the calendar; no source tells of them."
        yield Finding(("kinds", kind), "terms.calendar", reason, "Give the kind another name.")
    for path, facts in all_sets(terms):
        for kind in facts.kinds or ():
            if kind in CALENDAR_KINDS and not (terms.calendar is not None and terms.calendar.makes(kind)):
                reason = f"The program has no calendar that makes facts of the kind {kind!r}."
                yield Finding((*path, "kinds"), "terms.calendar", reason, f"Add {_SPELLED[kind]}.")

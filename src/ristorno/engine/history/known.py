"""What was known: of every line the version that ruled at a moment.

A higher version replaces the lower ones from the moment it was recorded; a version that retracts takes the line
away. The order in which versions arrive never matters.
"""

from collections.abc import Iterable

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact


def known_facts(log: Iterable[Fact], moment: Moment) -> list[Fact]:
    """Return the ruling version of every line as known at ``moment.known_at``, retracted lines left out."""
    ruling: dict[tuple[str, str, str], Fact] = {}
    for fact in log:
        if moment.known_at and fact.recorded_at and fact.recorded_at > moment.known_at:
            continue
        key = (fact.source, fact.document, fact.line)
        other = ruling.get(key)
        if other is None or (fact is not other and _rank(fact) > _rank(other)):
            ruling[key] = fact
    return [fact for fact in ruling.values() if not fact.retracted]


def _rank(fact: Fact) -> tuple[int, float, str]:
    # Two contents under one version are refused at intake; the text only keeps the choice independent of arrival.
    return fact.version, fact.recorded_at.timestamp() if fact.recorded_at else float("-inf"), repr(fact)

"""For whom a promise is."""

from collections.abc import Iterator

from ristorno.engine.rulebook.book import Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.clause import Who


def told_who(reader: Reader, who: Who) -> Iterator[Sentence]:
    """Yield who earns; other members are not named to a member who reads."""
    if who.everybody:
        yield reader.sentence("who.everybody")
    if who.members is not None:
        yield (
            reader.sentence("who.members", names=reader.any_of(who.members))
            if reader.member is None
            else (reader.sentence("who.you"))
        )
    if who.segments is not None:
        yield reader.sentence("who.segments", names=reader.any_of(who.segments))
    for ladder, tiers in (who.levels or {}).items():
        yield reader.sentence("who.levels", names=reader.any_of(tiers), ladder=reader.ladder(ladder))
    if who.segments is not None or who.levels:
        yield reader.sentence(f"who.at.{who.at}")


def concerns(reader: Reader, who: Who) -> bool:
    """Return whether a promise can be for the member who reads."""
    return reader.member is None or who.members is None or reader.member in who.members

"""For whom a promise is."""

from collections.abc import Iterator

from ristorno.engine.rulebook.book import Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.who import Who, Whom


def told_who(reader: Reader, who: Who, at: str | None = None) -> Iterator[Sentence]:
    """Yield who earns; other members are not named to a member who reads. ``at``: when, if not as the terms say."""
    if who.names_nothing:
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
    if who.excluded is not None and not _others_alone(reader, who.excluded):
        yield reader.sentence("who.except", what=reader.say("both").join(_excepted(reader, who.excluded)))
    if who.dated:
        yield reader.sentence(f"who.at.{at or who.at}")


def _others_alone(reader: Reader, whom: Whom) -> bool:
    """Return whether an exception can only be for other members than the one who reads."""
    return reader.member is not None and whom.members is not None and reader.member not in whom.members


def _excepted(reader: Reader, whom: Whom) -> Iterator[str]:
    if whom.members is not None:
        names = reader.any_of(whom.members)
        yield reader.say("who.except.members", names=names) if reader.member is None else reader.say("who.except.you")
    if whom.segments is not None:
        yield reader.say("who.except.segments", names=reader.any_of(whom.segments))
    for ladder, tiers in (whom.levels or {}).items():
        yield reader.say("who.except.levels", names=reader.any_of(tiers), ladder=reader.ladder(ladder))


def concerns(reader: Reader, who: Who) -> bool:
    """Return whether a promise can be for the member who reads."""
    if reader.member is None:
        return True
    out = who.excluded
    never = out is not None and not out.changing and reader.member in (out.members or ())
    return not never and (who.members is None or reader.member in who.members)

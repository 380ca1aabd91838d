"""The door through which facts come."""

from collections.abc import Collection, Iterable
from datetime import datetime

from ristorno.apps.facts.batches import About
from ristorno.apps.facts.calls import take
from ristorno.apps.facts.draft import Draft
from ristorno.intake.receipt import Receipt

__all__ = ["Draft", "ingest"]


def ingest(
    *,
    drafts: Iterable[Draft],
    channel: str,
    at: datetime,
    actor: str,
    name: str = "",
    kinds: Collection[str] = (),
) -> Receipt:
    """Take drafts in, all in one transaction; return what became of each.

    ``channel`` is how they came (``api``, ``command``), ``name`` what the caller calls them, ``at`` when we learned of
    them, ``kinds`` are kinds that programs declare besides those that everybody knows. They are read once, and never
    all in memory. A draft that cannot be taken is set aside with its reason; one that is known changes nothing. Nobody
    has to wait for anybody but for others that tell of the same source. An event ``facts.recorded`` (and
    ``facts.retracted``) names the members whose facts changed.
    """
    return take(drafts, About(channel, at, actor, name), kinds)

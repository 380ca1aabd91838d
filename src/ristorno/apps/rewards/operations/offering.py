"""Putting rewards into the catalog, and taking them out of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.rewards import refusals
from ristorno.apps.rewards.models import Reward, Version
from ristorno.apps.rewards.terms import Written


@transaction.atomic
def declare(*, rewards: Iterable[Written], at: datetime, actor: str) -> Sequence[str]:
    """Let rewards be what a document says; return the names of those that were not so before.

    Rewards that the document does not name stay as they are; one that was withdrawn is offered again.
    """
    changed = [each.name for each in rewards if _declared(each, at, actor)]
    if changed:
        record(name="rewards.declared", actor=actor, subject="rewards", data={"rewards": changed})
    return changed


def _declared(written: Written, at: datetime, actor: str) -> bool:
    reward, _ = Reward.objects.select_for_update().get_or_create(name=written.name)
    last = Version.objects.filter(reward=reward).order_by("pk").last()
    same = last is not None and (last.zone, last.words) == (written.zone, written.words)
    if same and reward.withdrawn_at is None:
        return False
    if not same:
        Version.objects.create(reward=reward, zone=written.zone, words=written.words, actor=actor, made_at=at)
    reward.withdrawn_at = None
    reward.save()
    return True


@transaction.atomic
def withdraw(*, name: str, at: datetime, actor: str) -> None:
    """Take a reward out of the catalog; what was asked for goes on. Refused where there is none."""
    found = Reward.objects.select_for_update().filter(name=name, withdrawn_at=None).first()
    if found is None:
        raise refusals.unknown(name, Reward.objects.filter(withdrawn_at=None).values_list("name", flat=True))
    found.withdrawn_at = at
    found.save()
    record(name="rewards.withdrawn", actor=actor, subject=f"reward:{name}")

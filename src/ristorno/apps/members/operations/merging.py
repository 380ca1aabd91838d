"""Members that are one: merged, and split again where they were not."""

from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.members.access import access_member, alone, listed, refused, unknown_member
from ristorno.apps.members.affected import around
from ristorno.apps.members.models import Member


@transaction.atomic
def merge(*, key: str, into: str, at: datetime, actor: str) -> bool:
    """Let all codes of a member stand for another one from now on; return False where they do already.

    What happened to it counts there, also in the past; its own words hold where the other's say nothing. Nothing is
    moved or removed, so that :func:`split` leaves both as they were. ``at`` is now, aware.

    Raises:
        Refused: there is no such member, both are one and the same, or one of them was merged into a third one.
    """
    # Whoever merges waits for whoever merges, so that no two of them can close a circle.
    alone("merging")
    member, target = _of(key), _of(into)
    if member.merged_into_id == target.pk:
        return False
    if member.pk == target.pk:
        raise refused("members.merge_itself", f"{key!r} cannot be merged into itself.", "Name two members.")
    for each in (member, target):
        if each.merged_into is not None:
            reason = f"{each.key!r} was merged into {each.merged_into.key!r}."
            raise refused("members.merged", reason, f"Name {each.merged_into.key!r}, or split {each.key!r} off first.")
    affected = around([member.key, target.key])
    for name in sorted((member.key, target.key)):
        access_member(name)
    Member.objects.filter(pk=member.pk).update(merged_into=target, merged_at=at)
    data = {"members": listed({*affected, *around([target.key])}), "merged": member.key, "into": target.key}
    record(name="member.merged", actor=actor, subject=f"member:{target.key}", data=data)
    return True


@transaction.atomic
def split(*, key: str, actor: str) -> bool:
    """Let a member that was merged stand for itself again, with all that was merged into it before.

    Returns False where it stands for itself already.

    Raises:
        Refused: there is no such member.
    """
    alone("merging")
    member = _of(key)
    if member.merged_into is None:
        return False
    target = member.merged_into
    affected = around([access_member(key).key])
    Member.objects.filter(pk=member.pk).update(merged_into=None, merged_at=None)
    data = {"members": listed({*affected, *around([member.key])}), "split": member.key, "from": target.key}
    record(name="member.split", actor=actor, subject=f"member:{target.key}", data=data)
    return True


def _of(named: str) -> Member:
    """Return the member that has a code itself, wherever it stands today."""
    found = Member.objects.select_related("merged_into").filter(codes__code=named).first()
    if found is None:
        raise unknown_member(named)
    return found

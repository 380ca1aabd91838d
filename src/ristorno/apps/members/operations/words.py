"""What holds of a member from a day on. A word is said once; a wrong one is corrected or taken back by another version.

``on`` is the day from which it holds, in the zone of the programs; ``at`` is now, aware: when it became known, which is
what decides where a statement is asked for as it was known then. ``origin`` says where it is known from.
"""

from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members.access import (
    access_contact,
    access_family,
    access_group,
    access_member,
    alone,
    find_member,
    refused,
)
from ristorno.apps.members.kinds import CHANNELS
from ristorno.apps.members.relatives import above
from ristorno.apps.members.saying import Draft, Told, revise, say
from ristorno.kernel.problem import near

_WHOLE = {"supplied_by": "supplied by", "subsidiary_of": "a subsidiary of"}


@transaction.atomic
def enrol(*, key: str, on: date, at: datetime, actor: str, origin: str = "") -> Told:
    """Let a member take part from a day on; for one that comes from another system, the day on which it joined there.

    Raises:
        Refused: there is no such member, or it takes part already.
    """
    return say(access_member(key), Draft("enrolled", on, origin=origin), at=at, actor=actor)


@transaction.atomic
def leave(*, key: str, on: date, at: datetime, actor: str, origin: str = "") -> Told:
    """Let a member leave; ``on`` is the last day on which it takes part. What becomes of its points is in the terms.

    Raises:
        Refused: there is no such member, or it does not take part.
    """
    return say(access_member(key), Draft("left", on, origin=origin), at=at, actor=actor)


@transaction.atomic
def join_group(
    *, key: str, group: str, on: date, at: datetime, actor: str, head: bool = False, origin: str = ""
) -> Told:
    """Let a member be in a group, and in no other one, from a day on; the ``head`` is paid for all of it.

    Raises:
        Refused: there is no such member or group.
    """
    member = access_member(key)
    draft = Draft("joined_group", on, group=access_group(group), head=head, origin=origin)
    return say(member, draft, at=at, actor=actor)


@transaction.atomic
def leave_group(*, key: str, on: date, at: datetime, actor: str, origin: str = "") -> Told:
    """Let a member be in no group from a day on.

    Raises:
        Refused: there is no such member, or it is in none.
    """
    return say(access_member(key), Draft("left_group", on, origin=origin), at=at, actor=actor)


@transaction.atomic
def name_supplier(*, key: str, supplier: str | None, on: date, at: datetime, actor: str, origin: str = "") -> Told:
    """Say who supplies a member from a day on: another member, or nobody.

    Raises:
        Refused: there is no such member, or the supplier would be supplied, over others or directly, by it.
    """
    return _relate("supplied_by", key, supplier, on, at, actor, origin)


@transaction.atomic
def name_parent(*, key: str, parent: str | None, on: date, at: datetime, actor: str, origin: str = "") -> Told:
    """Say whose subsidiary a member is from a day on: another member's, or nobody's.

    Raises:
        Refused: there is no such member, or the parent would be, over others or directly, its subsidiary.
    """
    return _relate("subsidiary_of", key, parent, on, at, actor, origin)


@transaction.atomic
def assign_segment(*, key: str, segment: str, on: date, at: datetime, actor: str, origin: str = "") -> Told:
    """Say in which segment a member is from a day on; grades that somebody approved are told the same way.

    Raises:
        Refused: there is no such member, or the segment has no name.
    """
    if not segment.strip():
        raise refused("members.segment", "The segment has no name.", "Say which one it is.")
    return say(
        access_member(key), Draft("segment_assigned", on, text=segment.strip(), origin=origin), at=at, actor=actor
    )


@transaction.atomic
def give_consent(*, key: str, on: date, origin: str, at: datetime, actor: str, contact: str | None = None) -> Told:
    """Say that the employer consents that a contact is rewarded from a day on; without one, that all its staff is.

    Raises:
        Refused: there is no such member or contact, or it is not said where the consent is known from.
    """
    return _consent("consent_given", key, contact, on, origin, at, actor)


@transaction.atomic
def withdraw_consent(*, key: str, on: date, origin: str, at: datetime, actor: str, contact: str | None = None) -> Told:
    """Say that the employer takes its consent back from a day on, for a contact or, without one, for all its staff.

    Raises:
        Refused: as :func:`give_consent`.
    """
    return _consent("consent_withdrawn", key, contact, on, origin, at, actor)


@transaction.atomic
def allow_messages(*, key: str, contact: str, channel: str, on: date, origin: str, at: datetime, actor: str) -> Told:
    """Say that a contact wants messages over a channel (``kinds.CHANNELS``) from a day on.

    Raises:
        Refused: there is no such contact or channel, or it is not said where that is known from.
    """
    return _messages("messages_welcome", key, contact, channel, on, origin, at, actor)


@transaction.atomic
def refuse_messages(*, key: str, contact: str, channel: str, on: date, origin: str, at: datetime, actor: str) -> Told:
    """Say that a contact wants no messages over a channel from a day on.

    Raises:
        Refused: as :func:`allow_messages`.
    """
    return _messages("messages_unwelcome", key, contact, channel, on, origin, at, actor)


@transaction.atomic
def correct(*, number: int, on: date, at: datetime, actor: str, origin: str | None = None) -> Told:
    """Correct the day, and the origin where one is said, of a word.

    Raises:
        Refused: there is no such word in force, or the corrected one cannot hold beside the others.
    """
    return revise(number, at=at, actor=actor, on=on, origin=origin)


@transaction.atomic
def retract(*, number: int, at: datetime, actor: str, origin: str | None = None) -> Told:
    """Take a word back that should not have been said.

    Raises:
        Refused: there is no such word in force, or the others cannot hold without it.
    """
    return revise(number, at=at, actor=actor, on=None, origin=origin)


def _relate(kind: str, key: str, name: str | None, on: date, at: datetime, actor: str, origin: str) -> Told:
    alone("relations")
    member = access_member(key)
    other = find_member(name) if name is not None else None
    if other is not None and (other.pk == member.pk or member.pk in above(other, kind, on)):
        reason = f"{key!r} would be {_WHOLE[kind]} itself, over {name!r}."
        raise refused("members.circle", reason, "Name another member, or an earlier or later day.")
    return say(member, Draft(kind, on, other=other, origin=origin), at=at, actor=actor)


def _consent(kind: str, key: str, contact: str | None, on: date, origin: str, at: datetime, actor: str) -> Told:
    check_origin(origin)
    member = access_member(key)
    person = access_contact(access_family(member), contact) if contact is not None else None
    return say(member, Draft(kind, on, contact=person, origin=origin), at=at, actor=actor)


def _messages(kind: str, key: str, contact: str, channel: str, on: date, origin: str, at: datetime, actor: str) -> Told:
    check_origin(origin)
    if channel not in CHANNELS:
        raise refused("members.channel", f"{channel!r} is no channel of messages.", near(channel, CHANNELS))
    member = access_member(key)
    person = access_contact(access_family(member), contact)
    return say(member, Draft(kind, on, contact=person, text=channel, origin=origin), at=at, actor=actor)


def check_origin(origin: str) -> None:
    """Refuse a consent of which it is not said where it is known from."""
    if not origin.strip():
        raise refused(
            "members.origin", "It is not said where the consent is known from.", "Name the paper or the form."
        )

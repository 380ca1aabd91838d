"""Writing members. Everything here names its actor, happens as a whole or not at all, and records one event."""

from ristorno.apps.members.operations.companies import add, change, give_code, make_group, take_code
from ristorno.apps.members.operations.joining import accept, apply, approve, decline, invite
from ristorno.apps.members.operations.many import Newcomer, Saying, add_all, say_all
from ristorno.apps.members.operations.many_codes import Given, give_codes
from ristorno.apps.members.operations.many_groups import make_groups
from ristorno.apps.members.operations.many_people import Described, put_contacts
from ristorno.apps.members.operations.merging import merge, split
from ristorno.apps.members.operations.people import (
    add_contact,
    change_contact,
    erase_contact,
    erase_person,
    put_contact,
)
from ristorno.apps.members.operations.staff import decide_consent, decide_messages, give_address, invite_contact
from ristorno.apps.members.operations.words import (
    allow_messages,
    assign_segment,
    correct,
    enrol,
    give_consent,
    join_group,
    leave,
    leave_group,
    name_parent,
    name_supplier,
    refuse_messages,
    retract,
    withdraw_consent,
)
from ristorno.apps.members.saying import Told

__all__ = [
    "Described",
    "Given",
    "Newcomer",
    "Saying",
    "Told",
    "accept",
    "add",
    "add_all",
    "add_contact",
    "allow_messages",
    "apply",
    "approve",
    "assign_segment",
    "change",
    "change_contact",
    "correct",
    "decide_consent",
    "decide_messages",
    "decline",
    "enrol",
    "erase_contact",
    "erase_person",
    "give_address",
    "give_code",
    "give_codes",
    "give_consent",
    "invite",
    "invite_contact",
    "join_group",
    "leave",
    "leave_group",
    "make_group",
    "make_groups",
    "merge",
    "name_parent",
    "name_supplier",
    "put_contact",
    "put_contacts",
    "refuse_messages",
    "retract",
    "say_all",
    "split",
    "take_code",
    "withdraw_consent",
]

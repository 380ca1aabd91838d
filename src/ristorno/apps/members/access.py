"""Finding what an operation is about, locked for as long as it takes; what is not there is told with what is near."""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import CharField, Model

from ristorno.apps.members.family import Family, families, stand_for
from ristorno.apps.members.models import Code, Contact, Group, Member
from ristorno.kernel.problem import Problem, Refused, near
from ristorno.kernel.texts import sayable, unkept


def refused(code: str, reason: str, remedy: str) -> Refused:
    """Return a refusal of one problem."""
    return Refused([Problem(code, reason, remedy)])


def access_member(named: str) -> Member:
    """Return the member that a code stands for, locked against everybody else who would write of it.

    Rows that only refer to it are not kept waiting, or two who name each other might wait in a circle.

    Raises:
        Refused: nobody has this code.
    """
    found = Member.objects.select_for_update(of=["self"], no_key=True).filter(codes__code=sayable(named)).first()
    while found is not None and found.merged_into_id is not None:
        # It stands for another one, or was merged into it while we waited.
        found = Member.objects.select_for_update(no_key=True).get(pk=found.merged_into_id)
    if found is None:
        raise unknown_member(named)
    return found


def find_member(named: str) -> Member:
    """Return the member that a code stands for, not locked: whoever locks two of them might wait in a circle.

    Raises:
        Refused: nobody has this code.
    """
    found = Member.objects.filter(codes__code=sayable(named)).first()
    if found is None:
        raise unknown_member(named)
    return stand_for([found.pk])[found.pk]


def unknown_member(named: str) -> Refused:
    """Return the refusal of a code that nobody has."""
    like = (
        Code.objects.filter(code__startswith=sayable(named[:3])).values_list("code", flat=True)[:500] if named else ()
    )
    remedy = near(named, like) if like else "Add it first: ristorno members add."
    return refused("members.unknown", f"There is no member {named!r}.", remedy)


def access_family(member: Member) -> Family:
    """Return the family of a member that stands for itself."""
    return families([member.key])[0]


def access_group(key: str) -> Group:
    """Return a group of members.

    Raises:
        Refused: there is none of this key.
    """
    found = Group.objects.filter(key=sayable(key)).first()
    if found is None:
        known = Group.objects.values_list("key", flat=True)
        remedy = near(key, known) or "Make it first."
        raise refused("members.unknown_group", f"There is no group of members {key!r}.", remedy)
    return found


def access_contact(family: Family, key: str) -> Contact:
    """Return a contact of a member, or of who was merged into it: of several with one key, of the first of them.

    Raises:
        Refused: nobody there has this key.
    """
    found = {each.member_id: each for each in Contact.objects.filter(member__in=family.numbers, key=sayable(key))}
    for number in family.numbers:
        if number in found:
            return found[number]
    known = Contact.objects.filter(member__in=family.numbers).values_list("key", flat=True)
    remedy = near(key, known) or "Add the contact first."
    raise refused("members.unknown_contact", f"{family.key!r} has no contact {key!r}.", remedy)


def untellable(model: type[Model], texts: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with texts that are to be kept in columns of a table, by their names."""
    fields = model._meta.get_fields()  # noqa: SLF001 - which Django documents as open to all
    room = {each.name: each.max_length for each in fields if isinstance(each, CharField)}
    return list(unkept("members.text", texts, room))


def check_texts(model: type[Model], **texts: str) -> None:
    """Refuse texts for which a table has no room, or that hold signs that nobody can see."""
    problems = untellable(model, texts)
    if problems:
        raise Refused(problems)


def alone(matter: str) -> None:
    """Let nobody else, until this transaction ends, decide on a matter that takes in many members at once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"members.{matter}"])


def listed(keys: Iterable[str], most: int = 1_000) -> list[str]:
    """Return the members that an event names; ``*`` alone where they are too many to name."""
    named = sorted(set(keys))
    return named if len(named) <= most else ["*"]

"""The people of a member. Events name them by key alone, so that what is erased is nowhere any more."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.members.access import access_contact, access_family, access_member, refused, untellable
from ristorno.apps.members.kinds import INFLUENCES, ROLES
from ristorno.apps.members.models import Contact, Member
from ristorno.kernel import searching
from ristorno.kernel.problem import Problem, Refused, near


@transaction.atomic
def add_contact(
    *,
    key: str,
    contact: str,
    actor: str,
    name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
    roles: Iterable[str] = (),
    influence: str = "",
) -> bool:
    """Add a person to a member; return False where it was there already, just so.

    ``contact`` is what facts call the person. ``roles`` are words of ``kinds.ROLES``; ``influence`` is what somebody
    has to do with buying (``kinds.INFLUENCES``).

    Raises:
        Refused: there is no such member, a role is unknown, or the person is there and differs.
    """
    member = access_member(key)
    traits = traits_of_contact(contact, name, email, phone, language, roles, influence)
    found = Contact.objects.filter(member__in=access_family(member).numbers, key=contact).first()
    if found is not None:
        if any(getattr(found, trait) != value for trait, value in traits.items()):
            reason = f"{key!r} has a contact {contact!r} already, who differs from what is said here."
            raise refused("members.contact_there", reason, "Change that one, or take another key.")
        return False
    Contact.objects.create(member=member, key=contact, **traits)
    record(name="contact.added", actor=actor, subject=f"contact:{member.key}/{contact}", data={"members": [member.key]})
    return True


@transaction.atomic
def change_contact(
    *,
    key: str,
    contact: str,
    actor: str,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    roles: Iterable[str] | None = None,
    influence: str | None = None,
    left_on: date | None = None,
) -> bool:
    """Change what is known of a person, as far as it is said; return whether anything changed.

    Raises:
        Refused: there is no such person, it was erased, or a role is unknown.
    """
    member = access_member(key)
    found = access_contact(access_family(member), contact)
    if found.erased_at is not None:
        reason = f"What was known of {contact!r} at {key!r} was erased."
        raise refused("members.erased", reason, "Add the person under another key if it came back.")
    said = {"name": name, "email": email, "phone": phone, "language": language, "influence": influence}
    told = {trait: value if value is not None else getattr(found, trait) for trait, value in said.items()}
    traits = traits_of_contact(contact, roles=found.roles if roles is None else roles, **told)
    traits["left_on"] = left_on or found.left_on
    changed = sorted(trait for trait, value in traits.items() if getattr(found, trait) != value)
    if changed:
        Contact.objects.filter(pk=found.pk).update(**traits)
        subject = f"contact:{found.member.key}/{contact}"
        record(name="contact.changed", actor=actor, subject=subject, data={"changed": changed})
    return bool(changed)


@transaction.atomic
def put_contact(
    *,
    key: str,
    contact: str,
    actor: str,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    roles: Iterable[str] | None = None,
    influence: str | None = None,
    left_on: date | None = None,
) -> bool:
    """Add a person to a member, or change what is said of one that is there; return whether it is new.

    Raises:
        Refused: as :func:`add_contact` and :func:`change_contact`.
    """
    member = access_member(key)
    there = Contact.objects.filter(member__in=access_family(member).numbers, key=contact).exists()
    said = {"name": name, "email": email, "phone": phone, "language": language, "influence": influence}
    if not there:
        add_contact(
            key=key,
            contact=contact,
            actor=actor,
            roles=roles or (),
            **{each: told or "" for each, told in said.items()},
        )
    if there or left_on is not None:
        change_contact(key=key, contact=contact, actor=actor, roles=roles, left_on=left_on, **said)
    return not there


@transaction.atomic
def erase_contact(*, key: str, contact: str, at: datetime, actor: str) -> bool:
    """Erase by what a person is known: name, address, number. Its key, its consents and what counted stay.

    Returns False where that was done before.

    Raises:
        Refused: there is no such person.
    """
    found = access_contact(access_family(access_member(key)), contact)
    if found.erased_at is not None:
        return False
    Contact.objects.filter(pk=found.pk).update(name="", email="", phone="", erased_at=at)
    record(name="contact.erased", actor=actor, subject=f"contact:{found.member.key}/{contact}", data={})
    return True


@transaction.atomic
def erase_person(*, key: str, at: datetime, actor: str) -> bool:
    """Erase by what a member is known that is itself a person: name and legal numbers, and its contacts.

    Its key and the codes of other systems stay, as facts name them, and so does all that counted. Returns False where
    that was done before. ``at`` is now, aware.

    Raises:
        Refused: there is no such member, or it is a company.
    """
    member = access_member(key)
    if member.kind == "company":
        reason = f"{key!r} is a company; what is known of it is no personal data."
        raise refused("members.erase_company", reason, "Erase its contacts.")
    contacts = [erase_contact(key=key, contact=each.key, at=at, actor=actor) for each in member.contacts.all()]
    if member.name == member.key and not member.legal_ids.exists():
        return any(contacts)
    member.legal_ids.all().delete()
    codes = member.codes.order_by("code").values_list("code", flat=True)
    Member.objects.filter(pk=member.pk).update(name=member.key, sought=searching.index(codes))
    record(name="member.erased", actor=actor, subject=f"member:{member.key}", data={})
    return True


def traits_of_contact(
    key: str, name: str, email: str, phone: str, language: str, roles: Iterable[str], influence: str
) -> dict[str, object]:
    """Return what is known of a person, as it is kept.

    Raises:
        Refused: it cannot be that.
    """
    problems = []
    if not key or key != key.strip() or not key.isprintable():
        reason = f"The key {key!r} of the contact is empty or has blanks around it."
        problems.append(Problem("members.contact_key", reason, "Take what facts call the person."))
    texts = {"key": key, "name": name, "email": email, "phone": phone, "language": language}
    problems += untellable(Contact, texts)
    told = sorted(set(roles))
    problems += [
        Problem("members.role", f"{role!r} is no role of a contact.", near(role, ROLES))
        for role in told
        if role not in ROLES
    ]
    if influence not in {"", *INFLUENCES}:
        reason = f"{influence!r} is nothing that somebody has to do with buying."
        problems.append(Problem("members.influence", reason, near(influence, INFLUENCES)))
    if email and ("@" not in email[1:-1] or any(sign.isspace() for sign in email)):
        problems.append(Problem("members.email", f"{email!r} is no address.", "Write it as somebody@example.com."))
    if problems:
        raise Refused(problems)
    return {"name": name, "email": email, "phone": phone, "language": language, "roles": told, "influence": influence}

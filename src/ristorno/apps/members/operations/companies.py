"""Members themselves: what they are called, the codes and legal numbers that they have."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from ristorno.apps.events.operations import record
from ristorno.apps.members import legal
from ristorno.apps.members.access import access_member, check_texts, refused, untellable
from ristorno.apps.members.kinds import GROUP_KINDS, KINDS, GroupKind, MemberKind
from ristorno.apps.members.models import Code, Group, LegalId, Member
from ristorno.kernel import searching
from ristorno.kernel.problem import Problem, Refused, near

_LONGEST = 120


@transaction.atomic
def add(
    *,
    key: str,
    name: str,
    actor: str,
    kind: MemberKind = "company",
    country: str = "",
    language: str = "",
    codes: Mapping[str, str] | None = None,
    legal_ids: Mapping[str, str] | None = None,
) -> bool:
    """Add a member; return False where it was there already, just so.

    ``key`` is what facts and agreements call it. ``codes`` are what other systems call it, each with the name of its
    system; ``legal_ids`` are numbers by scheme (``ru.inn``), which are checked. To take part, it is enrolled besides.

    Raises:
        Refused: the key or a code is somebody else's, a number cannot be right, or the member is there and differs.
    """
    traits = traits_of(key=key, name=name, kind=kind, country=country, language=language)
    numbers = numbers_of(legal_ids or {}, kind)
    try:
        with transaction.atomic():
            member = Member.objects.create(key=key, **traits)
            Code.objects.create(code=key, member=member)
    except IntegrityError:
        return _there_already(key, traits, codes or {}, numbers)
    for code, system in (codes or {}).items():
        _give(member, code, system)
    LegalId.objects.bulk_create(LegalId(member=member, scheme=s, number=n) for s, n in numbers.items())
    _index(member)
    record(name="member.added", actor=actor, subject=f"member:{key}", data={"members": [key]})
    return True


@transaction.atomic
def change(
    *,
    key: str,
    actor: str,
    name: str | None = None,
    kind: MemberKind | None = None,
    country: str | None = None,
    language: str | None = None,
    legal_ids: Mapping[str, str] | None = None,
) -> bool:
    """Change what is known of a member, as far as it is said; an empty legal number takes that one away.

    Returns whether anything changed. The key stays what it is: facts and agreements name it.

    Raises:
        Refused: there is no such member, or what is said cannot be right.
    """
    member = _itself(key)
    said = {"name": name, "kind": kind, "country": country, "language": language}
    told = {trait: value for trait, value in said.items() if value is not None}
    before = {trait: getattr(member, trait) for trait in said}
    traits = traits_of(key=key, **{**before, **told})
    kept = dict(member.legal_ids.values_list("scheme", "number"))
    wanted = {scheme: number for scheme, number in {**kept, **(legal_ids or {})}.items() if number}
    numbers = numbers_of(wanted, traits["kind"])
    changed = [trait for trait in said if before[trait] != traits[trait]]
    changed += [scheme for scheme in {*kept, *numbers} if kept.get(scheme) != numbers.get(scheme)]
    if not changed:
        return False
    Member.objects.filter(pk=member.pk).update(**traits)
    member.legal_ids.all().delete()
    LegalId.objects.bulk_create(LegalId(member=member, scheme=s, number=n) for s, n in numbers.items())
    member.refresh_from_db()
    _index(member)
    record(name="member.changed", actor=actor, subject=f"member:{key}", data={"changed": sorted(changed)})
    return True


@transaction.atomic
def give_code(*, key: str, code: str, system: str, actor: str) -> bool:
    """Let a code of another system stand for a member; return False where it does already.

    Raises:
        Refused: there is no such member, or the code stands for another one.
    """
    member = access_member(key)
    if not _give(member, code, system):
        return False
    _index(member)
    record(name="member.code.given", actor=actor, subject=f"member:{member.key}", data=_told(member, code))
    return True


@transaction.atomic
def take_code(*, code: str, actor: str) -> bool:
    """Let a code of another system stand for nobody any more; return False where it does so already.

    Raises:
        Refused: it is the key of a member, which it keeps for good.
    """
    found = Code.objects.select_related("member").filter(code=code).first()
    if found is None:
        return False
    if not found.system:
        reason = f"{code!r} is the key of a member and stays so."
        raise refused("members.own_key", reason, "Merge the member into another one if both are the same.")
    member = access_member(code)
    found.delete()
    _index(found.member)
    record(name="member.code.taken", actor=actor, subject=f"member:{member.key}", data=_told(member, code))
    return True


@transaction.atomic
def make_group(*, key: str, name: str, actor: str, kind: GroupKind = "buying_group") -> bool:
    """Make a buying group or a holding, or give it another name; return whether anything changed.

    Raises:
        Refused: the key is empty or the kind unknown.
    """
    check_group(key, name, kind)
    group, fresh = Group.objects.get_or_create(key=key, defaults={"name": name, "kind": kind})
    if not fresh and (group.name, group.kind) == (name, kind):
        return False
    Group.objects.filter(pk=group.pk).update(name=name, kind=kind)
    event = "member.group.made" if fresh else "member.group.changed"
    record(name=event, actor=actor, subject=f"group:{key}", data={})
    return True


def check_group(key: str, name: str, kind: str) -> None:
    """Refuse a group that there cannot be."""
    if not key.strip() or len(key) > _LONGEST or kind not in GROUP_KINDS:
        reason = f"There can be no group {key!r} of the kind {kind!r}."
        raise refused("members.group", reason, near(kind, GROUP_KINDS))
    check_texts(Group, key=key, name=name)


def _itself(key: str) -> Member:
    """Return a member to be changed: the one of this key, also where it was merged into another one."""
    access_member(key)
    return Member.objects.select_for_update(of=["self"], no_key=True).get(codes__code=key)


def traits_of(*, key: str, name: str, kind: str, country: str, language: str) -> dict[str, str]:
    """Return what a member is, as it is kept.

    Raises:
        Refused: it cannot be that.
    """
    problems: list[Problem] = []
    if not key or key != key.strip() or len(key) > _LONGEST or not key.isprintable():
        reason = f"The key {key!r} is empty, has blanks around it, or is longer than {_LONGEST} letters."
        problems.append(Problem("members.key", reason, "Take what sales files and agreements call the member."))
    if not name.strip():
        problems.append(Problem("members.name", f"The member {key!r} has no name.", "Say what it is called."))
    problems += untellable(Member, {"name": name, "language": language})
    if kind not in KINDS:
        problems.append(Problem("members.kind", f"{kind!r} is no kind of member.", near(kind, KINDS)))
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        reason = f"{country!r} is no country."
        problems.append(Problem("members.country", reason, "Write it in two letters: RU, DE, TH."))
    if problems:
        raise Refused(problems)
    return {"name": " ".join(name.split()), "kind": kind, "country": country.upper(), "language": language}


def numbers_of(told: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return legal numbers by scheme, as they are kept.

    Raises:
        Refused: one of them cannot be right.
    """
    numbers: dict[str, str] = {}
    problems: list[Problem] = []
    for scheme, number in told.items():
        try:
            numbers[scheme] = legal.checked(scheme, number, kind)
        except Refused as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Refused(problems)
    return numbers


def check_code(alias: str, system: str) -> None:
    """Refuse what cannot be a code of another system."""
    if not alias or alias != alias.strip() or len(alias) > _LONGEST or not system.strip():
        reason = f"The code {alias!r} of {system!r} is empty or has blanks around it, or its system has no name."
        raise refused("members.code", reason, "Say what which system calls the member.")


def _give(member: Member, alias: str, system: str) -> bool:
    check_code(alias, system)
    check_texts(Code, system=system)
    given, fresh = Code.objects.get_or_create(code=alias, defaults={"member": member, "system": system})
    if not fresh and access_member(alias).pk != member.pk:
        reason = f"The code {alias!r} stands for the member {given.member.key!r}."
        remedy = (
            f"If both are one, merge them; if two systems use it for two, put the system in front: {system}:{alias}."
        )
        raise refused("members.code_taken", reason, remedy)
    return fresh


def _there_already(key: str, traits: Mapping[str, str], codes: Mapping[str, str], numbers: Mapping[str, str]) -> bool:
    found = Member.objects.filter(key=key).first()
    if found is None:
        held = Code.objects.select_related("member").get(code=key).member.key
        reason = f"{key!r} is a code of the member {held!r}."
        raise refused("members.code_taken", reason, "Take the code away from it first, or take another key.")
    has = dict(found.legal_ids.values_list("scheme", "number"))
    same = all(getattr(found, trait) == value for trait, value in traits.items()) and numbers.items() <= has.items()
    if not same or not set(codes) <= set(found.codes.values_list("code", flat=True)):
        reason = f"There is a member {key!r} already, and it differs from what is said here."
        raise refused("members.there_already", reason, "Change it, or take another key.")
    return False


def _index(member: Member) -> None:
    """Keep what a search looks through."""
    codes: Iterable[str] = member.codes.order_by("code").values_list("code", flat=True)
    numbers: Iterable[str] = member.legal_ids.order_by("number").values_list("number", flat=True)
    Member.objects.filter(pk=member.pk).update(sought=searching.index([member.name, *codes, *numbers]))


def _told(member: Member, alias: str) -> dict[str, object]:
    return {"members": [member.key], "code": alias}

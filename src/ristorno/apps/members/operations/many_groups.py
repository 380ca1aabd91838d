"""Making many groups at once what is plain; whatever is not, is left to be made one by one, which says why."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from ristorno.apps.events.operations import Telling, record_all
from ristorno.apps.members.kinds import GroupKind
from ristorno.apps.members.models import Group
from ristorno.apps.members.operations.companies import check_group
from ristorno.kernel.problem import Refused


@transaction.atomic
def make_groups(*, groups: Mapping[str, tuple[str, GroupKind]], actor: str) -> Mapping[str, bool]:
    """Make groups that are new, each a name and a kind by its key; return of each whether it is.

    Left out are known ones that change, and those of which something is wrong.
    """
    known = {each.key: each for each in Group.objects.filter(key__in=[key for key in groups if _plain(key, groups)])}
    same = {key: False for key, row in known.items() if groups[key] == (row.name, row.kind)}
    fresh = [
        Group(key=key, name=name, kind=kind)
        for key, (name, kind) in groups.items()
        if key not in known and _plain(key, groups)
    ]
    try:
        with transaction.atomic():
            Group.objects.bulk_create(fresh, batch_size=1_000)
    except IntegrityError:
        return same  # somebody else makes one of them at this moment
    record_all(Telling("member.group.made", actor, f"group:{each.key}", {}) for each in fresh)
    return same | {each.key: True for each in fresh}


def _plain(key: str, groups: Mapping[str, tuple[str, GroupKind]]) -> bool:
    try:
        check_group(key, *groups[key])
    except Refused:
        return False
    return True

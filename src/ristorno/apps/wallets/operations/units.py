"""Units as programs in force define them."""

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.models import Unit
from ristorno.apps.wallets.values import UnitTerms


@transaction.atomic
def declare(*, unit: UnitTerms, actor: str) -> bool:
    """Keep what programs say of a unit; return whether anything is new.

    Raises:
        Refused: it is counted in another step already.
    """
    expires = unit.expires.model_dump(mode="json") if unit.expires else None
    keeping = unit.wallet.model_dump(mode="json")
    traits = {"kind": unit.kind, "zone": unit.zone, "expires": expires, "keeping": keeping}
    kept, fresh = Unit.objects.select_for_update().get_or_create(name=unit.name, defaults={**traits, "step": unit.step})
    if kept.step != unit.step:
        raise refusals.other_step(unit.name, kept.step, unit.step)
    changed = {trait: value for trait, value in traits.items() if getattr(kept, trait) != value}
    if not fresh and not changed:
        return False
    for trait, value in changed.items():
        setattr(kept, trait, value)
    kept.save()
    record(name="wallet.unit.declared", actor=actor, subject=f"unit:{unit.name}", data=traits)
    return True

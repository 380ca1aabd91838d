"""Making the system of the demo world, from an empty database to one with everything in it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from ristorno.apps.accruals.operations import run_all
from ristorno.apps.clock.operations import make_sandbox
from ristorno.apps.facts.operations import ingest_file
from ristorno.apps.identity.operations import make_key
from ristorno.apps.identity.operators import add_operator
from ristorno.apps.identity.queries import operators
from ristorno.apps.identity.scopes import FOR_MEMBERS, SCOPES
from ristorno.apps.integrations.operations import add_endpoint
from ristorno.apps.wallets.queries import everybody
from ristorno.apps.wallets.values import WalletState
from ristorno.demo.supplier import AS_OF
from ristorno.demo.system.claiming import claim
from ristorno.demo.system.goods import stock
from ristorno.demo.system.living import live
from ristorno.demo.system.people import settle_in
from ristorno.demo.system.promises import sign
from ristorno.demo.system.settling import settle
from ristorno.demo.world import SEED, World, WorldFiles, write_facts

Show: TypeAlias = Callable[[float, str], None]

SHOP: Final = "system:portal"
"""What hands in claims and answers for members."""
OPERATORS: Final = {"operator": "anna@supplier.example", "approver": "boris@supplier.example",
                    "administrator": "olga@supplier.example"}  # fmt: skip
"""Who works at the supplier and signs in to the console, by role: one drafts, one signs."""
COMPANY: Final = "M087"
"""The member whose key is handed out, and whom everything to try is about."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets with which programs come in: of the sponsor's, and of one company's."""

    sponsor: str
    company: str


def found(world: World, files: WorldFiles, listener: str, processes: int, show: Show) -> Keys:
    """Make everything, in an empty database; return the keys. ``listener`` is where webhooks go."""
    at = world.supplier.local(AS_OF, 6, 0)
    folder = files.facts.parent
    make_sandbox(at=at, actor="command:demo")
    people = _employ()
    anna, boris = people["operator"], people["approver"]
    show(0.02, "Companies, their people and groups")
    settle_in(SEED, world.members, folder, at, anna)
    show(0.12, "Products")
    stock(at, anna)
    show(0.16, "Programs and agreements: drafted by one, signed by another")
    sign(anna, boris)
    show(0.20, "Two years of facts")
    ingest_file(file=_known(world, folder), at=at, actor=anna, channel="command")
    show(0.28, "Claims with evidence")
    claim(SHOP, boris, at)
    run_all(at=at, actor="command:demo", processes=processes, told=_part(show, 0.30, 0.94))
    show(0.94, "A quarter is closed")
    settle(anna, boris, SHOP, at)
    show(0.97, "Rewards, gifts, expiry")
    live(anna, boris, at)
    add_endpoint(url=listener, wanted=["wallet.*", "accruals.*"], actor=anna, note="The demo's own listener")
    return Keys(_key("the sponsor's ERP", SCOPES), _key("a company's portal", FOR_MEMBERS, COMPANY))


def totals() -> tuple[str, ...]:
    """Return a sentence for each unit: what is on all wallets together."""
    found = list[WalletState]()
    while page := everybody(after=found[-1].number if found else 0):
        found += page
    return tuple(
        f"{unit}: {len(own)} wallets, {sum(each.pending for each in own):,} expected, "
        f"{sum(each.free for each in own):,} free, {sum(each.held for each in own):,} held"
        for unit in sorted({each.unit for each in found})
        for own in [[each for each in found if each.unit == unit]]
    )


def _known(world: World, folder: Path) -> Path:
    """Return a file of what was recorded before the day on which the system stands."""
    return write_facts(folder / "so-far.csv", (row for row in world.facts if row["recorded_at"] < AS_OF.isoformat()))


def _employ() -> Mapping[str, str]:
    """Return how each operator is recorded, by role."""
    for role, email in OPERATORS.items():
        add_operator(email=email, roles=[role], name=email.partition("@")[0].capitalize(), actor="command:demo")
    actors = {each.email: each.actor for each in operators()}
    return {role: actors[email] for role, email in OPERATORS.items()}


def _key(name: str, scopes: Collection[str], member: str | None = None) -> str:
    return make_key(name=name, scopes=scopes, member=member, actor="command:demo").text


def _part(show: Show, first: float, last: float) -> Callable[[int, int], None]:
    def told(done: int, members: int) -> None:
        show(first + (last - first) * done / members, f"What everybody earned ({done} of {members} members)")

    return told

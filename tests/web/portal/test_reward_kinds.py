"""Every kind of reward as somebody of a company asks for it, gets it and gives it back, on pages without a script."""

from dataclasses import dataclass
from itertools import pairwise

import pytest

from apps.agreements.writing import enacted
from ristorno.apps.rewards import operations
from ristorno.apps.rewards.kinds import REWARDS
from ristorno.apps.rewards.queries import redemptions
from ristorno.apps.rewards.terms import read_catalog
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, Parted, address

pytestmark = pytest.mark.django_db

PROGRAM = """\
program: codes
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses: {}
offers: {five-off: {title: Five off, trigger: code, gives: {sum: 5}}}
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a kind gives in the catalog, what has to be told, what the page says of one piece in two languages, and how
    it stands once it is approved, and once it was handed over."""

    gives: str
    told: dict[str, str]
    said: str
    in_russian: str
    approved: str
    handed: str = "handed over"


TAKEN = {
    "deferral": Taken(
        "30 days", {"document": "INV-7"}, "Later payment · +30 days",
        "Отсрочка платежа · +30 дней",
        "being arranged", "granted",
    ),
    "donation": Taken(
        "{to: Forest fund, amount: 20, currency: EUR}", {}, "Donation · Forest fund: €20",
        "Пожертвование · Forest fund: 20 €", "being transferred", "donated",
    ),
    "free_use": Taken(
        "{service: Next-day delivery, days: 91 days}", {}, "Free use · Next-day delivery: 91 days",
        "Бесплатное пользование · Next-day delivery: 91 день", "being set up", "set up",
    ),
    "gift": Taken("MUG", {"recipient": "Olga"}, "Gift", "Подарок", "being prepared"),
    "goods": Taken("DRILL-18V", {"address": "Berlin, Spreeufer 1"}, "Goods", "Товар", "being prepared"),
    "marketing": Taken(
        "{amount: 500, currency: EUR}", {"purpose": "Leaflets"}, "Marketing budget · €500",
        "Маркетинговый бюджет · 500 €", "being arranged", "granted",
    ),
    "money": Taken(
        "{amount: 12.5, currency: EUR}", {"account": "DE02 1"}, "Money · €12.50", "Деньги · 12,50 €",
        "being paid out", "paid out",
    ),
    "service": Taken("TRACK", {"day": "2026-04-02"}, "Service", "Услуга", "being scheduled", "done"),
    "training": Taken("WELD-2", {"participant": "Dora"}, "Training", "Обучение", "place being booked", "place booked"),
    "voucher": Taken("{program: codes, opens: five-off, valid: 60 days}", {}, "Voucher", "Ваучер", ""),
}  # fmt: skip


@pytest.fixture(params=sorted(TAKEN))
def kind(world: Parted, request: pytest.FixtureRequest) -> str:
    """A kind of which one reward is in the catalog, for 20 points, with which a colleague has to agree."""
    name = str(request.param)
    enacted(PROGRAM, at=AT)
    operations.declare(rewards=read_catalog(_catalog(name)), at=AT, actor="user:1")
    return name


def _catalog(kind: str) -> str:
    value = "value: {EUR: 8}, " if kind == "gift" else ""
    return (
        "rewards: kinds\ntime_zone: Europe/Berlin\ncatalog:\n"
        f"  some: {{title: Something, gives: {{{kind}: {TAKEN[kind].gives}}}, {value}price: {{PTS: 20}}, "
        "approval: company}\n"
    )


def test_no_kind_is_left_out() -> None:
    assert set(TAKEN) == {*REWARDS}


def test_it_is_asked_for_agreed_with_handed_over_and_taken_back(kind: str) -> None:
    taken, owner, manager = TAKEN[kind], somebody(address("owner")), somebody(address("manager"))
    assert taken.said in owner.open("/rewards").text
    assert taken.said in owner.open("/rewards/some").text
    before = points(owner)
    waiting = owner.open("/rewards/some").send("/rewards/some", quantity="2", **taken.told)
    assert all(text in waiting.text for text in ("the points are held", "waits for approval", *taken.told.values()))
    assert "Agree" not in waiting.text
    assert points(owner) == before - 40
    number = redemptions(member=NORTH, latest=True)[0].number
    agreed = manager.open("/rewards").send(f"/rewards/asked/{number}/approve").text
    assert "You have agreed" in agreed
    if kind == "voucher":
        assert redemptions(member=NORTH, latest=True)[0].handed["codes"] in agreed
    else:
        assert taken.approved in agreed
        operations.hand_over(number=number, handed={"note": "Parcel RA-123"}, at=AT, actor="key:1")
        assert "Parcel RA-123" in owner.open("/rewards").text
        assert f"“Something” is approved: {taken.approved}." in owner.open("/messages").text
    assert taken.handed in owner.open("/rewards").text
    assert f"“Something”: {taken.handed}." in owner.open("/messages").text
    assert f"/rewards/asked/{number}/cancel" not in [to for to, _ in owner.page.forms]
    operations.cancel(number=number, reason="Came broken", at=AT, actor="user:1")
    assert "Came broken" in owner.open("/rewards").text
    assert points(owner) == before


def test_what_was_only_asked_for_is_taken_back_by_the_company_itself(kind: str) -> None:
    owner = somebody(address("owner"), "ru")
    assert TAKEN[kind].in_russian in owner.open("/rewards/some").text
    owner.send("/rewards/some", **TAKEN[kind].told)
    number = redemptions(member=NORTH, latest=True)[0].number
    assert "Больше не нужно" in owner.open("/rewards").send(f"/rewards/asked/{number}/cancel").text


def points(browser: Browser) -> int:
    """What the company can use, as its page of the wallet says."""
    words = browser.open("/wallet").text.split()
    return next(int(word) for word, unit in pairwise(words) if unit == "points")

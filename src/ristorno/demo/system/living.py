"""What happens on wallets besides earning: rewards are had, gifts given, mistakes corrected, points expire."""

from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files

from ristorno.apps.rewards.operations import declare
from ristorno.apps.rewards.terms import read_catalog
from ristorno.apps.vouchers.operations import refer
from ristorno.apps.wallets import operations
from ristorno.apps.wallets.operations import approve, give, holding, limit
from ristorno.apps.wallets.values import Holder

_SHOPPING = (("M183", 400), ("M087", 250), ("M089", 150), ("M075", 300), ("M006", 120), ("M165", 80))
"""Who wants a reward from the shop, and for how many points."""
_SENT, _GIVEN_UP = 3, 4
"""So many of these rewards were sent, and that one was given up; the others wait at the shop."""
_SHOP = "system:shop"


def live(clerk: str, chief: str, at: datetime) -> None:
    """Let all of it happen at a moment."""
    operations.expire_all(at=at, actor="system:nightly")
    text = (files("ristorno.demo") / "rewards.yaml").read_text(encoding="utf-8")
    declare(rewards=read_catalog(text, "rewards.yaml"), at=at, actor=chief)
    _shop(at)
    refer(program="workshop-referrals", offer="newcomer", referrer="M087", at=at, actor=_SHOP)
    limit(of=clerk, unit="PTS", per_month=Decimal(100), actor=chief)
    late, fair = "The truck was three days late", "Helped at the fair"
    for key, member, points, reason in (
        ("gift-1", "M022", 50, "Thanks for the photos"),
        ("gift-2", "M045", 500, late),
        ("gift-3", "M121", 300, fair),
    ):
        give(key=key, holder=Holder(member), unit="PTS", amount=Decimal(points), reason=reason, at=at, actor=clerk)
    approve(key="gift-2", at=at, actor=chief)


def _shop(at: datetime) -> None:
    for place, (member, points) in enumerate(_SHOPPING, start=1):
        key, ends = f"order-{place}", at + timedelta(days=14)
        holding.hold(
            key=key, holder=Holder(member), unit="PTS", amount=Decimal(points), expires_at=ends,
            reason="A reward from the shop", at=at, actor=_SHOP,
        )  # fmt: skip
        if place <= _SENT:
            holding.redeem(key=f"{key}-sent", hold=key, at=at, actor=_SHOP)
        elif place == _GIVEN_UP:
            holding.release(hold=key, at=at, actor=_SHOP)

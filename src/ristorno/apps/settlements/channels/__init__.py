"""The channels by which money that is due leaves wallets, by the words of the terms; each is a file here."""

from collections.abc import Mapping
from typing import Final

from ristorno.apps.settlements.channels.credit_note import CreditNote
from ristorno.apps.settlements.channels.netting import Netting
from ristorno.apps.settlements.channels.payout import Payout
from ristorno.apps.settlements.channels.shape import Channel

CHANNELS: Final[Mapping[str, Channel]] = {"credit_note": CreditNote(), "payout": Payout(), "netting": Netting()}
"""All but the wallet, where what is due stays."""
BY_KIND: Final[Mapping[str, Channel]] = {channel.kind: channel for channel in CHANNELS.values()}
"""The same by what they make."""

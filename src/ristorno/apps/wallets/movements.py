"""The one list of business movements: who gives, who takes, what it means, and in which words a member reads it.

Whatever moves money or points is a row here. ``mine`` are accounts of a wallet, the others are the sponsor's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What an account is for.

    The first four belong to a wallet, and a fund is one account of a member; the others are the sponsor's, one for each
    unit.
    """

    PENDING = "pending"
    FREE = "free"
    HELD = "held"
    OWED = "owed"
    FUND = "fund"
    GRANTED = "granted"
    SPENT = "spent"
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    PAID = "paid"
    GOODWILL = "goodwill"
    ADJUSTED = "adjusted"
    BROUGHT = "brought"
    FORFEITED = "forfeited"
    INVOICED = "invoiced"
    CREDITED = "credited"
    NETTED = "netted"
    WRITTEN_OFF = "written_off"
    EXPENSE = "expense"
    PROVIDED = "provided"
    LAPSED = "lapsed"


MINE: Final = (Role.PENDING, Role.FREE, Role.HELD, Role.OWED)
"""The accounts of a wallet."""
SPONSORS: Final = tuple(role for role in Role if role not in {*MINE, Role.FUND})
"""The accounts of the sponsor."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A way from one account to another. ``shown`` is what a member reads; empty where it never sees it."""

    name: str
    giver: Role
    taker: Role
    means: str
    shown: Mapping[str, str]


def _row(name: str, giver: Role, taker: Role, means: str, en: str = "", ru: str = "", th: str = "") -> Movement:
    shown = {"en": en, "ru": ru, "th": th} if en else {}
    return Movement(name, giver, taker, means, MappingProxyType(shown))


_ROWS: Final = (
    _row(
        "accrue", Role.GRANTED, Role.PENDING, "The terms give more than was booked, and it cannot be spent yet.",
        "Expected", "Ожидается", "คาดว่าจะได้รับ",
    ),
    _row(
        "accrue_back", Role.PENDING, Role.GRANTED, "The terms give less than was booked of what cannot be spent yet.",
        "Expected less than before", "Ожидается меньше, чем раньше", "คาดว่าจะได้รับน้อยลง",
    ),
    _row(
        "make_available", Role.PENDING, Role.FREE, "What was expected is final and can be spent: a lot begins.",
        "Can be used now", "Теперь можно использовать", "ใช้ได้แล้ว",
    ),
    _row(
        "earn", Role.GRANTED, Role.FREE, "The terms give more, and it can be spent at once: a lot begins.",
        "Earned", "Начислено", "ได้รับ",
    ),
    _row(
        "take_back", Role.FREE, Role.GRANTED, "The terms give less than could be spent: it leaves its lots.",
        "Taken back", "Списано обратно", "หักคืน",
    ),
    _row(
        "take_back_expired", Role.EXPIRED, Role.GRANTED,
        "The terms give less, and a part of it had expired: that part is not taken a second time.",
    ),
    _row(
        "take_back_forfeited", Role.FORFEITED, Role.GRANTED,
        "The terms give less, and a part of it was lost on leaving: that part is not taken a second time.",
    ),
    _row(
        "exceed", Role.FREE, Role.EXCEEDED, "More came than the wallet may hold: what is beyond that is lost.",
        "Beyond the limit of the wallet", "Сверх предела счёта", "เกินเพดานที่มีได้",
    ),
    _row(
        "take_back_exceeded", Role.EXCEEDED, Role.GRANTED,
        "The terms give less, and a part of it was lost beyond the limit: that part is not taken a second time.",
    ),
    _row(
        "take_back_owed", Role.OWED, Role.GRANTED, "The terms give less and it was spent: the member owes it.",
        "Taken back, to be settled", "Списано обратно, к урегулированию", "หักคืน รอการชำระ",
    ),
    _row(
        "offset", Role.GRANTED, Role.OWED, "What the terms give settles what the member owes.",
        "Earned, settles what was owed", "Начислено в счёт долга", "ได้รับ ใช้หักยอดค้าง",
    ),
    _row(
        "invoice", Role.INVOICED, Role.OWED, "What the member owes is charged on an invoice.",
        "Invoiced", "Выставлено в счёте", "ออกใบแจ้งหนี้แล้ว",
    ),
    _row(
        "hold", Role.FREE, Role.HELD, "Set aside for something that is still decided on.",
        "On hold", "Зарезервировано", "กันไว้",
    ),
    _row(
        "release", Role.HELD, Role.FREE, "What was set aside comes back, with its days.",
        "Hold ended", "Резерв снят", "ยกเลิกการกันไว้",
    ),
    _row(
        "redeem", Role.HELD, Role.SPENT, "What was set aside is used.",
        "Used", "Использовано", "ใช้ไป",
    ),
    _row(
        "spend", Role.FREE, Role.SPENT, "Used at once.",
        "Used", "Использовано", "ใช้ไป",
    ),
    _row(
        "give_back", Role.SPENT, Role.FREE, "What was used comes back into its old lots: its posting is reversed.",
        "Returned to you", "Возвращено вам", "คืนให้คุณ",
    ),
    _row(
        "give_back_held", Role.SPENT, Role.HELD, "What was held and used comes back to where it was held.",
        "Returned to you", "Возвращено вам", "คืนให้คุณ",
    ),
    _row(
        "expire", Role.FREE, Role.EXPIRED, "The last day of a lot is over.",
        "Expired", "Сгорело", "หมดอายุ",
    ),
    _row(
        "pay_out", Role.FREE, Role.PAID, "Paid to the member, by whatever channel.",
        "Paid out", "Выплачено", "จ่ายแล้ว",
    ),
    _row(
        "pay_out_failed", Role.PAID, Role.FREE, "A payment came back: the whole posting is reversed.",
        "Payment came back", "Выплата вернулась", "การจ่ายถูกตีกลับ",
    ),
    _row(
        "credit", Role.FREE, Role.CREDITED, "Settled by a credit note.",
        "Settled by a credit note", "Учтено кредит-нотой", "ชำระด้วยใบลดหนี้",
    ),
    _row(
        "net", Role.FREE, Role.NETTED, "Set off against invoices that were open.",
        "Set off against your invoices", "Зачтено в счёт ваших накладных", "หักกับใบแจ้งหนี้ของคุณ",
    ),
    _row(
        "settle_owed", Role.FREE, Role.OWED, "What can be spent settles what the member owes, before anything is paid.",
        "Settles what was owed", "В счёт долга", "ใช้หักยอดค้าง",
    ),
    _row(
        "invoice_free", Role.INVOICED, Role.FREE, "What the wallet lacks is charged on an invoice.",
        "Invoiced", "Выставлено в счёте", "ออกใบแจ้งหนี้แล้ว",
    ),
    _row(
        "write_off", Role.WRITTEN_OFF, Role.OWED, "What the member owes is borne by the sponsor.",
        "We bear what was owed", "Долг списан", "เรารับภาระยอดค้าง",
    ),
    _row(
        "write_off_free", Role.WRITTEN_OFF, Role.FREE, "What the wallet lacks is borne by the sponsor.",
        "We bear what was lacking", "Недостаток списан", "เรารับภาระส่วนที่ขาด",
    ),
    _row(
        "goodwill", Role.GOODWILL, Role.FREE, "Given at somebody's discretion, with a reason.",
        "A gift from us", "Подарок от нас", "ของขวัญจากเรา",
    ),
    _row(
        "adjust_up", Role.ADJUSTED, Role.FREE, "Corrected by hand, with a reason.",
        "Corrected", "Исправлено", "ปรับปรุง",
    ),
    _row(
        "adjust_down", Role.FREE, Role.ADJUSTED, "Corrected by hand, with a reason.",
        "Corrected", "Исправлено", "ปรับปรุง",
    ),
    _row(
        "open", Role.BROUGHT, Role.FREE, "Brought from an older system, with the days that it had there.",
        "Brought forward", "Перенесено из прежней системы", "ยอดยกมา",
    ),
    _row(
        "forfeit", Role.FREE, Role.FORFEITED, "Lost on leaving, as the terms say.",
        "Lost on leaving", "Потеряно при выходе", "สละสิทธิ์เมื่อออก",
    ),
    _row(
        "merge_pending", Role.PENDING, Role.PENDING, "The member merged with another: what is expected goes along.",
        "Moved on a merger", "Перенесено при объединении", "โอนจากการรวม",
    ),
    _row(
        "merge_free", Role.FREE, Role.FREE, "The member merged with another: lots go along with their days.",
        "Moved on a merger", "Перенесено при объединении", "โอนจากการรวม",
    ),
    _row(
        "merge_held", Role.HELD, Role.HELD, "The member merged with another: what is held goes along.",
        "Moved on a merger", "Перенесено при объединении", "โอนจากการรวม",
    ),
    _row(
        "merge_owed", Role.OWED, Role.OWED, "The member merged with another: what it owes goes along.",
        "Moved on a merger", "Перенесено при объединении", "โอนจากการรวม",
    ),
    _row(
        "fund", Role.GRANTED, Role.FUND, "The terms put more into a fund of the member.",
        "Put into the fund", "Внесено в фонд", "เข้ากองทุน",
    ),
    _row(
        "fund_less", Role.FUND, Role.GRANTED, "The terms put less into a fund than was booked.",
        "Taken out again", "Изъято обратно", "นำออกคืน",
    ),
    _row(
        "claim", Role.FUND, Role.GRANTED, "A fund bears what the terms give for a claim.",
        "Claims granted", "Заявки оплачены", "จ่ายตามคำขอ",
    ),
    _row(
        "claim_less", Role.GRANTED, Role.FUND, "A fund bears less of claims than was booked.",
        "Claims granted less", "Заявки оплачены меньше", "จ่ายตามคำขอลดลง",
    ),
    _row(
        "lapse", Role.FUND, Role.LAPSED, "Nobody claimed it before the window of the fund was over.",
        "Lapsed unclaimed", "Не востребовано в срок", "หมดสิทธิ์เพราะไม่มีผู้ขอ",
    ),
    _row(
        "lapse_less", Role.LAPSED, Role.FUND, "Less of a fund has lapsed than was booked.",
        "Lapsed less", "Не востребовано меньше", "หมดสิทธิ์ลดลง",
    ),
    _row(
        "provide", Role.EXPENSE, Role.PROVIDED, "The sponsor sets more aside for what a window will give.",
    ),
    _row(
        "provide_less", Role.PROVIDED, Role.EXPENSE, "The sponsor sets less aside, or the window has given it.",
    ),
)  # fmt: skip

MOVEMENTS: Final[Mapping[str, Movement]] = MappingProxyType({row.name: row for row in _ROWS})
"""Every movement by its name."""

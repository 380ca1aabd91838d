"""The file for the bank, held against what pain.001.001.09 says of the order, number and form of its elements."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

import pytest

from ristorno.apps.settlements.channels.credit_transfer import NAMESPACE, credit_transfer
from ristorno.apps.settlements.channels.shape import Together
from ristorno.apps.settlements.values import PaperState
from ristorno.apps.wallets.values import Holder

AT = datetime(2026, 4, 10, 12, tzinfo=UTC)
# In the order of the standard: ? may be left out, * may be there often or not at all, + once or more, | one of several.
CHILDREN = {
    "Document": "CstmrCdtTrfInitn",
    "CstmrCdtTrfInitn": "GrpHdr PmtInf+ SplmtryData*",
    "GrpHdr": "MsgId CreDtTm Authstn* NbOfTxs CtrlSum? InitgPty FwdgAgt?",
    "PmtInf": "PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt PoolgAdjstmntDt? Dbtr DbtrAcct "
    "DbtrAgt DbtrAgtAcct? InstrForDbtrAgt? UltmtDbtr? ChrgBr? ChrgsAcct? ChrgsAcctAgt? CdtTrfTxInf+",
    "CdtTrfTxInf": "PmtId PmtTpInf? Amt XchgRateInf? ChrgBr? MndtRltdInf? ChqInstr? UltmtDbtr? IntrmyAgt1? "
    "IntrmyAgt1Acct? IntrmyAgt2? IntrmyAgt2Acct? IntrmyAgt3? IntrmyAgt3Acct? CdtrAgt? CdtrAgtAcct? Cdtr? CdtrAcct? "
    "UltmtCdtr? InstrForCdtrAgt* InstrForDbtrAgt? Purp? RgltryRptg* Tax? RltdRmtInf* RmtInf? SplmtryData*",
    "PmtId": "InstrId? EndToEndId UETR?",
    "Amt": "InstdAmt|EqvtAmt",
    "ReqdExctnDt": "Dt|DtTm",
    "CdtrAgt": "FinInstnId BrnchId?",
    "FinInstnId": "BICFI? ClrSysMmbId? LEI? Nm? PstlAdr? Othr?",
    "CdtrAcct": "Id? Tp? Ccy? Nm? Prxy?",
    "Id": "IBAN|Othr",
    "Othr": "Id SchmeNm? Issr?",
    "Cdtr": "Nm? PstlAdr? Id? CtryOfRes? CtctDtls?",
    "RmtInf": "Ustrd* Strd*",
}
CHILDREN |= {"DbtrAgt": CHILDREN["CdtrAgt"], "DbtrAcct": CHILDREN["CdtrAcct"]}
CHILDREN |= dict.fromkeys(("InitgPty", "Dbtr"), CHILDREN["Cdtr"])
_NUMBER = r"\d{1,18}(\.\d{1,5})?"
TEXTS = {
    **dict.fromkeys(("MsgId", "PmtInfId", "EndToEndId"), r".{1,35}"),
    **dict.fromkeys(("Nm", "Ustrd"), r".{1,140}"),
    **dict.fromkeys(("CtrlSum", "InstdAmt"), _NUMBER),
    "CreDtTm": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "Dt": r"\d{4}-\d\d-\d\d",
    "NbOfTxs": r"\d{1,15}",
    "PmtMtd": "TRF",
    "IBAN": r"[A-Z]{2}\d\d[A-Za-z0-9]{1,30}",
    "BICFI": r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?",
    "Id": r".{1,34}",
}


def account(**told: str) -> dict[str, str]:
    return {"name": "Firm", "iban": "", "account": "", "bic": "", **told}


ACCOUNTS = (
    account(iban="DE89370400440532013000", bic="COBADEFFXXX"),
    account(iban="DE89370400440532013000"),
    account(account="40702810900000000001", name="Ф" * 140, bic="SABRRUMM"),
)


def written(payer: dict[str, str], numbers: str = "PAY-dealers-00000{}") -> Element:
    papers = [
        PaperState(
            number=numbers.format(place), kind="payment", statement="dealers-2026Q1-000001", holder=Holder("M"),
            unit="EUR", amount=Decimal("12000.05"), data={"account": told}, posting=1, at=AT, actor="user:1",
        )
        for place, told in enumerate(ACCOUNTS)
    ]  # fmt: skip
    together = Together(number="FILE-dealers-000001", unit="EUR", at=AT, data={"payer": payer})
    return fromstring(credit_transfer(together, papers))  # noqa: S314 - it is our own


@pytest.mark.parametrize("payer", ACCOUNTS, ids=("iban and bic", "iban", "other account"))
@pytest.mark.parametrize("numbers", ["PAY-dealers-00000{}", "PAY-{}-" + "d" * 60])
def test_every_element_is_where_and_as_the_standard_wants_it(payer: dict[str, str], numbers: str) -> None:
    document = written(payer, numbers)
    for element in document.iter():
        name, children = _name(element), [_name(child) for child in element]
        if children:
            assert re.fullmatch(_pattern(CHILDREN[name]), "".join(f"{child} " for child in children)), (name, children)
        else:
            assert re.fullmatch(TEXTS[name], element.text or ""), (name, element.text)
    ids = [element.text for element in document.iter(f"{{{NAMESPACE}}}EndToEndId")]
    assert len(set(ids)) == len(ids) == len(ACCOUNTS)


def test_the_sums_are_those_of_the_transfers() -> None:
    document = written(ACCOUNTS[0])
    sums = {_name(element): element.text for element in document.iter() if _name(element) in {"NbOfTxs", "CtrlSum"}}
    assert sums == {"NbOfTxs": "3", "CtrlSum": "36000.15"}
    assert {element.get("Ccy") for element in document.iter(f"{{{NAMESPACE}}}InstdAmt")} == {"EUR"}


def _name(element: Element) -> str:
    namespace, _, name = element.tag.rpartition("}")
    assert namespace == f"{{{NAMESPACE}"
    return name


def _pattern(children: str) -> str:
    """The rule of an element as a pattern over the names of its children, each with a blank behind it."""
    parts = (re.fullmatch(r"([\w|]+)([?*+]?)", part) for part in children.split())
    return "".join(f"(?:(?:{part[1]}) ){part[2]}" for part in parts if part)

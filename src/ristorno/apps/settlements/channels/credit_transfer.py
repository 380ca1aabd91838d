"""The credit transfer of ISO 20022 (pain.001.001.09) that banks take payments by."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ristorno.apps.settlements.channels.shape import Together
from ristorno.apps.settlements.values import PaperState
from ristorno.kernel.number import exactly, plain

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LONGEST_ID: Final = 35
_LONGEST_TEXT: Final = 140


def credit_transfer(together: Together, papers: Sequence[PaperState]) -> bytes:
    """Return the message: one payment information with one transfer for each paper."""
    document = Element("Document", xmlns=NAMESPACE)
    message = SubElement(document, "CstmrCdtTrfInitn")
    payer = together.data["payer"]
    head = SubElement(message, "GrpHdr")
    _put(head, "MsgId", short(together.number))
    _put(head, "CreDtTm", together.at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _sum(head, papers)
    _put(SubElement(head, "InitgPty"), "Nm", payer["name"][:_LONGEST_TEXT])
    information = SubElement(message, "PmtInf")
    _put(information, "PmtInfId", short(together.number))
    _put(information, "PmtMtd", "TRF")
    _sum(information, papers)
    _put(SubElement(information, "ReqdExctnDt"), "Dt", together.at.date().isoformat())
    _put(SubElement(information, "Dbtr"), "Nm", payer["name"][:_LONGEST_TEXT])
    _account(SubElement(information, "DbtrAcct"), payer)
    _bank(SubElement(information, "DbtrAgt"), payer)
    for paper in papers:
        _transfer(SubElement(information, "CdtTrfTxInf"), paper)
    indent(document)
    text: str = tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def short(number: str) -> str:
    """Return a number as an id of at most 35 characters."""
    if len(number) <= _LONGEST_ID:
        return number
    return f"R{hashlib.sha256(number.encode()).hexdigest()[: _LONGEST_ID - 1]}"


def _transfer(parent: Element, paper: PaperState) -> None:
    account = paper.data["account"]
    _put(SubElement(parent, "PmtId"), "EndToEndId", short(paper.number))
    amount = SubElement(SubElement(parent, "Amt"), "InstdAmt", Ccy=paper.unit)
    amount.text = plain(paper.amount)
    if account["bic"]:
        _bank(SubElement(parent, "CdtrAgt"), account)
    _put(SubElement(parent, "Cdtr"), "Nm", account["name"][:_LONGEST_TEXT])
    _account(SubElement(parent, "CdtrAcct"), account)
    _put(SubElement(parent, "RmtInf"), "Ustrd", paper.statement[:_LONGEST_TEXT])


def _account(parent: Element, account: Mapping[str, str]) -> None:
    named = SubElement(parent, "Id")
    if account["iban"]:
        _put(named, "IBAN", account["iban"])
    else:
        _put(SubElement(named, "Othr"), "Id", account["account"])


def _bank(parent: Element, account: Mapping[str, str]) -> None:
    institution = SubElement(parent, "FinInstnId")
    if account["bic"]:
        _put(institution, "BICFI", account["bic"])
    else:
        _put(SubElement(institution, "Othr"), "Id", "NOTPROVIDED")


def _sum(parent: Element, papers: Iterable[PaperState]) -> None:
    amounts = [paper.amount for paper in papers]
    with exactly():
        total = sum(amounts, Decimal(0))
    _put(parent, "NbOfTxs", str(len(amounts)))
    _put(parent, "CtrlSum", plain(total))


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text

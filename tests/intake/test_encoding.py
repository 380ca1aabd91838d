"""Encodings are seen from the bytes, or stated."""

from pathlib import Path

import pytest

from intake.conftest import WriteFile, taken
from ristorno.intake import Store
from ristorno.intake.encoding import CHUNK, detect_encoding
from ristorno.intake.mapping import Mapping
from ristorno.intake.mapping_file import parse_mapping
from ristorno.kernel.problem import Refused

RUSSIAN = "Накладная;Контрагент;Дата;Сумма\n" + "".join(
    f"ТД-{n};ООО «Шинный двор»;31.03.2026;1 234,5\n" for n in range(40)
)
FRENCH = "Facture;Client;Date;Montant\n" + "".join(f"F{n};Café du Général;31.03.2026;1 234,5\n" for n in range(40))

MAPPING = """
mapping: encoded
source: erp
format: {{decimal: ',', thousands: ' '{more}}}
columns:
  document: [Накладная, Facture]
  member: [Контрагент, Client]
  date: [Дата, Date]
  sum: [Сумма, Montant]
facts: {{document: document, member: member, occurred_at: {{column: date, format: '%d.%m.%Y'}}, amount: sum}}
"""


@pytest.fixture
def encoded() -> Mapping:
    return parse_mapping(MAPPING.format(more=""), "m.yaml")


@pytest.mark.parametrize(
    ("text", "python", "name"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "utf-16", "utf-16"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (FRENCH, "cp1252", "windows-1252"),
        (FRENCH, "utf-8", "utf-8"),
    ],
)
def test_a_file_is_read_in_its_encoding(
    text: str, python: str, name: str, encoded: Mapping, store: Store, write: WriteFile
) -> None:
    path = write("a.csv", text.encode(python))
    assert detect_encoding(path) == name
    receipt = taken(store, path, encoded)
    assert (receipt.accepted, receipt.quarantined) == (40, 0)
    assert store.members() == [text.splitlines()[1].split(";")[1]]


def test_a_stated_encoding_is_taken_as_said(store: Store, write: WriteFile) -> None:
    mapping = parse_mapping(MAPPING.format(more=", encoding: windows-1252"), "m.yaml")
    path = write("a.csv", FRENCH.replace("é", "\xc3\xa9").encode("cp1252"))  # looks like UTF-8 by accident
    taken(store, path, mapping)
    assert store.members() == ["CafÃ© du GÃ©nÃ©ral"]


def test_a_stated_encoding_that_is_wrong_is_told_with_the_line(store: Store, write: WriteFile) -> None:
    mapping = parse_mapping(MAPPING.format(more=", encoding: windows-1252"), "m.yaml")
    with pytest.raises(Refused) as refused:
        taken(store, write("a.csv", FRENCH.encode("cp1252").replace(b"F7;", b"F\x81;")), mapping)
    (problem,) = refused.value.problems
    assert problem.code == "intake.wrong_encoding"
    assert problem.place.line == 9


def test_a_character_on_the_border_of_two_chunks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * (CHUNK - 1) + "é".encode() + b"b" * 10)
    assert detect_encoding(path) == "utf-8"
    path.write_bytes(b"a,b\n" * (CHUNK // 2) + "Контрагент;Сумма\n".encode("cp1251") * 100)
    assert detect_encoding(path) == "windows-1251"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_seen(delimiter: str, store: Store, write: WriteFile, orders: Mapping) -> None:
    rows = ["Doc,Client,Date,Item,Qty,Sum", *(f'D{n},m1,2026-03-01,"A; b| c\t,",1,5' for n in range(9))]
    text = "\r\n".join(rows).replace(",", delimiter) if delimiter != "," else "\r\n".join(rows)
    assert taken(store, write("a.csv", text.replace(f"c\t{delimiter}", "c\t,")), orders).accepted == 9

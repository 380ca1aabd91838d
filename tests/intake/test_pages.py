"""The pages about files say what the code does."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from intake.conftest import WriteFile
from ristorno.intake import mapping as models
from ristorno.intake import open_facts, shipped_mappings
from ristorno.intake.direct import KNOWN
from ristorno.intake.mapping_file import parse_mapping

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "guides" / "facts.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference" / "mapping.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    return str(found)


def test_the_example_of_the_guide(write: WriteFile) -> None:
    path = write("sales.csv", _block("csv").encode("cp1251"))
    with open_facts(path, parse_mapping(_block("yaml"), "sales.yaml")) as opened:
        receipt = opened.receipt()
        assert (receipt.rows, receipt.accepted, receipt.quarantined, receipt.ignored) == (5, 3, 1, 1)
        assert [fact.amount for fact in opened.log()] == [Decimal(19_800), Decimal(19_800), Decimal(-4_950)]
        assert {fact.member for fact in opened.log()} == {"0105012345"}


@pytest.mark.parametrize(
    "model", ["Mapping", "Facts", "Format", "Column", "Condition", "Lookup", "MomentField", "NumberField"]
)
def test_every_field_of_a_mapping_is_explained(model: str) -> None:
    for field in getattr(models, model).model_fields:
        assert re.search(rf"\b{field}\b", REFERENCE), f"docs/reference/mapping.md does not explain {field}"


def test_every_shipped_mapping_and_header_of_ours_is_listed() -> None:
    for mapping in shipped_mappings():
        assert f"`{mapping.mapping}`" in REFERENCE
    for header in KNOWN:
        assert f"`{header}`" in REFERENCE

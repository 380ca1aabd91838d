import json
from pathlib import Path

import pytest

from cli.conftest import Ristorno

AGREEMENTS = """\
agreement: A-1
program: dealers
member: M1
versions:
  - effective_from: 2026-01-01
    clauses: {quarterly: {mechanic: {brackets: {rates: {500: 1.5 %}}}}}
"""


@pytest.fixture
def agreements(tmp_path: Path) -> Path:
    file = tmp_path / "agreements.yaml"
    file.write_text(AGREEMENTS, encoding="utf-8")
    return file


def test_a_program_is_read_back_with_its_rates(ristorno: Ristorno, program: Path) -> None:
    said = ristorno("read", program)

    assert said.code == 0
    assert "1\u00a0PTS for every full €10" in said.out
    for cell in ("€500", "1%", "€1,500", "2%", "silver", "€1,000"):
        assert cell in said.out


@pytest.mark.parametrize(("language", "words"), [("ru", "Для всех участников."), ("th", "ผู้เข้าร่วมทุกราย")])
def test_it_is_read_in_other_languages(ristorno: Ristorno, program: Path, language: str, words: str) -> None:
    assert words in ristorno("read", program, "--lang", language).out


def test_a_member_reads_its_own_terms_with_what_differs_marked(
    ristorno: Ristorno, program: Path, agreements: Path
) -> None:
    said = ristorno("read", program, "--agreements", agreements, "--member", "M1", "--on", "2026-02-01")

    assert "1.5%" in said.out
    assert "€1,500" not in said.out
    assert "(by your agreement)" in said.out
    assert "What your agreement changes" in said.out


def test_others_read_the_common_terms(ristorno: Ristorno, program: Path, agreements: Path) -> None:
    said = ristorno("read", program, "--agreements", agreements, "--member", "M2", "--on", "2026-02-01")

    assert "1.5%" not in said.out
    assert "by your agreement" not in said.out


def test_markdown_html_and_json(ristorno: Ristorno, program: Path) -> None:
    assert ristorno("read", program, "--format", "markdown").out.startswith("# dealers\n")
    page = ristorno("read", program, "--format", "html").out
    assert page.startswith('<article class="rules" lang="en">')
    assert "<script" not in page
    assert "src=" not in page
    record = json.loads(ristorno("read", program, "--format", "json").out)
    assert record["schema"] == "ristorno.rules/1"
    assert [section["key"] for section in record["sections"]] == [
        "program",
        "clause:points",
        "clause:quarterly",
        "ladder:status",
        "everywhere",
    ]


def test_names_of_others_cannot_write_html_or_markdown(ristorno: Ristorno, program: Path) -> None:
    text = program.read_text("utf-8").replace("window: quarter", 'window: quarter\n    title: "<b>*Bonus*</b>"')
    program.write_text(text, encoding="utf-8")

    assert "&lt;b&gt;*Bonus*&lt;/b&gt;" in ristorno("read", program, "--format", "html").out
    assert r"\<b\>\*Bonus\*\</b\>" in ristorno("read", program, "--format", "markdown").out
    assert "<b>*Bonus*</b>" in ristorno("read", program).out


def test_a_day_without_terms_is_refused(ristorno: Ristorno, program: Path, agreements: Path) -> None:
    text = program.read_text("utf-8").replace("units:", "starts: 2026-01-01\nunits:", 1)
    program.write_text(text, encoding="utf-8")
    said = ristorno("read", program, "--on", "2025-12-31")

    assert said.code == 2
    assert "On 2025-12-31 no terms are in force" in said.err
    assert "[usage.no_terms]" in said.err


def test_a_day_that_is_none_is_refused(ristorno: Ristorno, program: Path) -> None:
    said = ristorno("read", program, "--on", "soon")

    assert said.code == 2
    assert "--on" in said.err


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("{sum: quantity, in: dozen}", "€3.00 for every dozen counted"),
        ("{sum: quantity, in: {unit: dozen, size: 10, round: up}}", "€3.00 for every block counted"),
        ("quantity", "€3.00 for every unit counted"),
    ],
)
def test_an_amount_per_unit_names_the_unit(ristorno: Ristorno, tmp_path: Path, measure: str, told: str) -> None:
    file = tmp_path / "dozens.yaml"
    file.write_text(
        "program: dozens\ntime_zone: Europe/Berlin\nunits: {EUR: {kind: money}}\n"
        "uom: [{one: dozen, is: 12, of: piece}]\n"
        f"clauses: {{bonus: {{measure: {measure}, window: year, mechanic: {{per_unit: 3}}}}}}\n",
        encoding="utf-8",
    )

    assert told in " ".join(ristorno("read", file).out.split())

"""The page: numbers that add up, words in every language, nothing that could run or be fetched."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from report.smallworld import AS_OF, FACTS, PROGRAM, figures, program
from report.tables import number, read_tables
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.intake.opening import OpenedFiles, open_facts
from ristorno.report import LANGUAGES, Figures, Language, Profile, ReportData, render, write_report
from ristorno.report.aside import AsideReason, Intake
from ristorno.report.sections.earners import LISTED
from ristorno.report.words import WORDS


@pytest.fixture(scope="module")
def pages(small: ReportData, demo: ReportData) -> dict[str, str]:
    return {"small": render(small), "demo": render(demo)}


@pytest.mark.parametrize("world", ["small", "demo"])
def test_every_column_of_a_table_adds_up_to_its_foot(pages: dict[str, str], world: str) -> None:
    added = 0
    for grid in read_tables(pages[world]):
        for place, kind in enumerate(grid.kinds):
            if grid.foot and kind == "sum":
                assert sum(grid.column(place)) == number(grid.foot[place]), (grid.caption, place)
                added += 1
    assert added >= 10


@pytest.mark.parametrize("world", ["small", "demo"])
def test_the_feet_say_what_the_headline_says(
    pages: dict[str, str], world: str, small: ReportData, demo: ReportData
) -> None:
    data = small if world == "small" else demo
    euro, points = data.cost("EUR"), data.cost("PTS")
    assert euro is not None
    assert points is not None
    assert f"€{euro.total:,}</p>" in pages[world]
    grids = {grid.caption: grid for grid in read_tables(pages[world])}
    assert number(grids["Cost by quarter and clause, EUR"].foot[-3]) == euro.total
    assert number(grids["Cost by quarter and clause, points"].foot[-1]) == points.total
    members = grids["All members"].foot
    assert [number(cell) for cell in members[3:5]] == [euro.total, points.total]
    tiers = grids["Tiers of “status”"].foot
    assert [number(cell) for cell in (tiers[1], *tiers[3:5])] == [len(data.members), euro.total, points.total]


def test_parts_sum_to_the_total(demo: ReportData) -> None:
    for cost in demo.costs:
        clauses = [clause for clause in demo.clauses if clause.unit == cost.unit]
        assert cost.final + cost.provisional + cost.undetermined == cost.total
        assert sum(clause.amount for clause in clauses) == cost.total
        assert sum(sum(clause.quarters.values()) for clause in clauses) == cost.total
        assert sum(member.amounts.get(cost.unit, Decimal(0)) for member in demo.members) == cost.total
    assert demo.sales is not None
    assert sum(member.sales for member in demo.members) == demo.sales.net == sum(demo.sales.quarters.values())


def test_windows_and_steps_sum_to_their_clause(demo: ReportData) -> None:
    amounts = {clause.clause: clause.amount for clause in demo.clauses}
    for steps in demo.steps:
        assert sum(cell.amount for window in steps.windows for cell in window.spreads) == amounts[steps.clause]
        own = [window for window in demo.windows if window.clause == steps.clause]
        assert sum(window.amount for window in own) == amounts[steps.clause]
        assert [window.label for window in own] == [window.label for window in steps.windows]


def test_a_relative_step_is_found_again(demo: ReportData) -> None:
    growth = next(steps for steps in demo.steps if steps.clause == "growth")
    reached = [place.threshold for place in growth.places if place.state == "reached" and place.relative]
    assert reached == [Decimal("0.10"), Decimal("0.25"), Decimal("0.50")]
    counts = {place.state: cell.count for place, cell in zip(growth.places, growth.windows[-1].spreads, strict=True)}
    assert counts["reached"] > 0


def test_names_stay_text(demo: ReportData) -> None:
    evil = '<script>alert("x")</script>'
    member = demo.members[0].member
    rows = tuple(replace(row, name=evil) if row.member == member else row for row in demo.members)
    page = render(replace(demo, members=rows, profiles={**demo.profiles, member: Profile(evil, evil)}))
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;") >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fetched_and_nothing_runs(demo: ReportData, language: Language) -> None:
    page = render(demo, language)
    assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert not re.search(r"<(script|link|img|iframe|object|form)\b|@import|url\(|\bon\w+=", page)


def test_the_words_are_complete() -> None:
    for key, texts in WORDS.items():
        assert list(texts) == list(LANGUAGES), key
        blanks = {language: sorted(re.findall(r"\{(\w+)\}", text)) for language, text in texts.items()}
        assert len({tuple(names) for names in blanks.values()}) == 1, (key, blanks)
        assert all(text.strip() == text != "" for text in texts.values()), key
        assert re.search("[А-Яа-я]", texts["ru"]) or "{" in texts["ru"], key
        assert re.search("[\u0e00-\u0e7f]", texts["th"]) or "{" in texts["th"], key


def test_no_word_is_idle() -> None:
    room = Path(__file__).parents[2] / "src" / "ristorno" / "report"
    text = "".join(path.read_text(encoding="utf-8") for path in room.rglob("*") if path.suffix in {".py", ".jinja"})
    families = ("state.", "told.", "code.", "remedy.", "source.", "final", "provisional", "undetermined")
    idle = [key for key in WORDS if not re.search(f"[\"']{key}[\"']", text) and not key.startswith(families)]
    assert idle == []


def test_numbers_follow_the_language(small: ReportData) -> None:
    assert "€239.00" in render(small, "en")
    assert "239,00\u00a0€" in render(small, "ru")
    assert "10\u00a0400,00" in render(small, "ru")
    assert "€239.00" in render(small, "th")
    assert "Малая программа" in render(small, "ru")


def test_the_same_figures_give_the_same_bytes(small: ReportData, tmp_path: Path) -> None:
    target = tmp_path / "out" / "report.html"
    write_report(target, small)
    first = target.read_bytes()
    write_report(target, figures().data(small.profiles, command=small.command))
    assert target.read_bytes() == first
    assert [path.name for path in target.parent.iterdir()] == ["report.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_tell_is_told_helpfully(language: Language) -> None:
    page = render(figures(facts={}).data(), language)
    for key in ("nothing", "no_members", "no_near", "no_told", "no_aside"):
        assert WORDS[key][language] in page.replace("&#39;", "'").replace("&#34;", '"'), key
    bare = (
        PROGRAM.split("ladders:")[0] + "clauses: {p: {window: quarter, mechanic: {percent: 1 %}, reward: {unit: EUR}}}"
    )
    assert WORDS["no_steps"][language] in render(figures(bare, {}).data(), language)


def test_both_times_of_the_question_stand_on_the_page(small: ReportData) -> None:
    page = render(replace(small, known_at=datetime(2026, 5, 19, 12, 30, tzinfo=UTC)))
    assert "As of 15 May 2026, as known on 19 May 2026, 12:30 UTC+0000" in page
    assert "2026-05-19T12:30:00+00:00" in page


ROWS = """document,line,kind,occurred_at,member,amount,currency
D1,1,purchase,2026-01-05,A,100.00,EUR
D2,1,purchase,2026-02-30,A,100.00,EUR
D3,1,purchase,2026-02-03,A,,EUR
D4,1,purchase,2026-02-03,A,,EUR
D5,1,giveaway,2026-02-03,A,5.00,EUR
"""


def test_rows_of_the_file_are_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "facts.csv"
    file.write_text(ROWS, encoding="utf-8")
    with open_facts(file) as source:
        assert isinstance(source, OpenedFiles)
        receipt: Intake = source.receipt()
    data = figures().data(intake=receipt)
    aside = {reason.code: reason for reason in data.aside if reason.rows}
    assert {code: reason.count for code, reason in aside.items()} == {
        "intake.no_amount": 2,
        "intake.unknown_kind": 1,
        "intake.wrong_date": 1,
    }
    assert next(iter(aside)) == "intake.no_amount"
    assert all(reason.remedy and reason.samples for reason in aside.values())
    page = render(data)
    assert "Rows of the file: 5. Accepted: 1, duplicate: 0, restated: 0, set aside: 4, ignored: 0." in page
    assert "facts.csv:3, column occurred_at" in page
    assert "Впишите сумму." in render(data, "ru")


def test_an_unknown_reason_still_says_what_to_do() -> None:
    data = replace(figures().data(), aside=(AsideReason(code="a.b_c", count=1, rows=True, remedy="", samples=()),))
    page = render(data)
    assert "<span>B c</span>" in page
    assert WORDS["remedy."]["en"] in page


@pytest.mark.parametrize("count", [1000, pytest.param(5000, marks=pytest.mark.long)])
def test_thousands_of_members_fit_a_mail(count: int) -> None:
    page = render(_crowd(count))
    assert len(page.encode()) < 1_500_000
    (members,) = (grid for grid in read_tables(page) if grid.caption == "All members")
    assert len(members.rows) == LISTED + 1
    assert members.rows[-1][0] == f"The other {count - LISTED:,}"
    assert sum(members.column(3)) == number(members.foot[3]) == count // 2 * (185 + 54)


def _crowd(count: int) -> ReportData:
    """Half of the members buy like A, half like B."""
    calculation, moment = Calculation(program()), Moment(AS_OF)
    result = Figures(calculation.program, moment)
    for model in ("A", "B"):
        answer = calculation.answer(model, FACTS[model], moment)
        for place in range(count // 2):
            member = f"{model}{place:05d}"
            accruals = tuple(replace(accrual, member=member) for accrual in answer.accruals)
            result.add(replace(answer, member=member, accruals=accruals), FACTS[model])
    return result.data({row: Profile(f"A long legal name, number {row}", "workshop") for row in _names(count)})


def _names(count: int) -> list[str]:
    return [f"{model}{place:05d}" for model in ("A", "B") for place in range(count // 2)]

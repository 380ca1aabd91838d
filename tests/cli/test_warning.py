"""Program and facts held against each other: what nobody carries is told, with near names, and nothing is refused."""

from pathlib import Path

import pytest

from cli.conftest import Ristorno

PROGRAM = """\
program: seeds
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
kinds: {demo_held: a demonstration}
uom: [{one: dozen, is: 12, of: piece}, {one: t, is: 1_000, of: kg}]
clauses:
  north: {earn_on: {attributes: {region: [north]}}, window: year, mechanic: {percent: 1 %}}
  tires: {earn_on: {groups: [tires]}, window: year, mechanic: {percent: 1 %}}
  weight: {measure: {sum: quantity, in: kg}, window: year, mechanic: {per_unit: 1}}
  dozens: {measure: {sum: quantity, in: dozen}, window: year, mechanic: {per_unit: 1}}
  score: {measure: {sum: attribute.score}, window: year, mechanic: {per_unit: 1}}
"""
FINE = """\
document,kind,occurred_at,member,amount,quantity,uom,groups,attributes.region,attributes.score
A-1,purchase,2026-01-10,M1,100.00,2,t,tires,north,4
"""


def _written(folder: Path, facts: str, program: str = PROGRAM) -> tuple[Path, Path]:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "f.csv").write_text(facts, encoding="utf-8")
    return folder / "p.yaml", folder / "f.csv"


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("region: [", "regoin: [", ("'regoin'", "Did you mean 'region'?", "clauses.north")),
        ("[north]", "[nroth]", ("'nroth'", "Did you mean 'north'?")),
        ("[tires]", "[tyres]", ("group 'tyres'", "Did you mean 'tires'?")),
        ("attribute.score", "attribute.scroe", ("'scroe'", "Did you mean 'score'?")),
        (
            "earn_on: {groups: [tires]}",
            "earn_on: {except: {groups: [tyres]}}",
            ("group 'tyres'", "Did you mean 'tires'?"),
        ),
        ("attribute.score", "attribute.region", ("A number is asked", "'north'")),
    ],
)
def test_a_misspelt_name_is_told(ristorno: Ristorno, tmp_path: Path, was: str, now: str, told: tuple[str, ...]) -> None:
    program, facts = _written(tmp_path, FINE, PROGRAM.replace(was, now))

    for command in (("check", program, "--facts", facts), ("evaluate", program, facts)):
        said = ristorno(*command)

        assert said.code == 0
        assert all(word in said.err for word in ("Warning: ", *told)), said.err


def test_facts_are_read_by_the_mapping_that_is_named(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = _written(tmp_path, "Inv,Cust,Day,Sum,Area\nA-1,M1,2026-01-10,100.00,nroth\n")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "mapping: m\nfacts: {document: Inv, member: Cust, occurred_at: Day, amount: Sum, attributes: {region: Area}}\n",
        encoding="utf-8",
    )

    alone = ristorno("check", program, "--facts", facts)
    said = ristorno("check", program, "--facts", facts, "--mapping", mapping)

    assert alone.code != 0
    assert said.code == 0
    assert "'north'" in said.err


def test_settling_tells_it_too(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = _written(tmp_path, FINE, PROGRAM.replace("region: [", "regoin: ["))

    said = ristorno("settle", program, facts, "--output", tmp_path / "out")

    assert said.code == 0
    assert "Did you mean 'region'?" in said.err


def test_units_that_are_not_converted_or_have_no_end_of_decimals_are_told(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = _written(tmp_path, FINE.replace(",t,", ",piece,"))

    said = ristorno("check", program, "--facts", facts)

    assert "counted in 'kg', and facts come in 'piece', which the program does not convert" in said.err
    assert "one 'piece' is 1/12 of it, which has no end of decimals" in said.err


@pytest.mark.parametrize(("earn_on", "warned"), [("{groups: [fuel]}", False), ("{of: fuel}", False), ("sold", True)])
def test_units_are_told_of_facts_that_are_counted_alone(
    ristorno: Ristorno, tmp_path: Path, earn_on: str, *, warned: bool
) -> None:
    program = f"""\
program: fleet
time_zone: America/Chicago
units: {{USD: {{kind: money}}}}
groups: {{fuel: [diesel, gasoline], shop: []}}
sets: {{fuel: {{groups: [fuel]}}, sold: {{kinds: [purchase]}}}}
clauses:
  cents: {{earn_on: {earn_on}, measure: {{sum: quantity, in: gal}}, window: month, mechanic: {{per_unit: 0.03}}}}
"""
    rows = """\
document,line,kind,occurred_at,member,amount,quantity,uom,groups
A-1,1,purchase,2026-01-10,M1,100.00,20,gal,diesel
A-1,2,purchase,2026-01-10,M1,3.00,2,piece,shop
D-1,1,sell_out,2026-01-11,M1,300.00,2,case,diesel
"""

    said = ristorno("check", *_written(tmp_path, rows, program)[:1], "--facts", tmp_path / "f.csv")

    assert ("facts come in 'piece'" in said.err) == warned, said.err
    assert "facts come in 'case'" not in said.err


def test_nothing_is_told_of_what_fits(ristorno: Ristorno, tmp_path: Path) -> None:
    text = PROGRAM.replace(
        "  dozens: {measure: {sum: quantity, in: dozen}, window: year, mechanic: {per_unit: 1}}\n", ""
    )
    text = text.replace("earn_on: {groups: [tires]}", "earn_on: {except: {groups: [delivery]}}")
    program, facts = _written(tmp_path, FINE, text)

    assert "Warning" not in ristorno("check", program, "--facts", facts).err


def test_kinds_of_the_program_beside_are_known_to_the_check_of_facts(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = _written(tmp_path, FINE.replace(",purchase,", ",demo_held,"))

    assert ristorno("facts", "check", facts, "--strict").code == 3
    assert ristorno("facts", "check", facts, "--strict", "--program", program).code == 0


def test_an_agreement_is_held_against_the_facts_too(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = _written(tmp_path, FINE)
    agreements = tmp_path / "a.yaml"
    agreements.write_text(
        "agreement: A-1\nprogram: seeds\nmember: M1\nversions:\n"
        "  - {effective_from: 2026-01-01}\n"
        "  - {effective_from: 2027-01-01, clauses: {tires: {earn_on: {groups: [tyres]}}}}\n",
        encoding="utf-8",
    )

    said = ristorno("check", program, "--agreements", agreements, "--facts", facts)
    alone = ristorno("check", program, "--facts", facts)

    assert "a.yaml:6" in said.err
    assert "group 'tyres'" in said.err
    assert "Did you mean 'tires'?" in said.err
    assert "tyres" not in alone.err


def test_a_program_for_agreements_alone_is_held_against_the_facts(ristorno: Ristorno, tmp_path: Path) -> None:
    closed = PROGRAM.replace("[tires]", "[tyres]") + "membership: by_agreement\n"
    program, facts = _written(tmp_path, FINE, closed)
    agreements = tmp_path / "a.yaml"
    agreements.write_text(
        "agreement: A-1\nprogram: seeds\nmember: M1\nversions: [{effective_from: 2026-01-01}]\n", encoding="utf-8"
    )

    said = ristorno("check", program, "--agreements", agreements, "--facts", facts)

    assert "group 'tyres'" in said.err


@pytest.mark.parametrize(
    ("first", "new_members", "warned"),
    [
        ("2025-02-03", "prorated", True),
        ("2025-01-01", "prorated", False),
        ("2024-12-31", "prorated", False),
        ("2025-02-03", "none", False),
        ("2026-01-01", "prorated", False),
    ],
)
def test_facts_that_begin_inside_the_baseline_are_told(
    ristorno: Ristorno, tmp_path: Path, first: str, new_members: str, *, warned: bool
) -> None:
    program = f"""\
program: growth
time_zone: Europe/Berlin
units: {{EUR: {{kind: money}}}}
clauses:
  growth:
    window: year
    baseline: {{window: previous_year, new_members: {new_members}, if_not_positive: nothing}}
    mechanic: {{growth: {{pays: on_excess, rates: {{0 %: 5 %}}}}}}
"""
    rows = f"document,occurred_at,member,amount\nA-1,{first},M1,100.00\nA-2,2026-03-01,M1,200.00\n"

    said = ristorno("check", *_written(tmp_path, rows, program)[:1], "--facts", tmp_path / "f.csv")

    assert said.code == 0
    assert ("facts.begins_inside" in said.err) == warned, said.err
    assert not warned or f"The facts begin on {first}, inside of 2025-01-01..2025-12-31" in said.err

"""The files of the demo world: the same bytes everywhere, known headers, accepted terms."""

import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from ristorno.demo import World, WorldFiles, build_world, write_world
from ristorno.demo.catalog import GROUPS
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.program import Program
from ristorno.engine.terms.reading import read_agreements, read_program

WRITE = """
import sys
from pathlib import Path
from ristorno.demo import build_world, write_world
write_world(Path(sys.argv[1]), build_world())
"""
NAMES = ("facts.csv", "members.csv", "program.yaml", "agreements.yaml")


@pytest.fixture(scope="module")
def written(world: World, tmp_path_factory: pytest.TempPathFactory) -> WorldFiles:
    return write_world(tmp_path_factory.mktemp("demo") / "a new" / "folder", world)


@pytest.fixture(scope="module")
def program(written: WorldFiles) -> Program:
    return read_program(written.program.read_text(encoding="utf-8"), "program.yaml")


def digest(folder: Path) -> list[str]:
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("hash_seed", ["1", "4711"])
def test_another_process_writes_the_same_bytes(written: WorldFiles, tmp_path: Path, hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Bangkok", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", WRITE, str(tmp_path)], check=True, env=environment)
    assert digest(tmp_path) == digest(written.facts.parent)


def test_another_seed_makes_another_world(world: World) -> None:
    other = build_world(7)
    assert other.facts != world.facts
    assert len(other.members) == len(world.members)


def test_the_headers_are_the_fields_of_a_fact(written: WorldFiles) -> None:
    header = written.facts.read_text(encoding="utf-8").splitlines()[0].split(",")
    plain = {name for name in header if not name.startswith("attributes.")}
    known = {field.name for field in fields(Fact)} - {"parties", "attributes", "tenders"}
    assert plain == known | {"reverses_line"}
    assert set(header) - plain == {f"attributes.{name}" for name in ("segment", "outlet", "reason")}


def test_the_file_says_what_the_history_says(world: World, written: WorldFiles) -> None:
    found = rows(written.facts)
    assert found == [dict(row) for row in world.facts]
    sound = {
        (row["source"], row["document"], row["line"], row["version"]): Decimal(row["amount"] or 0)
        for row in found
        if "-0000-" not in row["document"]
    }
    assert len(sound) == len(world.history)
    assert sum(sound.values()) == sum(fact.amount for fact in world.history if fact.amount is not None)


def test_numbers_are_written_plainly(world: World) -> None:
    strange = [mistake.row for mistake in world.mistakes]
    for row in world.facts:
        if row in strange:
            continue
        for column in ("amount", "cost", "tax"):
            assert re.fullmatch(r"(-?\d+\.\d{2,4})?", row[column]), row
        assert re.fullmatch(r"(-?\d+)?", row["quantity"]), row


def test_bytes_are_utf8_with_plain_line_ends(written: WorldFiles) -> None:
    for path in (written.facts, written.members, written.program, written.agreements):
        content = path.read_bytes()
        assert b"\r" not in content
        assert content.endswith(b"\n")
        content.decode("utf-8")


def test_the_members_file_names_everybody_in_the_facts(world: World, written: WorldFiles) -> None:
    members = {row["id"]: row for row in rows(written.members)}
    assert set(members) == {fact.member for fact in world.history}
    assert all(all(row.values()) for row in members.values())
    last = {fact.member: fact.attributes["segment"] for fact in world.history if fact.kind == "segment_assigned"}
    assert {member: row["segment"] for member, row in members.items()} == last


def test_the_program_is_accepted_and_speaks_of_this_world(program: Program) -> None:
    assert {parent: tuple(leaves) for parent, leaves in program.terms.groups.items()} == dict(GROUPS)
    assert str(program.terms.time_zone) == str(SUPPLIER.zone)
    assert program.terms.starts == SUPPLIER.term.start
    assert set(program.terms.clauses) == {"points", "quarterly", "growth", "sellers", "outlets"}


def test_the_agreements_are_accepted_and_their_members_exist(
    world: World, written: WorldFiles, program: Program
) -> None:
    agreements = read_agreements(written.agreements.read_text(encoding="utf-8"), "agreements.yaml", program)
    assert len(agreements) == 12
    assert {member for agreement in agreements for member in agreement.members} <= {
        member.id for member in world.members
    }
    versions = [version for agreement in agreements for version in agreement.versions]
    assert any(version.effective_from.day != 1 for version in versions)
    assert any(
        version.recorded_at is not None and version.recorded_at.date() > version.effective_from for version in versions
    )


def test_members_are_spread_over_the_brackets_and_several_are_near_the_next(world: World, program: Program) -> None:
    brackets = program.terms.clauses["quarterly"].mechanic
    assert isinstance(brackets, Brackets)
    thresholds = [row.threshold for row in brackets.table]
    bought: dict[str, Decimal] = defaultdict(Decimal)
    for fact in world.history:
        in_quarter = fact.occurred_at.year == 2026 and 7 <= fact.occurred_at.month <= 9
        if in_quarter and fact.kind == "purchase" and fact.version == 1 and set(fact.groups) & set(GROUPS["tires"]):
            bought[fact.member] += fact.amount or 0
    reached = Counter(sum(amount >= threshold for threshold in thresholds) for amount in bought.values())
    near = [
        member
        for member, amount in bought.items()
        if any(threshold * Decimal("0.85") <= amount < threshold for threshold in thresholds)
    ]
    assert min(reached[step] for step in range(len(thresholds) + 1)) >= 5
    assert len(near) >= 5

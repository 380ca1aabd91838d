"""The docs are true: every program in them passes the check, every number is what comes out, every command runs."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from docpage import Block, Page, read_page, rows
from ristorno.apps.agreements.binding import Part, bound, tree_of
from ristorno.apps.rewards.terms import read_catalog
from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.populate import answer_all
from ristorno.engine.terms.merging import merge
from ristorno.engine.terms.program import Agreement, Program
from ristorno.engine.terms.reading import Origin, agreements_of, read_agreements, read_program, validate_terms
from ristorno.engine.terms.scalars import read_day, read_instant
from ristorno.engine.terms.terms import Terms
from ristorno.intake.opening import open_facts
from ristorno.kernel.document import Document, Tree, read_documents
from ristorno.kernel.number import plain

ROOT = Path(__file__).parent.parent
PAGES = tuple(read_page(path) for path in sorted((*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md"))))
PARTS = frozenset(Terms.model_fields) - {"program"} | {"versions"}


def _id(page: Page) -> str:
    return page.path.relative_to(ROOT).as_posix()


class Reader:
    """Somebody who tries a page from the top: saves each file, runs each command, compares each table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program: Program | None = None
        self.evaluated: list[str] = []
        self.compared = 0

    def follow(self, page: Page) -> None:
        for block in page.blocks:
            if block.language == "yaml":
                self._save_yaml(block)
            elif block.language == "csv":
                (self.folder / block.file).write_text(block.text, encoding="utf-8")
            elif block.language == "sh":
                self.evaluated = [line for line in block.text.split("\n") if line.startswith("ristorno evaluate")]
            elif block.language == "table" and {"clause", "amount"} <= set(rows(block.text)[0]):
                self._compare(block)

    def _save_yaml(self, block: Block) -> None:
        document = read_documents(block.text)[0]
        keys = set(document.tree) if isinstance(document.tree, dict) else set[str]()
        if "agreement" in keys and "program" not in keys:
            self._amend(document)
        elif "agreement" in keys:
            self._save_agreements(block)
        elif "program" in keys:
            self.program = read_program(block.text, block.file)
            Calculation(self.program)
            (self.folder / block.file).write_text(block.text, encoding="utf-8")
            (self.folder / "agreements.yaml").unlink(missing_ok=True)
        elif "rewards" in keys:
            read_catalog(block.text, block.file)
        elif keys <= PARTS:
            self._check_part(document)

    def _save_agreements(self, block: Block) -> None:
        assert self.program is not None, f"line {block.line}: agreements stand under the program of the page"
        Calculation(self.program, read_agreements(block.text, block.file, self.program))
        (self.folder / "agreements.yaml").write_text(block.text, encoding="utf-8")

    def _amend(self, amendment: Document) -> None:
        """Lay a later document of a kept agreement over the one before it on the page."""
        assert self.program is not None
        kept = read_documents((self.folder / "agreements.yaml").read_text(encoding="utf-8"))
        (own,) = (each for each in kept if tree_of(each)["agreement"] == tree_of(amendment)["agreement"])
        days = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2))
        whole = bound([Part(document, at) for document, at in zip((own, amendment), days, strict=True)])
        assert whole is not None
        Calculation(self.program, agreements_of([whole], self.program))

    def _check_part(self, document: Document) -> None:
        """Lay a part of a program over the program before it on the page."""
        assert self.program is not None, "a part of a program stands below a whole one"
        part = document.tree
        assert isinstance(part, dict)
        versions = part.pop("versions", [])
        whole = merge(dict(self.program.tree), part)
        assert isinstance(whole, dict)
        assert isinstance(versions, list)
        states: list[Tree] = [whole, *(merge(whole, _differing(version)) for version in versions)]
        for state in states:
            assert isinstance(state, dict)
            validate_terms(state, Origin(document))

    def _compare(self, block: Block) -> None:
        (command,) = self.evaluated
        wanted = [{**row, "amount": _plain(row["amount"])} for row in rows(block.text)]
        columns = list(wanted[0])
        found = [_shown(accrual, columns) for accrual in self._accruals(command)]
        # A table may leave out what earned nothing, never anything else.
        told = [row for row in found if row in wanted or row["amount"] != "0"]
        assert _sorted(told) == _sorted(wanted), f"line {block.line}"
        self.compared += 1

    def _accruals(self, command: str) -> Iterator[Accrual]:
        words = shlex.split(command)
        options = dict(pairwise(words))
        program, facts = (self.folder / name for name in words[2:4])
        read = read_program(program.read_text(encoding="utf-8"), program.name)
        calculation = Calculation(read, self._agreements(options.get("--agreements"), read))
        known = read_instant(options["--known-at"]) if "--known-at" in options else None
        moment = Moment(read_day(options["--as-of"]), known if isinstance(known, datetime) else None)
        with open_facts(facts, time_zone=read.terms.time_zone, kinds=read.terms.kinds) as source:
            for answer in answer_all(calculation, source.by_member, moment):
                yield from answer.accruals

    def _agreements(self, name: str | None, program: Program) -> tuple[Agreement, ...]:
        if name is None:
            return ()
        return read_agreements((self.folder / name).read_text(encoding="utf-8"), name, program)


def _differing(version: Tree) -> Tree:
    assert isinstance(version, dict)
    return {key: value for key, value in version.items() if key not in {"effective_from", "recorded_at"}}


def _plain(amount: str) -> str:
    return plain(Decimal(amount))


def _shown(accrual: Accrual, columns: list[str]) -> dict[str, str]:
    values = {
        "member": accrual.member,
        "agreement": accrual.agreement,
        "clause": accrual.clause,
        "window": accrual.window_label,
        "document": accrual.document or "",
        "contact": accrual.contact or "",
        "party": accrual.party or "",
        "unit": accrual.unit,
        "amount": plain(accrual.amount),
        "status": accrual.status,
    }
    return {column: values[column] for column in columns}


def _sorted(found: list[dict[str, str]]) -> list[tuple[tuple[str, str], ...]]:
    return sorted(tuple(row.items()) for row in found)


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_programs_and_numbers(page: Page, tmp_path: Path) -> None:
    Reader(tmp_path).follow(page)


def test_the_guide_counts_what_it_teaches(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.follow(read_page(ROOT / "docs/guides/writing-a-program.md"))
    assert reader.compared >= 9


def test_the_start_works_as_typed(tmp_path: Path) -> None:
    page = read_page(ROOT / "docs/start.md")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    typed = 0
    for block in page.blocks:
        if block.language == "csv":
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        if block.language == "sh" and "make setup" not in block.text:
            done = subprocess.run(
                ["sh", "-ec", block.text], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"line {block.line}: {done.stderr}{done.stdout}"
            typed += 1
    assert typed == 8

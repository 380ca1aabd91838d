"""The case file: one question of money in plain text, that a rebate manager can read, write and sign.

A file holds one situation: a title, a paragraph that says why, the program (and agreements), the facts in a
table, and what must come out of them as of one or several days, or the refusal of the documents. How to
write one is told in docs/development/cases.md. A mistake in the file itself raises
:class:`~ristorno.kernel.problem.Refused` with file and line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from re import compile as pattern

from caseorders import OUTCOMES as PRICES
from caseorders import Pricing, read_pricing
from casetable import Row, Section, read_day, read_facts, read_instant, read_table, refuse
from casetemplate import names_template, template_text
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.kernel.problem import Place, near

_DOCUMENTS = ("Program", "Agreements")
_OUTCOMES = ("Accruals", "Levels", "Set aside", "Explained", "Provisions", "Fair value")
_PRICING = ("Orders", "Standing", *PRICES)
_SECTIONS = (*_DOCUMENTS, "Facts", "As of", "Known at", *_OUTCOMES, *_PRICING, "Refused")
_SINGLE = frozenset({*_DOCUMENTS, "Facts", "Refused", *_PRICING})
"""Sections of which a file has one."""
_HEADER = pattern(r"(?P<name>[A-Z][A-Za-z ]*):(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come out at one moment. A table that is None is not checked; ``set_aside`` always is."""

    moment: Moment
    accruals: tuple[Row, ...] | None = None
    levels: tuple[Row, ...] | None = None
    set_aside: tuple[Row, ...] = ()
    explained: tuple[Row, ...] = ()
    provisions: tuple[Row, ...] | None = None
    fair_values: tuple[Row, ...] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem that the documents must be refused with: its code, its line and parts of its sentence.

    ``document`` is "program" or "agreements", ``line`` counts from 1 inside it; "" and None: the line is not asked.
    """

    code: str
    document: str
    line: int | None
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One situation: documents and facts, and what must come of them."""

    file: str
    title: str
    why: str
    program: str
    agreements: str = ""
    facts: tuple[Fact, ...] = ()
    expected: tuple[Expected, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    pricing: Pricing | None = None
    """Orders with what they must cost."""


def read_case(path: Path) -> Case:
    """Read one case file (UTF-8).

    Raises:
        Refused: the file breaks the rules of docs/development/cases.md; names file and line.
    """
    return parse_case(path.read_text(encoding="utf-8"), str(path))


def parse_case(text: str, file: str = "") -> Case:
    """Read the text of one case; ``file`` is named in refusals."""
    head, sections = _split(text.split("\n"), file)
    title, why = _title(head, file)
    single = {section.name: section for section in _once(section for section in sections if section.name in _SINGLE)}
    blocks = {name: _block(single[name]) for name in _DOCUMENTS if name in single}
    if "Program" not in blocks:
        refuse(Place(file, 1), "There is no program to count with.", "Add a section 'Program:'.")
    case = Case(
        file=file,
        title=title,
        why=why,
        program=blocks["Program"],
        agreements=blocks.get("Agreements", ""),
        facts=tuple(read_facts(read_table(single["Facts"]))) if "Facts" in single else (),
        expected=tuple(_expectations([section for section in sections if section.name not in _PRICING])),
        refusals=tuple(_refusals(read_table(single["Refused"]), blocks)) if "Refused" in single else (),
        pricing=read_pricing(single) if "Orders" in single else None,
    )
    if bool(case.expected or case.pricing) == bool(case.refusals):
        remedy = "Add one or more 'As of:' sections, or 'Orders:' with their prices, or 'Refused:'."
        refuse(Place(file, 1), "A case says what comes out, or that the documents are refused.", remedy)
    return case


def _split(lines: Sequence[str], file: str) -> tuple[list[str], list[Section]]:
    """Cut the file at its headers, which alone stand at the left margin below the first of them."""
    head: list[str] = []
    sections: list[Section] = []
    for number, line in enumerate(lines, 1):
        at = Place(file, number)
        header = _HEADER.fullmatch(line)
        if header and header["name"] in _SECTIONS:
            sections.append(Section(header["name"], header["rest"].strip(), at))
        elif not sections:
            head.append(line)
        elif line.strip() == "" or line.startswith("  "):
            sections[-1].lines.append(line)
        elif header:
            refuse(at, f"There is no section {header['name']!r}.", near(header["name"], _SECTIONS))
        else:
            refuse(at, "A line below a section must be indented by two spaces.", "Indent it.")
    return head, sections


def _title(head: Sequence[str], file: str) -> tuple[str, str]:
    title = head[0].strip() if head else ""
    why = " ".join(line.strip() for line in head[1:] if line.strip())
    if not title:
        refuse(Place(file, 1), "The first line must be the title.", "Say in one line what the case is about.")
    if not why:
        refuse(Place(file, 2), "There is no paragraph that says why.", "Say the reason and the arithmetic.")
    return title, why


def _once(sections: Iterator[Section]) -> Iterator[Section]:
    seen: set[str] = set()
    for section in sections:
        if section.name in seen:
            refuse(section.at, f"'{section.name}:' stands twice.", "Keep one of the two.")
        seen.add(section.name)
        yield section


def _block(section: Section) -> str:
    """Return the document as its author wrote it, without the indentation; its line 1 is the first below the header."""
    if names_template(section):
        return template_text(section)
    text = "\n".join(line[2:] for line in section.lines).rstrip("\n ")
    if section.rest or not text:
        refuse(section.at, f"'{section.name}:' stands alone on its line.", "Indent the document below it.")
    return text + "\n"


def _expectations(sections: Sequence[Section]) -> Iterator[Expected]:
    """Yield one expectation per ``As of:``, with the tables that follow it."""
    begun = [index for index, section in enumerate(sections) if section.name == "As of"]
    for section in sections[: begun[0]] if begun else sections:
        if section.name in {*_OUTCOMES, "Known at"}:
            refuse(section.at, f"'{section.name}:' stands before any 'As of:'.", "Say as of which day.")
    for start, end in pairwise([*begun, len(sections)]):
        yield _expectation(sections[start], sections[start + 1 : end])


def _expectation(head: Section, rest: Sequence[Section]) -> Expected:
    by_name = {section.name: section for section in _once(iter(rest))}
    rows = {name: read_table(by_name[name]) for name in _OUTCOMES if name in by_name}
    if not rows:
        refuse(head.at, "Nothing is expected as of this day.", "Add 'Accruals:', 'Levels:' or 'Set aside:'.")
    known = by_name.get("Known at")
    return Expected(
        Moment(read_day(head.rest, head.at), read_instant(known.rest, known.at) if known else None),
        rows.get("Accruals"),
        rows.get("Levels"),
        rows.get("Set aside", ()),
        rows.get("Explained", ()),
        rows.get("Provisions"),
        rows.get("Fair value"),
    )


def _refusals(rows: Sequence[Row], blocks: Mapping[str, str]) -> Iterator[Refusal]:
    for row in rows:
        document, line = _spot(row, blocks) if row.cells.get("at") else ("", None)
        yield Refusal(row.cells["code"], document, line, row.parts("says"))


def _spot(row: Row, blocks: Mapping[str, str]) -> tuple[str, int | None]:
    """Find the line of the documents that the cell ``at`` quotes a piece of."""
    quoted = row.cells["at"]
    found = [
        (name.lower(), number)
        for name, block in blocks.items()
        for number, line in enumerate(block.split("\n"), 1)
        if quoted in line
    ]
    if len(found) != 1:
        remedy = "Quote a piece that stands on the line in question and on no other."
        refuse(row.at, f"{quoted!r} stands on {len(found)} lines of the documents.", remedy)
    return found[0]

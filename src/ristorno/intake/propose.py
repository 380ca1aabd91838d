"""A mapping proposed for a file that none fits: a text with comments, for a person to save and correct."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from ristorno.intake.delimited import Shape
from ristorno.intake.headers import WORDS, plain_words
from ristorno.intake.mapping import Mapping
from ristorno.intake.mapping_file import parse_mapping
from ristorno.kernel.problem import Refused

REQUIRED = ("document", "member", "occurred_at")
NEEDED = {
    "document": "the number of the invoice or order",
    "member": "who bought: a customer number or a tax number",
    "occurred_at": "the date of the document",
}


class Looked(Protocol):
    """What must be known of a column to say what it means."""

    @property
    def header(self) -> str:
        """The header."""

    @property
    def guess(self) -> str:
        """What its values look like."""

    @property
    def samples(self) -> tuple[str, ...]:
        """Some values."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The text of a mapping, and the mapping itself where the text is complete enough to be one."""

    text: str
    mapping: Mapping | None


def propose(file: Path, shape: Shape | None, columns: Sequence[Looked], time_zone: str | None) -> Proposal:
    """Return a mapping for the columns of a file, with a comment wherever a person should look."""
    meaning = _meanings(columns)
    text = "\n".join(_written(file, columns, meaning, time_zone)) + "\n"
    if not all(field in meaning for field in REQUIRED):
        return Proposal(text, None)
    try:
        return Proposal(text, parse_mapping(text, f"proposal for {file.name}"))
    except Refused:
        return Proposal(text, None)


def _meanings(columns: Sequence[Looked]) -> dict[str, Looked]:
    """By field the column that means it: exact words first, then near ones, each column once."""
    found: dict[str, Looked] = {}
    numbered = _numbered_lines(columns)
    if numbered is not None:
        found["line"] = numbered
    for near in (False, True):
        for column in columns:
            if column in found.values() or column.guess == "empty":
                continue
            field = _field(plain_words(column.header), {field for field in WORDS if field not in found}, near=near)
            if field is not None and _possible(field, column):
                found[field] = column
    return found


def _numbered_lines(columns: Sequence[Looked]) -> Looked | None:
    """The column ``Item`` of SAP: where another column says the product, its whole numbers are those of the lines."""
    products = {*WORDS["product"]} - {"item"}
    if not any(plain_words(column.header) in products for column in columns):
        return None
    items = (each for each in columns if plain_words(each.header) == "item" and each.guess == "whole number")
    return next(items, None)


def _field(words: str, open_fields: Iterable[str], *, near: bool) -> str | None:
    ranks = {word: (WORDS[field].index(word), field) for field in open_fields for word in WORDS[field]}
    if not near:
        return ranks[words][1] if words in ranks else None
    close = get_close_matches(words, ranks, n=1, cutoff=0.82)
    if close:
        return ranks[close[0]][1]
    parts = [word for word in ranks if len(word) > 3 and (words.startswith(f"{word} ") or words.endswith(f" {word}"))]
    return ranks[max(parts, key=len)][1] if parts else None


_NUMBERS = {"whole number", "number", "decimal comma", "number with commas"}


def _possible(field: str, column: Looked) -> bool:
    """A column of texts is no amount, a column of numbers is no date."""
    if field in {"amount", "quantity", "price", "cost", "tax"}:
        return column.guess in _NUMBERS
    if field in {"occurred_at", "due_on", "recorded_at"}:
        return column.guess not in _NUMBERS
    return True


def _written(file: Path, columns: Sequence[Looked], meaning: dict[str, Looked], time_zone: str | None) -> Iterable[str]:
    name = plain_words(file.stem).replace(" ", "-") or "mapping"
    yield "# Proposed from the headers and values of the file."
    yield "# Look at every line, above all at those with a question mark."
    yield f"mapping: {_scalar(name)}"
    yield f"source: {_scalar(name)}        # who tells these facts; keep it the same for all files of one system"
    times = any(column.guess.endswith("time") for column in meaning.values())
    told = "times" if times else "days"
    sure = "" if time_zone else f"        # ? to be chosen: the zone of {told} that say none, such as Europe/London"
    yield f"time_zone: {time_zone or 'UTC'}{sure}"
    yield from _format(meaning.values())
    yield ""
    yield "facts:"
    for field in REQUIRED:
        yield from _field_lines(field, meaning)
    yield from _optional(columns, meaning)


def _format(columns: Iterable[Looked]) -> Iterable[str]:
    columns = list(columns)
    if any(column.guess == "number with commas" for column in columns):
        yield "format: {thousands: ','}"
        return
    samples = [sample for column in columns if column.guess == "decimal comma" for sample in column.samples]
    if any(mark in sample for sample in samples for mark in ", \u00a0"):
        points = any("." in sample for sample in samples)
        yield f"format: {{decimal: ',', thousands: '{'.' if points else ' '}'}}"


def _field_lines(field: str, meaning: dict[str, Looked]) -> Iterable[str]:
    column = meaning.get(field)
    if column is None:
        yield f"  {field}: ???      # ? {NEEDED[field]}: no header says so"
        return
    yield f"  {field}: {_reference(field, column)}{_sample(column)}"


def _sample(column: Looked) -> str:
    if not column.samples or not column.samples[0].isprintable():
        return ""
    return f"      # such as {column.samples[0]}"


_FORMATS = {
    "day.month.year": "%d.%m.%Y",
    "day.month.year time": "%d.%m.%Y %H:%M:%S",
    "month/day/year": "%m/%d/%Y",
}


def _reference(field: str, column: Looked) -> str:
    header = _scalar(column.header)
    if field in {"occurred_at", "due_on", "recorded_at"} and column.guess in _FORMATS:
        return f"{{column: {header}, format: '{_FORMATS[column.guess]}'}}"
    if field in {"currency", "uom"}:
        return f"{{column: {header}}}"
    return f"[{header}]" if field == "groups" else header


def _optional(columns: Sequence[Looked], meaning: dict[str, Looked]) -> Iterable[str]:
    if "line" not in meaning:
        yield "  # no line: a document is replaced as a whole when it comes again with other lines"
    for field in _ORDER:
        if field in meaning:
            yield from _found(field, meaning)
        elif field in {"amount", "currency"}:
            yield _missing(field, meaning)
    rest = [column for column in columns if column not in meaning.values() and column.guess != "empty"]
    rest += [meaning[field] for field in ("country",) if field in meaning]
    if rest:
        yield "  attributes:      # ? keep those that a program may ask for"
    names: set[str] = set()
    for column in rest:
        name = _attribute(column.header)
        name = name if name not in names else column.header
        names.add(name)
        yield f"    {_scalar(name)}: {_scalar(column.header)}"


def _found(field: str, meaning: dict[str, Looked]) -> Iterable[str]:
    if field == "cost":
        yield f"  cost: {_reference(field, meaning[field])}      # ? must be that of the whole line, not of a piece"
    elif field == "kind":
        words = f"{{column: {_scalar(meaning[field].header)}, values: {{THEIR WORD: return}}, otherwise: purchase}}"
        yield f"  # kind: {words}      # ? which word means a return"
    else:
        yield from _field_lines(field, meaning)


def _missing(field: str, meaning: dict[str, Looked]) -> str:
    if field == "currency":
        return "  # currency: RUB      # ? without it the currency of the program is meant"
    if not {"price", "quantity"} <= set(meaning):
        return "  # amount: ???      # ? no header says which column is the amount, net of tax"
    price, quantity = _scalar(meaning["price"].header), _scalar(meaning["quantity"].header)
    return f"  amount: {{product: [{quantity}, {price}]}}      # ? is the price net, and for one piece"


_ORDER = (
    "line", "version", "contact", "product", "brand", "groups", "quantity", "uom", "amount", "cost", "tax", "currency",
    "due_on", "recorded_at", "kind", "reverses",
)  # fmt: skip


def _attribute(header: str) -> str:
    return plain_words(header).replace(" ", "_") or header


def _scalar(text: str) -> str:
    """A scalar of YAML, quoted where it would not be read as itself."""
    plain = text and text == text.strip() and text.replace(" ", "").replace("_", "").replace("-", "").isalnum()
    return text if plain and not text.startswith("-") else "'" + text.replace("'", "''") + "'"

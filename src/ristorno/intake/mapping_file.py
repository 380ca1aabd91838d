"""Mappings as files: read with the line of every mistake, the shipped ones found by name or by the headers."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ristorno.engine.fact import KINDS
from ristorno.intake.binding import missing_columns
from ristorno.intake.mapping import Mapping
from ristorno.kernel.document import Document, read_document
from ristorno.kernel.document import Path as Spot
from ristorno.kernel.problem import Place, Problem, Refused, near

SIZE_LIMIT = 1_000_000
"""No mapping is longer than a megabyte; a longer file is something else."""


def read_mapping(path: Path) -> Mapping:
    """Read a mapping from a YAML file.

    Raises:
        Refused: with every mistake, each with file, line and remedy.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = f"The mapping cannot be read: {error.strerror or error}."
        raise Refused([Problem("intake.no_mapping", reason, "Check the path.", Place(str(path)))]) from None
    if len(raw) > SIZE_LIMIT:
        raise Refused([Problem("intake.no_mapping", "This is too long for a mapping.", "", Place(str(path)))])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        place = Place(str(path), line)
        raise Refused([Problem("intake.encoding", "The mapping is not UTF-8.", "Save it as UTF-8.", place)]) from None
    return parse_mapping(text, str(path)).lying_in(path.parent)


def parse_mapping(text: str, file: str) -> Mapping:
    """Read a mapping from YAML text; ``file`` is what problems call it."""
    document = read_document(text, file, "mapping: NAME")
    try:
        mapping = Mapping.model_validate(document.tree)
    except ValidationError as error:
        raise Refused(_problem(detail, document, file) for detail in error.errors()) from None
    problems = [*_unknown_kinds(mapping, document, file)]
    if problems:
        raise Refused(problems)
    return mapping


def find_mapping(name: str | Path) -> Mapping:
    """Return the mapping at a path, or the shipped one of that name.

    Raises:
        Refused: neither exists.
    """
    path = Path(name)
    if path.is_file() or path.suffix in {".yaml", ".yml"}:
        return read_mapping(path)
    shipped = shipped_mappings()
    for mapping in shipped:
        if mapping.mapping == str(name):
            return mapping
    known = [mapping.mapping for mapping in shipped]
    reason = f"There is no mapping {str(name)!r}, neither as a file nor shipped."
    raise Refused([Problem("intake.no_mapping", reason, near(str(name), known))])


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """Return the mappings that come with the package, by name."""
    folder = files("ristorno.intake") / "mappings"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda e: e.name)
    return tuple(parse_mapping(entry.read_text(encoding="utf-8"), entry.name) for entry in found)


def shipped_for(headers: Sequence[str]) -> Mapping | None:
    """Return the shipped mapping whose columns the file has all of, or None."""
    for mapping in shipped_mappings():
        if not missing_columns(mapping, headers):
            return mapping
    return None


def _problem(detail: ErrorDetails, document: Document, file: str) -> Problem:
    spot = _spot(detail["loc"], document)
    place = document.place(spot)
    name = str(spot[-1]) if spot else ""
    match detail["type"]:
        case "extra_forbidden":
            return Problem("intake.unknown_field", f"There is no field {name!r} here.", _fields_near(spot), place)
        case "missing":
            return Problem("intake.missing_field", f"The field {name!r} is missing.", "Add it.", place)
        case "value_error":
            return Problem("intake.mapping", detail["msg"].removeprefix("Value error, ") + ".", "", place)
        case _:
            got = detail["input"]
            shown = f" It says {got!r}." if isinstance(got, str) else ""
            return Problem("intake.mapping", detail["msg"] + ".", shown.strip(), place)


def _spot(loc: Iterable[str | int], document: Document) -> Spot:
    """Leave out the parts of a pydantic location that are not in the document (names of union members)."""
    spot: Spot = ()
    parts = list(loc)
    for index, part in enumerate(parts):
        if (*spot, part) in document.lines or index == len(parts) - 1:
            spot = (*spot, part)
    return spot


def _fields_near(spot: Spot) -> str:
    names = {"facts": _names("Facts"), "format": _names("Format"), "columns": _names("Column")}
    parents: set[str] = {str(part) for part in spot[:-1]}
    for parent, known in names.items():
        if parent in parents:
            return near(str(spot[-1]), known)
    return near(str(spot[-1]), Mapping.model_fields) if len(spot) == 1 else "Leave it out."


def _names(model: str) -> list[str]:
    from ristorno.intake import mapping as models

    return list(getattr(models, model).model_fields)


def _unknown_kinds(mapping: Mapping, document: Document, file: str) -> Iterable[Problem]:
    field = mapping.facts.kind
    said = [field.value, field.otherwise, *field.values.values(), *(rule.kind for rule in field.rules)]
    for kind in said:
        if kind is not None and not _looks_like_kind(kind):
            place = document.place(("facts", "kind"))
            yield Problem("intake.unknown_kind", f"{kind!r} is no kind of fact.", near(kind, KINDS), place)


def _looks_like_kind(kind: str) -> bool:
    """A program may declare kinds of its own, so any plain name will do."""
    return kind in KINDS or (kind.isidentifier() and kind.islower())

"""A mapping bound to the headers of one file: which header each column reference means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from ristorno.intake.mapping import Column, Condition, Mapping
from ristorno.kernel.problem import Place, Problem, Refused, near


@dataclass(frozen=True, slots=True)
class Bound:
    """A column as it is in this file: its header (None: not there, allowed) and how its text is cleaned."""

    header: str | None
    column: Column
    lookup: str | None = None
    """The lookup that the header belongs to, if it is not a column of the file."""


def references(mapping: Mapping) -> Iterator[tuple[str, str]]:
    """Yield every reference to a column with the dotted path of its place in the mapping."""
    yield from _references(mapping.source, "source")
    yield from _references(mapping.facts, "facts")
    for section in ("ignore", "set_aside"):
        for name, rule in getattr(mapping, section).items():
            yield from _references(rule, f"{section}.{name}")
    for name, lookup in mapping.lookups.items():
        yield lookup.on, f"lookups.{name}.on"


def _references(part: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            is_reference = name in {"column", "one_minus", "time"} and isinstance(value, str)
            if is_reference and (name != "column" or not isinstance(part, Column)):
                yield value, path if isinstance(part, Condition) else f"{path}.{name}"
            else:
                yield from _references(value, f"{path}.{name}")
    elif isinstance(part, tuple):
        for value in part:
            yield from _references(value, path)
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _references(value, f"{path}.{name}")


def patterns(part: object) -> Iterator[str]:
    """Yield every regular expression of a mapping, or of a part of one."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name in {"extract", "matches"} and isinstance(value, str):
                yield value
            else:
                yield from patterns(value)
    elif isinstance(part, tuple | dict):
        for value in part.values() if isinstance(part, dict) else part:
            yield from patterns(value)


def missing_columns(mapping: Mapping, headers: Sequence[str]) -> list[tuple[str, str]]:
    """Return the references (with their path) that the headers cannot answer."""
    found = {_plain(header) for header in headers}
    missing: list[tuple[str, str]] = []
    for reference, path in references(mapping):
        column = mapping.columns.get(reference)
        if column is not None:
            if not column.optional and not any(_plain(header) in found for header in column.headers):
                missing.append((reference, path))
        elif _plain(reference) not in found and not _of_lookup(mapping, reference):
            missing.append((reference, path))
    return missing


def bind(mapping: Mapping, headers: Sequence[str], file: str) -> dict[str, Bound]:
    """Return what each column reference of the mapping means in a file with these headers.

    Raises:
        Refused: naming every column that the file does not have.
    """
    missing = missing_columns(mapping, headers)
    if missing:
        raise Refused(_unknown(mapping, reference, path, headers, file) for reference, path in missing)
    exact = set(headers)
    loose = {_plain(header): header for header in headers}
    return {reference: _bound(mapping, reference, exact, loose) for reference, _ in references(mapping)}


def _bound(mapping: Mapping, reference: str, exact: set[str], loose: dict[str, str]) -> Bound:
    column = mapping.columns.get(reference)
    if column is None:
        column = Column(headers=(reference,))
        if reference not in exact and _plain(reference) not in loose:
            lookup, _, header = reference.partition(".")
            return Bound(header, Column(headers=(header,)), lookup)
    for header in column.headers:
        if header in exact:
            return Bound(header, column)
    for header in column.headers:
        if _plain(header) in loose:
            return Bound(loose[_plain(header)], column)
    return Bound(None, column)


def _of_lookup(mapping: Mapping, reference: str) -> bool:
    return "." in reference and reference.partition(".")[0] in mapping.lookups


def _plain(header: str) -> str:
    """Headers that differ only by case and surrounding blanks are one header."""
    return header.strip().casefold()


def _unknown(mapping: Mapping, reference: str, path: str, headers: Sequence[str], file: str) -> Problem:
    column = mapping.columns.get(reference)
    wanted = " or ".join(repr(header) for header in (column.headers if column else (reference,)))
    reason = f"The file has no column {wanted}, which the mapping {mapping.mapping!r} needs for {path}."
    return Problem("intake.unknown_column", reason, near(reference, headers), Place(file))

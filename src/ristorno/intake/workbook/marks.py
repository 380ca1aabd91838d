"""What a sheet says beside its values: errors, formulas that nobody computed, hidden rows, which calendar it counts in.

Only the XML of ``.xlsx`` and ``.xlsm`` tells them; of other formats nothing is marked.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from ristorno.intake.workbook.sheet import letter

CHUNK = 1 << 20
_WORTH_A_LOOK = (b"hidden=", b't="e"', b"t='e'", b"<f", b":f")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(slots=True)
class Marks:
    """The marks of one sheet; cells go by their name, such as ``D17``."""

    from_1904: bool | None = None
    """Whether days are counted from 1904; None where the format does not say."""
    errors: dict[str, str] = field(default_factory=dict)
    uncomputed: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    """Numbers of rows, from 1."""


def read_marks(path: Path, sheet: str) -> Marks:
    """Return the marks of a sheet."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"} or not zipfile.is_zipfile(path):
        return Marks()
    try:
        with zipfile.ZipFile(path) as package:
            book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - entities are not resolved
            marks = Marks(from_1904=_flag(book, "workbookPr", "date1904"))
            part = _part(package, book, sheet)
            if part is not None and _worth_a_look(package, part):
                with package.open(part) as stream:
                    _Walk(marks, distrusts_zero=_flag(book, "calcPr", "fullCalcOnLoad")).through(stream)
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError, ValueError):
        # The values were read from the same parts; what they were written with says nothing more.
        return Marks()
    return marks


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _flag(book: ElementTree.Element, tag: str, name: str) -> bool:
    return any(_local(e.tag) == tag and e.get(name) in {"1", "true", "on"} for e in book)


def _part(package: zipfile.ZipFile, book: ElementTree.Element, name: str) -> str | None:
    """The part of the package that holds a sheet."""
    rels = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels.iter(f"{_PACKAGE}Relationship")}
    for element in book.iter():
        if _local(element.tag) == "sheet" and element.get("name") == name:
            ids = [value for key, value in element.attrib.items() if _local(key) == "id"]
            target = targets.get(ids[0], "") if ids else ""
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return None


def _worth_a_look(package: zipfile.ZipFile, part: str) -> bool:
    """Most sheets are plain values; to search their bytes is much quicker than to parse them."""
    before = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if any(mark in before + chunk for mark in _WORTH_A_LOOK):
                return True
            before = chunk[-8:]
    return False


class _Walk:
    """One walk through the XML of a sheet."""

    def __init__(self, marks: Marks, *, distrusts_zero: bool) -> None:
        """``distrusts_zero``: who wrote the file asks for formulas to be computed on opening and may have put 0."""
        self._marks = marks
        self._distrusts_zero = distrusts_zero
        self._row = 0
        self._column = -1
        self._name, self._kind = "", ""
        self._formula, self._in_value, self._value = False, False, ""

    def through(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - its own signature
        parser.Parse(b"", True)  # noqa: FBT003

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = -1
                if attributes.get("hidden") in {"1", "true"}:
                    self._marks.hidden_rows.add(self._row)
            case "c":
                self._column += 1
                self._name = attributes.get("r") or f"{letter(self._column)}{self._row}"
                self._kind = attributes.get("t", "n")
                self._formula, self._value = False, ""
            case "f":
                self._formula = True
            case "v":
                self._in_value = True

    def _text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def _end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "v":
                self._in_value = False
            case "c" if self._kind == "e":
                self._marks.errors[self._name] = self._value or "#ERROR"
            case "c" if self._formula and self._kind != "str" and self._is_uncomputed():
                self._marks.uncomputed.add(self._name)

    def _is_uncomputed(self) -> bool:
        return not self._value.strip() or (self._distrusts_zero and self._value == "0")

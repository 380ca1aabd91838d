"""The careful way through a CSV file that the fast reader stumbled over.

Record by record: what can be read goes on into a clean copy together with its row number, what cannot is set
aside with a reason. A quote that is never closed costs one line, not the rest of the file.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ristorno.intake.delimited import Shape

RECORD_LIMIT = 1 << 20
"""A record longer than a megabyte is no invoice line."""
LINES_LIMIT = 200
"""A quoted cell that goes on for more lines than this was never closed."""
SHOWN = 2_000
"""So much of a row that cannot be read is kept."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """The clean copy and the rows that could not be read, both CSV files with the row number first."""

    clean: Path
    broken: Path
    broken_count: int


@dataclass(slots=True)
class _Lines:
    """Physical lines with a way back, so that a quote that is never closed swallows nothing."""

    stream: BinaryIO
    waiting: list[bytes]

    def take(self) -> bytes:
        return self.waiting.pop() if self.waiting else self.stream.readline(RECORD_LIMIT + 1)

    def put_back(self, lines: list[bytes]) -> None:
        self.waiting.extend(reversed(lines))

    def skip_line(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self.take()


def repair(source: Path, folder: Path, shape: Shape, progress: Callable[[int], None] | None = None) -> Repaired:
    """Split a UTF-8 CSV file into the rows that can be read and those that cannot."""
    clean, broken = folder / "clean.csv", folder / "broken.csv"
    count = 0
    with (
        source.open("rb") as stream,
        clean.open("w", encoding="utf-8", newline="") as kept,
        broken.open("w", encoding="utf-8", newline="") as aside,
    ):
        keep = csv.writer(kept, quoting=csv.QUOTE_ALL, lineterminator="\n")
        put = csv.writer(aside, quoting=csv.QUOTE_ALL, lineterminator="\n")
        keep.writerow(["row", *shape.headers])
        put.writerow(["row", "code", "reason", "raw"])
        for row, (record, fault) in enumerate(_records(_Lines(stream, []), progress), 1):
            if row == 1:
                continue
            cells, fault = _cells(record, shape) if not fault else ([], fault)
            if fault:
                count += 1
                put.writerow([row, *fault, record[:SHOWN].decode("utf-8", "replace").replace("\x00", "\ufffd")])
            else:
                keep.writerow([row, *cells])
    return Repaired(clean, broken, count)


_Fault = tuple[str, str] | tuple[()]


def _records(lines: _Lines, progress: Callable[[int], None] | None) -> Iterator[tuple[bytes, _Fault]]:
    while line := lines.take():
        if progress is not None:
            progress(len(line))
        if not line.strip(b"\r\n"):
            continue
        if len(line) > RECORD_LIMIT:
            lines.skip_line(line)
            yield line, ("intake.huge_row", "The row is longer than a megabyte.")
        elif line.count(b'"') % 2 == 0:
            yield line, ()
        else:
            yield _joined(line, lines)


def _joined(first: bytes, lines: _Lines) -> tuple[bytes, _Fault]:
    """Join lines until every quote is closed; if that does not happen soon, the first line alone is broken."""
    more: list[bytes] = []
    quotes, size = first.count(b'"'), len(first)
    while quotes % 2 and len(more) < LINES_LIMIT and size <= RECORD_LIMIT:
        line = lines.take()
        if not line:
            break
        more.append(line)
        quotes, size = quotes + line.count(b'"'), size + len(line)
    if quotes % 2:
        lines.put_back(more)
        return first, ("intake.open_quote", "A quote is opened in this row and never closed.")
    return first + b"".join(more), ()


def _cells(record: bytes, shape: Shape) -> tuple[list[str], _Fault]:
    try:
        text = record.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ("intake.wrong_encoding", "The row holds bytes that are not UTF-8.")
    if "\x00" in text:
        return [], ("intake.zero_byte", "The row holds a zero byte.")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter, strict=True))
    except csv.Error as error:
        if "field larger" in str(error):
            return [], ("intake.huge_cell", f"A cell of the row is longer than {csv.field_size_limit()} characters.")
        return [], ("intake.wrong_quotes", f"The quotes of the row do not fit ({error}).")
    if len(rows) != 1:
        return [], ("intake.wrong_quotes", "The row falls apart into several ones.")
    if len(rows[0]) != len(shape.headers):
        return [], ("intake.wrong_width", f"The row has {len(rows[0])} cells, the header {len(shape.headers)}.")
    return rows[0], ()

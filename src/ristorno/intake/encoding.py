"""Encodings: seen from the bytes or stated, refused where neither is certain, transcoded as a stream."""

import codecs
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ristorno.kernel.problem import Place, Problem, Refused

CHUNK = 1 << 20

_PYTHON = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1251": "cp1251", "windows-1252": "cp1252"}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAGIC = {
    b"PK\x03\x04": ("a workbook or an archive", "Name a workbook with its own ending, such as .xlsx."),
    b"\xd0\xcf\x11\xe0": ("an old workbook", "Name it with its own ending, .xls."),
    b"\x1f\x8b": ("a compressed file", "Unpack it first."),
    b"%PDF": ("a PDF document", "Export the data as CSV."),
    b"PAR1": ("a Parquet file", "Name it with the ending .parquet."),
}


@dataclass(frozen=True, slots=True)
class Bytes:
    """What the bytes of a file tell, in one pass over them."""

    broken: int | None
    """Where the first of them is that cannot be UTF-8."""
    found: frozenset[bytes]
    """Which of the single UTF-8 characters that were looked for they hold."""


def look(path: Path, wanted: Collection[bytes] = ()) -> Bytes:
    """Look through a file for bytes that are not UTF-8, and for some characters; cheaper than cell by cell."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, broken, found = 0, None, set[bytes]()
    room = bytearray(CHUNK)
    with path.open("rb", buffering=0) as stream:
        while size := stream.readinto(room):
            chunk = room if size == CHUNK else room[:size]
            ascii_only = chunk.isascii()
            found.update(mark for mark in wanted if not (ascii_only and mark[0] >= 0x80) and mark in chunk)
            if broken is None and not (ascii_only and not decoder.getstate()[0]):
                broken = _broken(decoder, chunk, done)
            done += len(chunk)
    if broken is None:
        broken = _broken(decoder, b"", done)
    return Bytes(broken, frozenset(found))


def _broken(decoder: codecs.IncrementalDecoder, chunk: bytes | bytearray, before: int) -> int | None:
    """Return about where a chunk, or the end of the file, stops being UTF-8; ``before`` is how much was decoded."""
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        return max(0, before + error.start - 4)
    return None


def detect_encoding(path: Path, seen: Bytes | None = None) -> str:
    """Return the encoding of a text file: ``utf-8``, ``utf-16`` (``-le``, ``-be``), ``windows-1251``, ``windows-1252``.

    A file whose bytes are valid UTF-8 is UTF-8. A file that is mostly UTF-8 with a few broken bytes is UTF-8 too: the
    rows with broken bytes are set aside later. Else the letters decide between the two Windows pages.

    ``seen`` is what its bytes tell, if somebody has looked already.

    Raises:
        Refused: the file is empty or is not text.
    """
    with path.open("rb") as stream:
        start = stream.read(CHUNK)
    if not start.strip():
        raise Refused([Problem("intake.empty_file", "The file is empty.", "Export it again.", Place(str(path)))])
    for magic, (what, remedy) in _MAGIC.items():
        if start.startswith(magic):
            raise Refused([Problem("intake.not_text", f"This is {what}, not a CSV file.", remedy, Place(str(path)))])
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    wide = _wide(start)
    if wide:
        return wide
    broken = (seen or look(path)).broken
    return "utf-8" if broken is None else _single_byte(start if broken < CHUNK else _around(path, broken), path)


def transcode(source: Path, target: Path, encoding: str, progress: Callable[[int], None] | None = None) -> None:
    """Write the file again as UTF-8, chunk by chunk.

    Raises:
        Refused: the bytes are not in that encoding; the place is the line.
    """
    decoder = codecs.getincrementaldecoder(_PYTHON.get(encoding, encoding))()
    line = 1
    with source.open("rb") as reading, target.open("wb") as writing:
        while True:
            chunk = reading.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += chunk.count(b"\n", 0, error.start)
                reason = f"The file is not {encoding}, or is damaged near this line."
                place = Place(str(source), line)
                remedy = "Save it as UTF-8, or say format.encoding in the mapping."
                raise Refused([Problem("intake.wrong_encoding", reason, remedy, place)]) from None
            line += text.count("\n")
            writing.write(text.encode("utf-8", "replace"))
            if progress is not None:
                progress(len(chunk))
            if not chunk:
                return


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = start[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half >= 8 and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half >= 8 and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _around(path: Path, position: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, position - CHUNK // 2))
        return stream.read(CHUNK)


def _single_byte(sample: bytes, path: Path) -> str:
    """Tell broken UTF-8 from the Windows pages: Cyrillic words are runs of high bytes, Latin accents stand alone."""
    good = len(sample.decode("utf-8", "ignore").encode("ascii", "ignore"))
    multi = len(sample.decode("utf-8", "ignore")) - good
    high = sum(byte >= 0x80 for byte in sample)
    if multi and multi * 2 > 0.9 * high:
        return "utf-8"
    if sample.count(0) or any(byte < 9 or 13 < byte < 32 for byte in sample[:CHUNK]):
        reason = "The bytes are neither UTF-8 nor a Windows text."
        remedy = "Save the file as CSV in UTF-8, or say format.encoding in the mapping."
        raise Refused([Problem("intake.wrong_encoding", reason, remedy, Place(str(path)))])
    letters = sum(byte >= 0xC0 for byte in sample)
    pairs = sum(left >= 0xC0 and right >= 0xC0 for left, right in pairwise(sample))
    return "windows-1251" if letters and pairs >= 0.5 * letters else "windows-1252"

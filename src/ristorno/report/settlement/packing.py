"""Making a PDF smaller without changing what it says: its small objects are packed together and compressed.

Most of a long statement are the marks by which programs that read aloud find their way through its tables: tens of
thousands of objects of a hundred bytes each, of which PDF allows to keep many in one compressed stream (ISO 32000-1,
7.5.7 and 7.5.8). What is not written as typst writes it stays as it is.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_TOGETHER: Final = 2_000
"""So many objects are packed into one stream, so that a reader that wants one need not unpack all."""
_ENTRY: Final = re.compile(rb"(\d{10}) (\d{5}) n")
_OBJECT: Final = re.compile(rb"(\d+) 0 obj\s")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
_XREF: Final = re.compile(rb"xref\s+0 (\d+)\s")
_SKIPPED: Final = re.compile(rb"/(Size|Prev|XRefStm)\s+\d+")
_START: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")


class _Placed(NamedTuple):
    """Where an object stands: by itself from a byte on (kind 1), or as a number in a stream of objects (kind 2)."""

    kind: int
    where: int
    number: int


def packed(pdf: bytes) -> bytes:
    """Return the same document in fewer bytes; the same document gives the same bytes."""
    found = _objects(pdf)
    if found is None:
        return pdf
    objects, trailer = found
    apart = {number: body for number, body in objects.items() if _STREAM.search(body)}
    small = [(number, body) for number, body in objects.items() if number not in apart]
    out = bytearray(pdf[: pdf.index(b"\n", pdf.index(b"\n") + 1) + 1])
    placed: dict[int, _Placed] = {}
    for number, body in apart.items():
        placed[number] = _Placed(1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    following = max(objects) + 1
    for holder, part in enumerate(_parts(small), following):
        placed |= {number: _Placed(2, holder, place) for place, (number, _) in enumerate(part)}
        placed[holder] = _Placed(1, len(out), 0)
        out += _together(holder, part)
    return bytes(out + _index(placed, trailer, len(out)))


def _objects(pdf: bytes) -> tuple[Mapping[int, bytes], bytes] | None:
    """Return all objects by number, and what the trailer says; None where they are written in another way."""
    start = _START.search(pdf)
    table = _XREF.match(pdf, int(start[1])) if start else None
    if start is None or table is None:
        return None
    entries = _ENTRY.findall(pdf, table.end(), start.start())
    offsets = sorted(int(offset) for offset, _ in entries)
    ends = [*offsets[1:], int(start[1])]
    objects: dict[int, bytes] = {}
    for offset, end in zip(offsets, ends, strict=True):
        head = _OBJECT.match(pdf, offset)
        body = pdf[offset:end].rstrip()
        if head is None or not body.endswith(b"endobj"):
            return None
        objects[int(head[1])] = body[head.end() - offset : -len(b"endobj")].strip()
    said = pdf[pdf.index(b"<<", table.end()) : pdf.rindex(b">>", 0, start.start())]
    return objects, _SKIPPED.sub(b"", said.removeprefix(b"<<"))


def _parts(objects: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    return (objects[start : start + _TOGETHER] for start in range(0, len(objects), _TOGETHER))


def _together(holder: int, part: Sequence[tuple[int, bytes]]) -> bytes:
    heads, at = [], 0
    for number, body in part:
        heads.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    said = b"/Type /ObjStm /N %d /First %d" % (len(part), len(head))
    return _stream(holder, said, head + b"\n".join(body for _, body in part))


def _index(placed: dict[int, _Placed], trailer: bytes, start: int) -> bytes:
    own = max(placed) + 1
    placed[own] = _Placed(1, start, 0)
    nothing = _Placed(0, 0, 65_535)
    rows = (placed.get(number, nothing) for number in range(own + 1))
    table = [bytes([kind]) + where.to_bytes(5, "big") + number.to_bytes(2, "big") for kind, where, number in rows]
    said = b"/Type /XRef /W [1 5 2] /Size %d /DecodeParms <</Predictor 12 /Columns 8>> %s" % (own + 1, trailer.strip())
    return _stream(own, said, _differences(table)) + b"startxref\n%d\n%%%%EOF\n" % start


def _differences(rows: Sequence[bytes]) -> bytes:
    """Return rows as what each differs from the one above (PNG filter 2), which compresses far better."""
    above = (bytes(8), *rows)
    return b"".join(
        b"\x02" + bytes((own - over) % 256 for own, over in zip(row, before, strict=True))
        for row, before in zip(rows, above, strict=False)
    )


def _stream(number: int, said: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = b"%d 0 obj\n<<%s /Filter /FlateDecode /Length %d>>\nstream\n" % (number, said, len(packed))
    return head + packed + b"\nendstream\nendobj\n"

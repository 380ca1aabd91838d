"""What a file of evidence is: told by its content, since a name or a header may say anything."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Final

from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class ProofKind:
    """A kind of file that can be evidence, and how names of such files may end."""

    media_type: str
    endings: tuple[str, ...]


_PDF: Final = ProofKind("application/pdf", (".pdf",))
_PNG: Final = ProofKind("image/png", (".png",))
_JPEG: Final = ProofKind("image/jpeg", (".jpg", ".jpeg"))
_WEBP: Final = ProofKind("image/webp", (".webp",))
_TIFF: Final = ProofKind("image/tiff", (".tif", ".tiff"))
_HEIC: Final = ProofKind("image/heic", (".heic", ".heif"))
_XLSX: Final = ProofKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
_DOCX: Final = ProofKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
_TEXT: Final = ProofKind("text/plain", (".txt", ".csv", ".eml"))
KINDS: Final = (_PDF, _PNG, _JPEG, _WEBP, _TIFF, _HEIC, _XLSX, _DOCX, _TEXT)

_BEGINNINGS: Final = {
    b"%PDF-": _PDF,
    b"\x89PNG\r\n\x1a\n": _PNG,
    b"\xff\xd8\xff": _JPEG,
    b"II*\0": _TIFF,
    b"MM\0*": _TIFF,
}
_PHOTOS: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1"})
_WHITE: Final = frozenset("\t\n\r\f")


def kind_of(content: bytes) -> ProofKind | None:
    """Return what a file is; None where it is nothing that is taken as evidence."""
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _PHOTOS:
        return _HEIC
    return _office(content) if content.startswith(b"PK\x03\x04") else _TEXT if _is_text(content) else None


def media_type_of(name: str, content: bytes) -> str:
    """Return what a file of evidence is.

    Raises:
        Refused: it is of no kind that is taken, or not what its name says.
    """
    kind = kind_of(content)
    if kind is None:
        known = ", ".join(ending.lstrip(".") for each in KINDS for ending in each.endings[:1])
        reason = f"The file {name!r} is of no kind that is taken as evidence."
        raise Refused([Problem("facts.evidence_kind", reason, f"Send one of these: {known}; nothing with macros.")])
    ending = PurePath(name).suffix.lower()
    if ending and ending not in kind.endings:
        reason = f"The file {name!r} is {kind.media_type} by its content, and its name says something else."
        remedy = f"Call it {kind.endings[0]}, or send the file that is meant."
        raise Refused([Problem("facts.evidence_kind", reason, remedy)])
    return kind.media_type


def _office(content: bytes) -> ProofKind | None:
    """What is packed: only a list of names is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return _XLSX if "xl/workbook.xml" in names else _DOCX if "word/document.xml" in names else None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return all(sign >= " " or sign in _WHITE for sign in text)

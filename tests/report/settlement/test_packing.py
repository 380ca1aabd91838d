"""A packed PDF says what it said before, also to programs that read it aloud, and what is unknown stays as it is."""

from ctypes import c_ulong, create_string_buffer

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst

from ristorno.report.settlement.packing import packed

SOURCE = """\
#set document(title: "A title")
= Heading
#table(columns: 2, ..range(600).map(n => str(n)))
"""


@pytest.fixture(scope="module")
def plain() -> bytes:
    return bytes(typst.compile(SOURCE.encode(), format="pdf", timestamp=0))


def pages(content: bytes) -> list[tuple[str, list[str]]]:
    """The text of every page, and the kinds of its marks."""
    found = pypdfium2.PdfDocument(content)
    return [(page.get_textpage().get_text_range(), marks(page)) for page in found]


def marks(page: pypdfium2.PdfPage) -> list[str]:
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    waiting = [
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(pdfium.FPDF_StructTree_CountChildren(tree))
    ]
    found = []
    while waiting:
        at = waiting.pop()
        if at:
            name = create_string_buffer(80)
            pdfium.FPDF_StructElement_GetType(at, name, c_ulong(80))
            found.append(name.raw.decode("utf-16-le").rstrip("\0"))
            children = range(pdfium.FPDF_StructElement_CountChildren(at))
            waiting += [pdfium.FPDF_StructElement_GetChildAtIndex(at, n) for n in children]
    pdfium.FPDF_StructTree_Close(tree)
    return found


def test_what_is_packed_reads_the_same_in_a_third_of_the_bytes(plain: bytes) -> None:
    small = packed(plain)
    assert len(small) < len(plain) / 3
    assert pages(small) == pages(plain)
    assert {"H1", "Table", "TD"} <= {mark for _, found in pages(small) for mark in found}
    title = pypdfium2.PdfDocument(small).get_metadata_dict()["Title"]
    assert title == "A title"


def test_packing_twice_gives_the_same_bytes_and_packs_nothing_that_is_packed(plain: bytes) -> None:
    assert packed(plain) == packed(plain)
    assert packed(packed(plain)) == packed(plain)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nnothing", b"startxref\n99999\n%%EOF\n"])
def test_what_is_no_document_of_ours_stays_as_it_is(content: bytes) -> None:
    assert packed(content) == content

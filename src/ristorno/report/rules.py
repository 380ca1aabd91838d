"""The rules of a program as Markdown, and as a fragment of HTML that a page can take in as it stands."""

import re
from collections.abc import Iterable, Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined

from ristorno.engine.rulebook import Entry, Rulebook, Sentence, Table

_INDENT = "  "
_SIGNS = re.compile(r"([\\`*_\[\]<>|#])")
"""Signs that Markdown would read as its own."""


def html(book: Rulebook) -> str:
    """Return the rules as one ``<article>`` with its own few lines of style, nothing loaded from anywhere."""
    environment = Environment(
        loader=PackageLoader("ristorno.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("rules.html.jinja").render(book=book)


def markdown(book: Rulebook) -> str:
    """Return the rules as Markdown."""
    return "\n".join(_lines(book))


def _lines(book: Rulebook) -> Iterator[str]:
    yield f"# {_plain(book.title)}"
    for section in book.sections:
        yield ""
        yield f"## {_plain(section.heading)}"
        for entry in section.entries:
            yield ""
            yield from _entry(book, entry)


def _entry(book: Rulebook, entry: Entry) -> Iterator[str]:
    label = f"**{_plain(entry.label)}.**"
    said = " ".join(_said(book, sentence) for sentence in entry.sentences if not sentence.items)
    yield f"{label} {said}".rstrip()
    for sentence in entry.sentences:
        if sentence.items:
            yield ""
            yield from _listed(book, sentence, "")
    if entry.table is not None:
        yield ""
        yield from _table(book, entry.table)


def _listed(book: Rulebook, sentence: Sentence, indent: str) -> Iterator[str]:
    yield f"{indent}- {_said(book, sentence)}"
    for item in sentence.items:
        yield from _listed(book, item, indent + _INDENT)


def _said(book: Rulebook, sentence: Sentence) -> str:
    return _plain(sentence.text) + (f" *({book.own})*" if sentence.own else "")


def _table(book: Rulebook, table: Table) -> Iterator[str]:
    yield _row(table.columns)
    yield _row("---:" if column in table.numbers else "---" for column in range(len(table.columns)))
    yield from (_row(row) for row in table.rows)
    if table.own:
        yield ""
        yield f"*({book.own})*"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_plain(cell) if cell.strip('-:') else cell for cell in cells)} |"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)

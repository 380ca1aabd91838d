"""The rules as JSON, for whoever shows them in a way of its own."""

from typing import Final

from ristorno.engine.rulebook.book import Entry, Rulebook, Section, Sentence, Table

SCHEMA: Final = "ristorno.rules/1"


def rulebook_record(book: Rulebook) -> dict[str, object]:
    """Return the rules as a document of plain values."""
    return {
        "schema": SCHEMA,
        "language": book.language,
        "title": book.title,
        "sections": [_section(section) for section in book.sections],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "key": section.key,
        "heading": section.heading,
        "entries": [_entry(entry) for entry in section.entries],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key,
        "label": entry.label,
        "sentences": [_sentence(sentence) for sentence in entry.sentences],
        "table": _table(entry.table) if entry.table else None,
    }


def _sentence(sentence: Sentence) -> dict[str, object]:
    return {
        "text": sentence.text,
        "by_agreement": sentence.own,
        "items": [_sentence(item) for item in sentence.items],
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
        "by_agreement": table.own,
    }

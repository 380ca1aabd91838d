"""The rules in plain words: a page made from the terms, in the reader's language, that names all that is counted.

:func:`rulebook` reads one version of the terms as sections of labelled sentences and small tables; whoever shows it
(terminal, Markdown, HTML, JSON) decides on the looks. Words of a kind of mechanic or measure stand beside the kind,
all others in one file for each language. Numbers and days are written as the sentences of an amount write them.
"""

from ristorno.engine.rulebook.altered import Altered, altered
from ristorno.engine.rulebook.book import Entry, Rulebook, Section, Sentence, Table
from ristorno.engine.rulebook.compose import rulebook
from ristorno.engine.rulebook.standing import InForce, in_force, read_for

__all__ = [
    "Altered",
    "Entry",
    "InForce",
    "Rulebook",
    "Section",
    "Sentence",
    "Table",
    "altered",
    "in_force",
    "read_for",
    "rulebook",
]

"""What kinds of mechanics and measures say of themselves, written out.

Roles of placeholders are those of :class:`ristorno.engine.sentences.writer.Writer`, ``counted``: a measure by its
name, with the set that it names, and ``row``: by what of a fact a row is picked.
"""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.rulebook.book import Sentence, Table
from ristorno.engine.rulebook.facts import told_group, told_set
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.said import Grid, Picked, Said, Words
from ristorno.engine.sentences.names import Names
from ristorno.engine.sentences.writer import Writer

_TEXT = frozenset({"", "counted", "row"})


class KindReader:
    """Writes out what the kinds of one clause or ladder say; ``judged`` is the measure that thresholds are of."""

    def __init__(self, reader: Reader, names: Names, measure: MeasureKind, judged: MeasureKind | None = None) -> None:
        self.reader = reader
        self.writer = Writer(reader.words, names, measure.phrase, judged.phrase if judged else None)

    def sentences(self, said: Iterable[Said | Grid], words: Mapping[str, Words]) -> tuple[Sentence, ...]:
        """Return the sentences that a kind says."""
        return tuple(Sentence(self._filled(one, words)) for one in said if isinstance(one, Said))

    def table(self, said: Iterable[Said | Grid], words: Mapping[str, Words]) -> Table | None:
        """Return the table that a kind shows, None where it has none."""
        grid = next((one for one in said if isinstance(one, Grid)), None)
        if grid is None:
            return None
        roles = [role for _, role in grid.columns]
        return Table(
            tuple(words[key][self.reader.language] for key, _ in grid.columns),
            tuple(tuple(map(self.written, row, roles)) for row in grid.rows),
            frozenset(index for index, role in enumerate(roles) if role not in _TEXT),
        )

    def counted(self, measure: MeasureKind) -> str:
        """Return a measure by its name, with the set that it names."""
        name, _ = self.reader.words.measure(measure.phrase)
        if measure.of is None:
            return name
        return self.reader.say("measured.set", name=name, set=told_set(self.reader, measure.of))

    def written(self, value: Any, role: str) -> str:
        """Return a value written as its role says."""
        if role == "counted":
            return self.counted(value)
        if role == "promises":
            return ", ".join(self._promise(name) for name in value)
        return self.row(value) if role == "row" else self.writer.written(value, role)

    def _promise(self, name: str) -> str:
        """Return what people call another promise; one of another version alone has its name."""
        clause = self.reader.terms.clauses.get(name)
        return name if clause is None else self.reader.titled(clause.title, name)

    def row(self, picked: Iterable[Picked]) -> str:
        """Return by what of a fact a row is picked."""
        return self.reader.all_of(self._picked(one) for one in picked)

    def _picked(self, picked: Picked) -> str:
        if picked.value is None:
            return self.reader.say("by.others")
        value = told_group(self.reader, picked.value) if picked.kind == "group" else picked.value
        name = self.reader.ladder(picked.name) if picked.kind == "level" else picked.name
        return self.reader.say(f"by.{picked.kind}", name=name, value=value)

    def _filled(self, said: Said, words: Mapping[str, Words]) -> str:
        text = words[said.key][self.reader.language]
        pieces: list[str] = []
        for plain, name, role, _ in Formatter().parse(text):
            pieces.append(plain)
            if name is not None:
                pieces.append(self.written(said.values[name], role or ""))
        return "".join(pieces)

"""A text is read as it was meant, so all other laws may give the engine the trees that texts stand for."""

from ristorno.kernel.document import read_documents
from strategies.effort import Effort
from strategies.sensible import as_read
from strategies.situations import Situation, situations
from strategies.writing import yaml


def test_documents_are_read_as_they_were_written(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        documents = [situation.program, *situation.agreements]
        assert [each.tree for each in read_documents(yaml(*documents))] == [as_read(each) for each in documents]

    effort.prove(law, situations())

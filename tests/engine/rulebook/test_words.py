"""Words of the rules: all in every language, every choice of the terms with its own, every kind with its own."""

from string import Formatter

import pytest

from engine.rulebook.changing import choices_of
from ristorno.engine.fact import KINDS
from ristorno.engine.measures import MEASURES
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.rulebook import en, ru, th
from ristorno.engine.said import Words
from ristorno.engine.terms.clause import Clause, Rounding
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.reward import Reward, Split
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.engine.terms.terms import Membership
from ristorno.engine.terms.windows import Window

_KINDS = {
    **{f"measure {key}": kind for key, kind in MEASURES.items()},
    **{f"mechanic {k}": v for k, v in MECHANICS.items()},
}


@pytest.mark.parametrize("other", [ru.WORDS, th.WORDS], ids=["ru", "th"])
def test_every_language_has_the_same_words_with_the_same_placeholders(other: Words) -> None:
    assert {key: _places(text) for key, text in other.items()} == {key: _places(text) for key, text in en.WORDS.items()}


@pytest.mark.parametrize("kind", MECHANICS.values(), ids=MECHANICS)
def test_every_mechanic_brings_words_for_its_rules(kind: type) -> None:
    assert kind.RULES, f"{kind.__name__} has no RULES: nobody can read what it promises"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", MEASURES.values(), ids=MEASURES)
def test_every_measure_has_a_name(kind: type) -> None:
    assert kind.WORDS, f"{kind.__name__} has no WORDS: nobody can read what it measures"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", _KINDS.values(), ids=_KINDS)
def test_rules_of_a_kind_stand_in_every_language_with_the_same_placeholders(kind: type) -> None:
    for words in kind.RULES.values():  # type: ignore[attr-defined]
        assert set(words) == set(LANGUAGES)
        assert len({tuple(sorted(_places(text))) for text in words.values()}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fact_has_a_word(kind: str) -> None:
    assert f"kind.{kind}" in en.WORDS


@pytest.mark.parametrize(
    ("model", "field", "key"),
    [
        (Clause, "whose", "whose"),
        (Clause, "count_on", "count_on"),
        (Clause, "change", "change"),
        (Gate, "count_on", "count_on"),
        (Reward, "without_consent", "consent"),
        (Reward, "available", "available"),
        (Rounding, "at", "rounding"),
        (Rounding, "mode", "mode"),
        (Split, "remainder", "remainder"),
        (Ladder, "boundary", "boundary"),
        (Ladder, "kept_until", "kept"),
        (Ladder, "falls", "falls"),
        (Ladder, "level_at", "level_at"),
        (Membership, "join", "members"),
        (Window, "shape", "each"),
        (Window, "shape", "over"),
    ],
)
def test_every_choice_has_words(model: type[Model], field: str, key: str) -> None:
    choices = set(choices_of(model.model_fields[field].annotation))
    if key == "over":
        choices -= {"fact", "document"}
    missing = [f"{key}.{choice}" for choice in choices if f"{key}.{choice}" not in en.WORDS]
    assert not missing, f"the rules have no words for {', '.join(missing)}; add them to all files of words"


def _places(text: str) -> frozenset[str]:
    return frozenset(f"{name}:{role}" for _, name, role, _ in Formatter().parse(text) if name)

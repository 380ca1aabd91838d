"""Nothing that the engine can say is without words: in every language, for every kind, reason and window."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import ristorno.engine
from ristorno.engine.measures import MEASURES
from ristorno.engine.measures.count import Thing
from ristorno.engine.measures.fields import FIELDS
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.phrase import LANGUAGES, Phrase
from ristorno.engine.recompute.giving import GIVING
from ristorno.engine.recompute.pile import ENDINGS, NOTHING_PAID
from ristorno.engine.recompute.settling import SETTLING
from ristorno.engine.sentences.days import Days
from ristorno.engine.sentences.formulas import FORMULAS
from ristorno.engine.sentences.numbers import Numbers
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.engine.terms.conditions import Comparison
from ristorno.engine.terms.windows import Shape, Window, label

_ENGINE = Path(ristorno.engine.__file__).parent
_TELLING = {"measure", "prorate", "tenders", "times", "free", "cap_measure", "blocks", "baseline", "sum"}
_MAKES_STEPS = {"Step", "_note", "_bind"}


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _phrases() -> Mapping[str, Phrase]:
    return {key: phrase for kind in MECHANICS.values() for key, phrase in kind.SENTENCES.items()}


def _kinds() -> Iterator[str]:
    """Yield every kind of step that the engine's source makes by name."""
    for room in ("mechanics", "counting"):
        for file in sorted((_ENGINE / room).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                    if name in _MAKES_STEPS:
                        yield str(node.args[0].value)


@pytest.mark.parametrize("table", ["WORDS", "STEPS", "NOUNS"])
def test_every_language_has_the_same_words(table: str) -> None:
    english, *others = (getattr(import_module(f"ristorno.engine.sentences.{name}"), table) for name in LANGUAGES)
    for other in others:
        assert set(other) == set(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_have_the_same_placeholders(language: str) -> None:
    english, other = (
        import_module("ristorno.engine.sentences.en"),
        import_module(f"ristorno.engine.sentences.{language}"),
    )
    for key, text in english.WORDS.items():
        if key not in {"day", "month"}:
            assert _fields(other.WORDS[key]) == _fields(text), key
    for kind, (name, text) in english.STEPS.items():
        assert [_fields(other.STEPS[kind][0]), _fields(other.STEPS[kind][1])] == [_fields(name), _fields(text)], kind


def test_mechanics_bring_words_in_every_language() -> None:
    for kind, phrase in _phrases().items():
        assert set(phrase.label) == set(phrase.text) == set(LANGUAGES), kind
        assert all(phrase.label.values()), kind
        assert all(phrase.text.values()), kind
        assert len({frozenset(_fields(text)) for text in phrase.text.values()}) == 1, kind


@pytest.mark.parametrize("kind", sorted(MECHANICS))
def test_every_mechanic_has_sentences(kind: str) -> None:
    assert MECHANICS[kind].SENTENCES


def test_every_step_has_words_and_a_check() -> None:
    kinds = {*_kinds(), *NOTHING_PAID}
    said = {key.split(".")[0] for language in LANGUAGES for key in vocabulary(language).steps()}
    assert {"measure", "percent", "by_line", "share", "gate_open"} <= kinds
    assert kinds - said == set()
    assert kinds - {*GIVING, *SETTLING, *NOTHING_PAID, *ENDINGS, *_TELLING} == set()


def test_every_formula_has_words() -> None:
    assert set(FORMULAS) == set(import_module("ristorno.engine.sentences.en").STEPS)


def test_every_reason_to_leave_a_fact_out_has_words() -> None:
    patterns = {
        "ruling/scope.py": r'yield "(\w+)", ',
        "counting/gathering.py": r'(?:setdefault\(|reason = )"(\w+)"',
        "counting/parts.py": r'"(no_\w+)"',
        "counting/lines_told.py": r'"(no_clause|other_person|other_party|other_day|matched|tender|returned)"',
        "counting/times.py": r'"(times_\w+)"',
        "measures/base.py": r'return "(not_measurable)"',
        "measures/others.py": r'return "(not_asked)"',
        "measures/early.py": r'return "(no_due_day)"',
        "measures/sum.py": r'return "(no_conversion)"',
    }
    dates = {"too_early", "too_late"}
    reasons = dates.union(
        *(re.findall(p, (_ENGINE / file).read_text(encoding="utf-8")) for file, p in patterns.items())
    )
    words = import_module("ristorno.engine.sentences.en").WORDS
    assert {f"reason.{reason}" for reason in reasons} == {key for key in words if key.startswith("reason.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_comparison_has_words(language: str) -> None:
    for comparison in get_args(Comparison):
        assert "{bound}" in vocabulary(language).word(comparison)


def test_every_measure_has_a_name() -> None:
    counted = get_args(Thing)
    phrases = {*(f"sum.{field}" for field in FIELDS), *(f"count.{thing}" for thing in counted)}
    phrases |= {"days_early.amount", "overdue_amount", "ratio.share", "ratio.number"}
    named = {phrase: names for kind in MEASURES.values() for phrase, names in kind.WORDS.items()}
    assert phrases <= set(named)
    assert all(set(names.names) == set(LANGUAGES) for names in named.values())
    assert vocabulary("ru").measure("sum.weight") == ("weight", False)
    assert vocabulary("ru").measure("sum.amount - 2 * tax") == ("сумма − 2 × налог", True)
    assert vocabulary("ru").measure("count.party.distributor") == ("число разных «distributor»", False)


_LABELS = [
    ("2026-03-31", "31 March 2026", "31 марта 2026", "31 มีนาคม ค.ศ. 2026"),
    ("2026-W05", "week 5 of 2026", "5-я неделя 2026 года", "สัปดาห์ที่ 5 ค.ศ. 2026"),
    ("2026-01-H1", "1 January 2026 – 15 January 2026", "1 января 2026 – 15 января 2026", None),
    ("2028-02-H2", "16 February 2028 – 29 February 2028", "16 февраля 2028 – 29 февраля 2028", None),
    ("2026-01", "January 2026", "январь 2026", "มกราคม ค.ศ. 2026"),
    ("2026-Q1", "Q1 2026", "1-й квартал 2026", "ไตรมาส 1 ค.ศ. 2026"),
    ("2026-H2", "H2 2026", "2-е полугодие 2026", "ครึ่งปีที่ 2 ค.ศ. 2026"),
    ("2026", "2026", "2026 год", "ปี ค.ศ. 2026"),
    ("lifetime", "all time", "всё время", "ตลอดเวลา"),
    ("2026-03-10..2026-03-20", "10 March 2026 – 20 March 2026", "10 марта 2026 – 20 марта 2026", None),
    ("2026-04-01..2026-06-30", "Q2 2026", "2-й квартал 2026", "ไตรมาส 2 ค.ศ. 2026"),
    ("2026-04-01..2027-03-31", "1 April 2026 – 31 March 2027", "1 апреля 2026 – 31 марта 2027", None),
]


@pytest.mark.parametrize(("name", "en", "ru", "th"), _LABELS)
def test_windows_in_words(name: str, en: str, ru: str, th: str | None) -> None:
    said = {language: Days(language, vocabulary(language).word).window(name) for language in LANGUAGES}
    assert (said["en"], said["ru"]) == (en, ru)
    assert th is None or said["th"] == th


@pytest.mark.parametrize("shape", get_args(Shape))
def test_every_window_has_words(shape: Shape) -> None:
    day = date(2026, 2, 17)
    window = Window(shape=shape, months=2, first=date(2026, 2, 1), last=date(2026, 2, 20))
    name = label(window, window.whole(day))
    for language in ("ru", "th"):
        assert Days(language, vocabulary(language).word).window(name) != name


_NUMBERS = [
    (Decimal("1234567.5"), "1,234,567.50", "1\u00a0234\u00a0567,50"),
    (Decimal("-0.5"), "-0.50", "-0,50"),
    (Decimal("12.3456"), "12.3456", "12,3456"),
    (Decimal("3.00"), "3.00", "3,00"),
    (Fraction(23, 5), "4.60", "4,60"),
    (Fraction(2, 3), "≈\u00a00.6667", "≈\u00a00,6667"),
]


@pytest.mark.parametrize(("value", "en", "ru"), _NUMBERS)
def test_numbers_are_never_rounded_unsaid(value: Decimal | Fraction, en: str, ru: str) -> None:
    assert (Numbers("en").number(value, 2), Numbers("ru").number(value, 2)) == (en, ru)


def test_money_by_its_symbol() -> None:
    said = [Numbers(language).money(Decimal("-1234.5"), "RUB") for language in LANGUAGES]
    assert said == ["-₽1,234.50", "-1\u00a0234,50\u00a0₽", "-₽1,234.50"]
    assert Numbers("en").money(Fraction(-2, 3), "EUR") == "≈\u00a0-€0.6667"
    assert Numbers("en").money(Decimal(5), "PLN") == "5.00\u00a0PLN"
    assert Numbers("th").money(Decimal(1500), "THB", 0) == "฿1,500"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1", "1 строка"),
        ("2", "2 строки"),
        ("5", "5 строк"),
        ("11", "11 строк"),
        ("21", "21 строка"),
        ("1.5", "1,5 строки"),
    ],
)
def test_russian_plurals(number: str, said: str) -> None:
    numbers = Numbers("ru")
    value = Decimal(number)
    assert vocabulary("ru").noun("lines", numbers.plural(value)).format(n=numbers.number(value)) == said

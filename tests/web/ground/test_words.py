"""Words of pages: every one in all languages, with the same blanks, none twice, and none that no page says."""

import re
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

import ristorno.web
from ristorno.engine.sentences.names import Names
from ristorno.report.words import LANGUAGES
from ristorno.report.workbook.words import words_of
from ristorno.web.ground.voice import TABLES, language_of, voice, words

_BLANK = re.compile(r"\{(\w+)\}")
_COUNTED = re.compile(r"(.+)\.(one|few|many|other)")
_PUT_TOGETHER = ("refused.", "reason.facts.", "account.done.", "account.recovery.",
                 "nav.", "role.", "invitation.", "done.",
                 "claims.state.", "history.column.",
                 "rewards.state.", "programs.state.", "channel.", "messages.", "offers.state.",
                 "order.state.", "home.days_left.",
                 "console.nav.", "console.role.", "console.topic.", "console.about.", "console.kind.", "console.done.",
                 "console.outcome.", "console.fact.", "console.statement.", "console.draft.", "console.policy.",
                 "console.accruals.state.", "console.subject.", "console.rewards.",
                 "console.about_event.", "console.event.",
                 "console.part.", "console.field.", "console.choice.", "console.language.", "console.starter.",
                 "console.meaning.",
                 "console.today.waiting.")  # fmt: skip
"""Beginnings of keys that the source puts together from parts."""


def blanks(text: str) -> set[str]:
    return set(_BLANK.findall(text))


@pytest.mark.parametrize("key", sorted(words()))
def test_a_text_is_there_in_every_language_with_the_same_blanks(key: str) -> None:
    texts = words()[key]
    assert set(texts) == {*LANGUAGES}
    assert all(text.strip() for text in texts.values())
    assert {frozenset(blanks(text)) for text in texts.values()} == {frozenset(blanks(texts["en"]))}


def test_no_key_stands_in_two_tables() -> None:
    counted = Counter(key for table in TABLES for key in words_of(table))
    assert [key for key, count in counted.items() if count > 1] == []


def test_every_text_is_said_somewhere() -> None:
    folder = Path(str(files(ristorno.web)))
    source = "".join(path.read_text("utf-8") for kind in ("*.py", "*.jinja") for path in folder.rglob(kind))
    idle = [key for key in words() if f'"{key}"' not in source and not key.startswith(_PUT_TOGETHER)]
    assert idle == []


@pytest.mark.parametrize(
    ("count", "en", "ru"),
    [
        (1, "1 day left", "Остался 1 день"),
        (3, "3 days left", "Осталось 3 дня"),
        (11, "11 days left", "Осталось 11 дней"),
    ],
)
def test_things_are_counted_as_each_language_does(count: int, en: str, ru: str) -> None:
    assert (voice("en").counted("home.days_left", count), voice("ru").counted("home.days_left", count)) == (en, ru)


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [(["th-TH", "en"], "th"), (["de", "ru"], "ru"), (["", "*"], "en"), (["ru_RU"], "en"), ([], "en")],
)
def test_the_first_language_that_is_spoken_here_is_taken(wanted: list[str], spoken: str) -> None:
    assert language_of(*wanted) == spoken


@pytest.mark.parametrize(
    ("count", "said"), [("1", "1 балл"), ("32", "32 балла"), ("165", "165 баллов"), ("0", "0 баллов")]
)
def test_units_are_counted_as_explanations_count_them(count: str, said: str) -> None:
    points = Names(unit="PTS", unit_name="баллы")
    assert voice("ru").amount(Decimal(count), points).replace("\u00a0", " ") == said


def test_pieces_are_told_as_explanations_tell_them() -> None:
    assert voice("en").amount(Decimal(2), Names(unit="cup", unit_name="Cup", pieces=True)) == "2\u00a0×\u00a0Cup"

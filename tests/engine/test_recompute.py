"""The partner's check: every amount follows from its record, and a changed digit anywhere in it is noticed."""

import copy
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path as File
from typing import Any

import pytest

from engine.situation import Situation
from engine.situations import SITUATIONS
from ristorno.engine.documented import accrual_record
from ristorno.engine.recompute import Disagreement, disagreements, recompute
from ristorno.engine.recompute.giving import GIVING
from ristorno.engine.recompute.pile import ENDINGS, NOTHING_PAID
from ristorno.engine.recompute.settling import SETTLING

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"-?\d+(\.\d+)?(/\d+)?")
_FACTORS = {"of", "was", "result", "rate", "gives", "factor", "per_unit", "step", "brought"}
"""Details that are multiplied: where one of a product is 0, nothing can tell what the other was."""


def _record(situation: Situation) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.dumps(accrual_record(situation.accrual)))
    return record


def _numbers(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every number in a record; an id and the name of a window, such as 2026, are none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _numbers(inner, (*path, index))
    elif isinstance(value, str) and _NUMBER.fullmatch(value) and path[-1] not in {"member", "window"}:
        yield path


def _at(record: dict[str, Any], path: Path) -> Any:
    value: Any = record
    for key in path:
        value = value[key]
    return value


def _changed(record: dict[str, Any], path: Path, digit: int) -> dict[str, Any]:
    """Return the record with one digit of a number made one larger."""
    changed = copy.deepcopy(record)
    text = _at(record, path)
    _at(changed, path[:-1])[path[-1]] = text[:digit] + str((int(text[digit]) + 1) % 10) + text[digit + 1 :]
    return changed


def _hidden(record: dict[str, Any], path: Path) -> bool:
    """Return whether a number is multiplied by nothing: the step gives 0, so any factor would do.

    How many facts may count bounds those of other windows too, which a record does not hold.
    """
    if path[-2:] == ("details", "n"):
        return True
    if "details" not in path or path[-1] not in _FACTORS:
        return False
    details = _at(record, path[: path.index("details") + 1])
    result = _at(record, (*path[: path.index("details")], "result"))
    return Fraction(result) == 0 or details.get("of") == "0"


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_the_amount_follows_from_its_record(situation: Situation) -> None:
    record = _record(situation)
    assert disagreements(record) == ()
    assert recompute(record) == situation.accrual.amount


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_changed_digit_is_noticed(situation: Situation) -> None:
    record = _record(situation)
    unnoticed = [
        (path, changed)
        for path in _numbers(record)
        for digit, character in enumerate(_at(record, path))
        if character.isdigit() and not _hidden(record, path)
        if not disagreements(changed := _changed(record, path, digit))
    ]
    assert [("/".join(map(str, path)), _at(changed, path)) for path, changed in unnoticed] == []


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_missing_step_is_noticed(situation: Situation) -> None:
    record = _record(situation)
    for index, step in enumerate(record["explanation"]["steps"]):
        changed = copy.deepcopy(record)
        del changed["explanation"]["steps"][index]
        assert disagreements(changed) or _idle(step), step


def _idle(step: dict[str, Any]) -> bool:
    """Return whether a step only says what holds without it: a rounding of what is round, a bound on the measure."""
    return step["kind"] in {"cap_measure", "prorate", "in_advance"} or (
        step["kind"] == "round" and Fraction(step["details"]["was"]) == Fraction(step["result"])
    )


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_missing_fact_is_noticed(situation: Situation) -> None:
    record = _record(situation)
    for index in range(len(record["explanation"]["counted"])):
        changed = copy.deepcopy(record)
        del changed["explanation"]["counted"][index]
        assert disagreements(changed)


def test_a_disagreement_tells_the_place() -> None:
    record = _record(SITUATIONS[0])
    record["explanation"]["steps"][1]["details"]["rate"] = "0.03"
    with pytest.raises(Disagreement, match=r"step 2 \(bracket\), result: says 29874.8682, but 44812.3023 follows"):
        recompute(record)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({}, "record: explanation is missing"),
        ({"explanation": {}}, "explanation: steps is missing"),
        ({"explanation": {"steps": "none"}}, "explanation: steps must be a list"),
        ({"explanation": {"steps": [{"kind": "percent"}]}}, r"step 1 \(percent\): details is missing"),
        ({"explanation": {"steps": [], "counted": []}}, "steps: 0 amounts are left at the end"),
        (
            {"explanation": {"steps": [{"kind": "percent", "result": 1.5, "details": {}}], "counted": []}},
            r"step 1 \(percent\), result: a number must be written as text, found 1.5",
        ),
        (
            {"explanation": {"steps": [{"kind": "percent", "result": "1/0", "details": {}}], "counted": []}},
            r"step 1 \(percent\), result: '1/0' is not a number",
        ),
        (
            {"explanation": {"steps": [{"kind": "percent", "result": "1", "details": {}}], "counted": []}},
            r"step 1 \(percent\): nothing was measured before",
        ),
    ],
)
def test_a_broken_record_is_told(broken: dict[str, Any], says: str) -> None:
    with pytest.raises(Disagreement, match=says):
        recompute(broken)


def test_a_step_of_an_unknown_kind_is_not_believed() -> None:
    record = _record(SITUATIONS[0])
    record["explanation"]["steps"].append({"kind": "gift", "result": "1000000", "details": {}})
    with pytest.raises(Disagreement, match=r"step 4 \(gift\): a step of this kind cannot be checked"):
        recompute(record)


def test_the_reference_shows_a_true_record_and_every_kind_of_step() -> None:
    page = (File(__file__).parents[2] / "docs/reference/explanation.md").read_text(encoding="utf-8")
    shown = json.loads(page.split("```json\n")[1].split("```")[0])
    accrual = SITUATIONS[0].accrual
    assert shown == json.loads(json.dumps(accrual_record(accrual, "en")))
    assert recompute(shown) == accrual.amount
    kinds = {
        *GIVING,
        *SETTLING,
        *NOTHING_PAID,
        *ENDINGS,
        "measure",
        "prorate",
        "tenders",
        "times",
        "free",
        "cap_measure",
        "baseline",
        "sum",
    }
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in page] == []

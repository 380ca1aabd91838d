"""Kinds as files: found without a list, in alphabetical order."""

import sys
from pathlib import Path

import pytest

from ristorno.engine.measures import MEASURES
from ristorno.engine.mechanics import MECHANICS
from ristorno.kernel.registry import Registry


class Animal:
    """The base of the kinds of these tests."""


def _package(root: Path, name: str, **modules: str) -> str:
    (root / name).mkdir()
    (root / name / "__init__.py").write_text("")
    for module, text in modules.items():
        (root / name / f"{module}.py").write_text(text)
    return name


def test_a_new_file_is_a_new_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    head = "from test_registry import Animal\n"
    package = _package(
        tmp_path,
        "zoo_of_three",
        zebra=f"{head}class Zebra(Animal):\n    KEY = 'zebra'\n",
        ape=f"{head}class Ape(Animal):\n    KEY = 'ape'\n",
        base=f"{head}class Beast(Animal):\n    pass\n",
        other="class Stone:\n    KEY = 'stone'\n",
    )
    monkeypatch.setitem(sys.modules, "test_registry", sys.modules[__name__])
    kinds: Registry[Animal] = Registry(package, Animal)
    assert list(kinds) == ["ape", "zebra"]
    assert kinds["ape"].__name__ == "Ape"
    assert len(kinds) == 2
    assert "stone" not in kinds


def test_every_mechanic_and_measure_is_there() -> None:
    calculated = ["brackets", "every_nth", "fixed", "growth", "package", "per_step", "per_unit", "percent"]
    compared = ["draw", "rank", "share"]
    assert list(MECHANICS) == sorted([*calculated, *compared])
    of_facts, of_others = ["count", "days_early", "overdue_amount", "ratio", "sum"], ["points_earned", "result_of"]
    assert sorted(MEASURES) == sorted([*of_facts, *of_others])
    assert all(key == kind.KEY for key, kind in MECHANICS.items())

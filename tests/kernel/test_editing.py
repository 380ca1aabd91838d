"""A YAML text changed in one place: the tree becomes what was meant, and every other sign of the text stays."""

from collections.abc import Callable
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ristorno.kernel.document import Path, Tree, read_document
from ristorno.kernel.editing import at, drop, insert, put
from ristorno.kernel.problem import Refused

PROGRAM = """\
# What dealers are promised.
program: dealers   # the id
clauses:
  quarterly:  # paid after the quarter
    title: "Quarterly: bonus"
    # the table of 2026
    mechanic:
      brackets:
        mode: retroactive
        rates:
          1_000: 1 %    # from the first thousand
          # as agreed in March
          5_000: 2 %
    limits: {cap: 10_000, per: window}  # at most

  monthly: {window: month, mechanic: {percent: 1 %}}
# the end
"""
RATES = ("clauses", "quarterly", "mechanic", "brackets", "rates")


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("clauses", "monthly", "mechanic", "percent"), "1.5 %", "{percent: 1 %}", "{percent: 1.5 %}"),
        ((*RATES, "1_000"), "1.2 %", "1_000: 1 %  ", "1_000: 1.2 %  "),
        (("clauses", "quarterly", "title"), "Bonus, new", '"Quarterly: bonus"', '"Bonus, new"'),
        (("clauses", "quarterly", "limits", "floor"), "5", "per: window}", "per: window, floor: 5}"),
        (("clauses", "monthly", "limits", "cap"), "7", "{percent: 1 %}}", "{percent: 1 %}, limits: {cap: 7}}"),
        ((*RATES, "9_000"), "3 %", "          5_000: 2 %", "          5_000: 2 %\n          9_000: 3 %"),
        (("title",), "Club", "\n# the end", "\ntitle: Club\n# the end"),
    ],
)
def test_one_value_is_put_and_nothing_else_moves(path: tuple[str, ...], value: str, old: str, new: str) -> None:
    assert put(PROGRAM, path, value) == PROGRAM.replace(old, new)


def test_rows_that_stay_keep_their_comments() -> None:
    changed = put(PROGRAM, RATES, {"1_000": "1 %", "6_000": "2 %"})
    assert "1_000: 1 %    # from the first thousand" in changed
    assert at(read_document(changed).tree, RATES) == {"1_000": "1 %", "6_000": "2 %"}
    assert "5_000" not in changed


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ((*RATES, "1_000"), "1_000: 1 %    # from the first thousand\n          # as agreed in March\n          ", ""),
        ((*RATES, "5_000"), "\n          # as agreed in March\n          5_000: 2 %", ""),
        (("clauses", "quarterly", "limits", "per"), ", per: window", ""),
        (("clauses", "quarterly", "limits", "cap"), "cap: 10_000, ", ""),
        (("clauses", "monthly", "mechanic", "percent"), "{percent: 1 %}", "{}"),
    ],
)
def test_a_pair_goes_with_what_is_said_of_it(path: tuple[str, ...], old: str, new: str) -> None:
    changed = drop(PROGRAM, path)
    assert at(read_document(changed).tree, path) is None
    if "1_000" not in path:
        assert changed == PROGRAM.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: {}  # none\nz: 1\n", "a:  # none\n  b:\n    c: {d: 1}\n    e: x\nz: 1\n"),
        ("z: 1\n", "z: 1\na:\n  b:\n    c: {d: 1}\n    e: x\n"),
        ("a:\n  y: 1  # one\n\nz: 1\n", "a:\n  y: 1  # one\n  b:\n    c: {d: 1}\n    e: x\n\nz: 1\n"),
        ("a: {y: 1}\n", "a: {y: 1, b: {c: {d: 1}, e: x}}\n"),
        ("- {}\n", None),
    ],
)
def test_something_new_stands_line_by_line_where_lines_stand(old: str, new: str | None) -> None:
    value: Tree = {"c": {"d": "1"}, "e": "x"}
    if new is None:
        with pytest.raises(Refused):
            insert(old, ("a", "b"), value)
    else:
        assert insert(old, ("a", "b"), value) == new


def test_the_last_that_went_leaves_room_for_the_next() -> None:
    assert insert(drop("a:\n  # why\n  b: 1\n", ("a", "b")), ("a", "c"), {"d": "1"}) == "a:\n  # why\n  c:\n    d: 1\n"


def test_what_is_the_same_is_left_alone() -> None:
    assert put(PROGRAM, ("program",), "dealers") == PROGRAM
    assert drop(PROGRAM, ("nothing", "here")) == PROGRAM


@pytest.mark.parametrize(
    "text",
    ["a: &x {b: 1}\nc: *x\n", "a: 1\n---\nb: 2\n", "", "- 1\n"],
)
def test_what_is_written_too_artfully_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        put(text, ("c", "b"), "2")


KEYS = st.sampled_from(["a", "b", "1_000", "key with space", "no"])
SCALARS = st.one_of(
    st.sampled_from(
        ["2 %", "1_500", "2026-07-01", "no", "", "x: y", "# no comment", "'", '"', "a, b", "-", "- a", "ไทย"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8),
)
MAPPINGS: st.SearchStrategy[Tree] = st.recursive(
    st.dictionaries(KEYS, SCALARS, min_size=1, max_size=4),
    lambda inner: st.dictionaries(KEYS, st.one_of(SCALARS, inner), min_size=1, max_size=4),
    max_leaves=12,
)


def written(tree: Tree, style: bool | None) -> str:
    stream, writer = StringIO(), YAML()
    writer.default_flow_style = style
    writer.dump(tree, stream)
    return stream.getvalue()


@given(MAPPINGS, st.lists(KEYS, min_size=1, max_size=3), st.one_of(SCALARS, MAPPINGS), st.sampled_from([True, False]))
def test_what_comes_out_is_what_was_meant(tree: dict[str, Tree], path: list[str], value: Tree, style: bool) -> None:
    for change in (put, insert):
        comes_out_as_meant(change, tree, path, value, style=style)


def comes_out_as_meant(
    change: Callable[[str, Path, Tree], str], tree: dict[str, Tree], path: list[str], value: Tree, *, style: bool
) -> None:
    text = written(tree, style)
    before = read_document(text).tree
    if any(isinstance(at(before, tuple(path[:length])), str) for length in range(1, len(path))):
        with pytest.raises(Refused):  # a scalar on the way is no place for more
            change(text, tuple(path), value)
        return
    after = read_document(change(text, tuple(path), value)).tree
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert at(after, tuple(path)) == value
    assert {key: each for key, each in after.items() if key != path[0]} == {
        key: each for key, each in before.items() if key != path[0]
    }


@given(MAPPINGS, st.data(), st.sampled_from([True, False]))
def test_what_is_dropped_is_gone_alone(tree: dict[str, Tree], data: st.DataObject, style: bool) -> None:
    text = written(tree, style)
    before = read_document(text).tree
    assert isinstance(before, dict)
    key = data.draw(st.sampled_from(sorted(before)))
    assert read_document(drop(text, (key,))).tree == {name: each for name, each in before.items() if name != key}

"""What differs is laid over what is common: mappings merge, tables are replaced whole."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.terms.merging import TABLES, merge
from ristorno.kernel.document import Tree

names = st.sampled_from(("clauses", "alpha", "limits", "cap", "floor", "rates", "window", "mechanic", "percent", "x"))
trees: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(("1", "2 %", "none", "month")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(names, trees, max_size=3)


def test_mappings_merge_key_by_key_and_tables_are_replaced() -> None:
    common: Tree = {
        "clauses": {
            "q": {
                "window": "quarter",
                "limits": {"cap": "100", "floor": "1"},
                "mechanic": {"brackets": {"mode": "marginal", "rates": {"0": "1 %", "500": "2 %"}}},
            }
        }
    }
    differs: Tree = {"clauses": {"q": {"limits": {"cap": "200"}, "mechanic": {"brackets": {"rates": {"9": "3 %"}}}}}}
    assert merge(common, differs) == {
        "clauses": {
            "q": {
                "window": "quarter",
                "limits": {"cap": "200", "floor": "1"},
                "mechanic": {"brackets": {"mode": "marginal", "rates": {"9": "3 %"}}},
            }
        }
    }


def test_rows_take_the_place_of_rates() -> None:
    common: Tree = {"mechanic": {"brackets": {"mode": "total", "rates": {"0": "1 %"}}}}
    differs: Tree = {"mechanic": {"brackets": {"rows": [{"from": "0", "fixed": "5"}]}}}
    assert merge(common, differs) == {
        "mechanic": {"brackets": {"mode": "total", "rows": [{"from": "0", "fixed": "5"}]}}
    }


def test_another_mechanic_takes_the_place_of_the_old_one() -> None:
    assert merge({"mechanic": {"percent": "3 %"}}, {"mechanic": {"fixed": "100"}}) == {"mechanic": {"fixed": "100"}}


def test_none_takes_a_clause_and_a_bound_away() -> None:
    common: Tree = {"clauses": {"a": {"limits": {"cap": "1", "floor": "1"}}, "b": {"window": "month"}}}
    assert merge(common, {"clauses": {"b": "none", "a": {"limits": {"cap": "none"}}}}) == {
        "clauses": {"a": {"limits": {"floor": "1"}}}
    }


def test_a_member_or_a_group_may_be_called_none() -> None:
    assert merge({"title": "x"}, {"title": "none"}) == {"title": "none"}


@given(mappings, mappings)
def test_both_documents_stay_as_they_are(common: dict[str, Tree], differs: dict[str, Tree]) -> None:
    before = json.dumps((common, differs))
    merge(common, differs)
    assert json.dumps((common, differs)) == before


@given(mappings)
def test_nothing_that_differs_changes_nothing(common: dict[str, Tree]) -> None:
    assert merge(common, {}) == common


@given(mappings, mappings.filter(lambda tree: "none" not in str(tree)))
def test_saying_it_twice_says_no_more(common: dict[str, Tree], differs: dict[str, Tree]) -> None:
    once = merge(common, differs)
    assert isinstance(once, dict)
    assert merge(once, differs) == once


@given(st.sampled_from(sorted(TABLES)), mappings, mappings)
def test_a_table_is_never_half_old(name: str, old: dict[str, Tree], new: dict[str, Tree]) -> None:
    merged = merge({name: old}, {name: new})
    assert isinstance(merged, dict)
    assert merged[name] == new

"""The tools that make and check the docs notice what they are there to notice."""

from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import pytest
from docs.tools import check, codes, links, pages
from docs.tools.fields import examples
from docs.tools.words import words
from pydantic import TypeAdapter

from ristorno.engine.measures import MEASURES
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.windows import Shape
from ristorno.kernel.document import read_documents
from ristorno.kernel.problem import Refused
from ristorno.templates import Template


def _models(base: type[Model]) -> dict[str, type[Model]]:
    found = {model.__name__: model for model in base.__subclasses__()}
    return {**found, **{name: model for each in found.values() for name, model in _models(each).items()}}


EXAMPLES = [
    (model, field, str(text))
    for model, fields in examples().items()
    if model in _models(Model)
    for field, text in fields.items()
]


@pytest.mark.parametrize(("name", "field", "text"), EXAMPLES, ids=lambda value: str(value)[:30])
def test_an_example_is_read_as_it_stands(name: str, field: str, text: str) -> None:
    model = _models(Model)[name]
    key = next(key for key, part in model.model_fields.items() if field in {key, part.alias})
    tree = read_documents(f"{field}: {text}")[0].tree
    assert isinstance(tree, dict)
    annotation: Any = Annotated[get_type_hints(model, include_extras=True)[key], "as the model has it"]
    assert TypeAdapter(annotation).validate_python(tree[field]) is not None


def test_there_are_examples_of_all_kinds() -> None:
    assert set(examples()["measures"]) == set(MEASURES)
    assert set(examples()["mechanics"]) == set(MECHANICS)
    assert set(examples()["windows"]) == set(get_args(Shape))
    assert len(EXAMPLES) > 100


def test_a_type_without_words_is_noticed() -> None:
    with pytest.raises(ValueError, match="no words"):
        words(bytes)


def test_codes_are_found_wherever_they_stand() -> None:
    found = codes.codes()
    for code in ("terms.rows_order", "yaml.malformed", "facts.foreign_currency", "terms.value", "terms.unknown_*"):
        assert code in found
    for code in ("intake.open_quote", "intake.double_line", "intake.no_facts", "usage.unknown_member"):
        assert code in found
    with pytest.raises(Refused) as refused:
        read_documents("a: [")
    assert refused.value.problems[0].code in found


def test_a_code_without_text_and_a_text_without_code_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(check.unexplained_codes()) == []
    monkeypatch.setattr(check, "codes", lambda: {"terms.brand_new": "engine/new.py"})
    assert any("no text for the code terms.brand_new" in complaint for complaint in check.unexplained_codes())
    monkeypatch.undo()
    monkeypatch.setattr(check, "errors", lambda: {**pages.errors(), "More": {"terms.long_gone": {}}})
    assert list(check.unexplained_codes()) == [
        "docs/reference/errors.yaml: nothing in the source has the code terms.long_gone"
    ]


def test_a_template_without_section_or_case_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(check.untold_templates()) == []
    monkeypatch.setattr(check, "all_templates", lambda: (Template("brand-new", "", "", ""),))
    assert len(list(check.untold_templates())) == 3


def test_a_kind_without_case_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(check.kinds_without_case()) == []
    monkeypatch.setattr(check, "MECHANICS", {"brand_new": object})
    assert list(check.kinds_without_case()) == ["tests/cases: no case uses brand_new"]


def test_a_stale_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "pages", lambda: {"kinds.md": "other\n", "never.md": "new\n"})
    assert [complaint.partition(":")[0] for complaint in check.stale_pages()] == [
        "docs/reference/kinds.md",
        "docs/reference/never.md",
    ]


def test_broken_links_and_lonely_pages_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Top\n[a](docs/index.md) [b](docs/none.md) [c](#top) [d](#bottom)\n")
    (tmp_path / "docs/index.md").write_text("# One, two & three\n[w](https://example.org) [e](#one-two--three)\n")
    (tmp_path / "docs/lonely.md").write_text("# Lonely\n```text\n[x](nowhere.md)\n```\n")
    assert list(links.broken_links(tmp_path)) == [
        "README.md: the link to docs/none.md leads to nothing.",
        "README.md: the link to #bottom names no heading there.",
    ]
    assert list(links.unreachable_pages(tmp_path)) == ["docs/lonely.md: no page leads here"]

"""Programs to begin with: complete, commented, each with a worked example.

A template is a file ``ID.yaml`` in this package, with ``ID.agreements.yaml`` beside it where it needs agreements.
Its head comment tells what it is: the first line is the title, the first paragraph after it the summary.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import dropwhile, takewhile

from ristorno.kernel.problem import Problem, Refused, near

_AGREEMENTS = ".agreements.yaml"
_PROGRAM = ".yaml"
_STARTER = "starter"


@dataclass(frozen=True, slots=True)
class Template:
    """A program ready to copy: ``text`` is its YAML, ``agreements`` the YAML of agreements beside it, if any."""

    id: str
    title: str
    summary: str
    text: str
    agreements: str | None = None


def all_templates() -> tuple[Template, ...]:
    """Return the templates in alphabetical order; the starter program is not one of them."""
    names = sorted(entry.name for entry in files(__name__).iterdir())
    programs = [name for name in names if name.endswith(_PROGRAM) and not name.endswith(_AGREEMENTS)]
    return tuple(_read(name.removesuffix(_PROGRAM)) for name in programs if name != _STARTER + _PROGRAM)


def find(name: str) -> Template:
    """Return the template of an id. Raises :class:`Refused` with a near name where there is none."""
    templates = {template.id: template for template in all_templates()}
    if name not in templates:
        reason = f"There is no template {name!r}."
        raise Refused([Problem("templates.unknown", reason, near(name, templates))])
    return templates[name]


def starter_text() -> str:
    """Return the commented program that a new user begins with."""
    return _read(_STARTER).text


def _read(name: str) -> Template:
    folder = files(__name__)
    text = (folder / (name + _PROGRAM)).read_text(encoding="utf-8")
    beside = folder / (name + _AGREEMENTS)
    title, summary = _head(text)
    return Template(name, title, summary, text, beside.read_text(encoding="utf-8") if beside.is_file() else None)


def _head(text: str) -> tuple[str, str]:
    """Return the first line of the head comment and its first paragraph, as one line."""
    comment = [line.removeprefix("#").strip() for line in takewhile(_is_comment, text.splitlines())]
    return comment[0], " ".join(_paragraph(comment[1:]))


def _is_comment(line: str) -> bool:
    return line.startswith("#")


def _paragraph(lines: list[str]) -> Iterator[str]:
    return takewhile(bool, dropwhile(lambda line: not line, lines))

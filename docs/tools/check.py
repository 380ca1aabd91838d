"""``python -m docs.tools.check``: fails when the docs lag behind the code.

Generated pages must be fresh; every code of a refusal must be explained, every template have its section and its two
cases, every mechanic and measure a case; every link must lead somewhere and every page be reachable.
"""

import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from docs.tools.codes import codes, words
from docs.tools.fields import REFERENCE
from docs.tools.links import anchors, broken_links, unreachable_pages
from docs.tools.pages import errors, pages

from ristorno.engine.benefits import BENEFITS
from ristorno.engine.measures import MEASURES
from ristorno.engine.mechanics import MECHANICS
from ristorno.templates import all_templates

ROOT = Path(__file__).parent.parent.parent


def complaints() -> Iterator[str]:
    """Yield a sentence for everything that is missing, stale or broken."""
    yield from stale_pages()
    yield from unexplained_codes()
    yield from untold_templates()
    yield from kinds_without_case()
    yield from broken_links(ROOT)
    yield from unreachable_pages(ROOT)


def stale_pages() -> Iterator[str]:
    """Yield the generated pages that differ from what the code says."""
    for name, text in pages().items():
        path = REFERENCE / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(ROOT)}: stale; run `make docs`"


def unexplained_codes() -> Iterator[str]:
    """Yield codes of the source without a text, and texts without a code."""
    explained = {code for group in errors().values() for code in group}
    found = codes()
    for code, file in found.items():
        if not any(fnmatchcase(known, code) for known in explained):
            yield f"docs/reference/errors.yaml: no text for the code {code} ({file})"
    known = words()
    for code in sorted(explained):
        if code not in known and not any("*" in pattern and fnmatchcase(code, pattern) for pattern in found):
            yield f"docs/reference/errors.yaml: nothing in the source has the code {code}"


def untold_templates() -> Iterator[str]:
    """Yield templates without a section in the guide, without worked example or changed case."""
    told = anchors(ROOT / "docs" / "guides" / "templates.md")
    cases = {path.stem.partition("-")[2] for path in (ROOT / "tests" / "cases" / "templates").glob("*.case")}
    for template in all_templates():
        if template.id not in told:
            yield f"docs/guides/templates.md: no section for the template {template.id}"
        for name in (template.id, f"{template.id}-changed"):
            if name not in cases:
                yield f"tests/cases/templates: no case e..-{name}"


def kinds_without_case() -> Iterator[str]:
    """Yield mechanics, measures and benefits that no case uses."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "cases").rglob("*.case"))
    for kind in (*MECHANICS, *MEASURES, *BENEFITS):
        if f"{{{kind}:" not in text and f" {kind}:\n" not in text:
            yield f"tests/cases: no case uses {kind}"


def main() -> int:
    """Print what is wrong; return the exit code."""
    found = list(complaints())
    for sentence in found:
        sys.stderr.write(f"{sentence}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

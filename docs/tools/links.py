"""Links between pages: every file and every heading that is linked to must be there."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
_SKIPPED = frozenset({".venv", "out", "node_modules"})


def markdown_pages(root: Path) -> tuple[Path, ...]:
    """Return every page of the project."""
    found = (*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("benchmarks/**/*.md"))
    return tuple(sorted(path for path in found if not _SKIPPED & set(path.relative_to(root).parts)))


def broken_links(root: Path) -> Iterator[str]:
    """Yield a sentence for every link into the project that leads nowhere."""
    for page in markdown_pages(root):
        for target in links(page):
            problem = _problem(page, target)
            if problem:
                yield f"{page.relative_to(root)}: the link to {target} {problem}"


def unreachable_pages(root: Path) -> Iterator[str]:
    """Yield a sentence for every page of the docs to which nothing leads from the README or the first page."""
    reached: set[Path] = set()
    waiting = [root / "README.md", root / "docs" / "index.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += [page.parent / target.partition("#")[0] for target in links(page) if _is_inner(target)]
    for page in markdown_pages(root):
        # Decisions are a log that is read as a folder.
        if page.resolve() not in reached and page.parent.name != "decisions":
            yield f"{page.relative_to(root)}: no page leads here"


def links(page: Path) -> tuple[str, ...]:
    """Return the targets of a page's links, code left out."""
    return tuple(found["target"] for found in _LINK.finditer(_prose(page)))


def _prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def _is_inner(target: str) -> bool:
    return "://" not in target and not target.startswith("mailto:")


def _problem(page: Path, target: str) -> str:
    if not _is_inner(target):
        return ""
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        return "leads to nothing."
    if anchor and path.suffix == ".md" and anchor not in anchors(path):
        return "names no heading there."
    return ""


@cache
def _anchors(path: Path, changed: int) -> Mapping[str, None]:
    texts = [found["text"] for found in _HEADING.finditer(_prose(path))]
    return dict.fromkeys(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts)


def anchors(path: Path) -> Mapping[str, None]:
    """Return the anchors of a page's headings, as the usual renderers make them."""
    return _anchors(path, path.stat().st_mtime_ns)

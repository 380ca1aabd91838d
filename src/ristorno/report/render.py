"""From figures to a page: one HTML file with its style inside, no script, nothing loaded from anywhere.

The same figures give the same bytes: no clock and no chance is asked, so two reports can be compared.
"""

import os
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ristorno.kernel.number import exactly
from ristorno.report.data import ReportData
from ristorno.report.sections.ahead import ahead
from ristorno.report.sections.books import books
from ristorno.report.sections.earners import earners
from ristorno.report.sections.headline import headline
from ristorno.report.sections.outside import account, outside
from ristorno.report.sections.over_time import over_time
from ristorno.report.sections.reasons import reasons
from ristorno.report.sections.sources import sources
from ristorno.report.sections.spread import spread
from ristorno.report.talk import Talk
from ristorno.report.words import Language


def render(data: ReportData, language: Language = "en") -> str:
    """Return the report as HTML in a language (en, ru or th)."""
    talk = Talk(language, data.units)
    with exactly():
        return (
            environment()
            .get_template("page.html.jinja")
            .render(
                data=data,
                talk=talk,
                say=talk.say,
                style=style(),
                title=talk.title(data.names.program, data.program),
                headline=headline(data, talk),
                over_time=over_time(data, talk),
                earners=earners(data, talk),
                boards=spread(data, talk),
                nearby=ahead(data, talk),
                reasons=reasons(data, talk),
                sources=sources(data, talk),
                books=books(data, talk),
                rows_account=account(data, talk),
                outside=outside(data, talk),
            )
        )


def write_report(path: Path, data: ReportData, language: Language = "en") -> None:
    """Write the report to a file, whole or not at all, over what is there. Raises OSError where that fails."""
    write_page(path, render(data, language))


def write_page(path: Path, text: str) -> None:
    """Write a page to a file, whole or not at all, over what is there. Raises OSError where that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def environment() -> Environment:
    """Return what fills in our pages."""
    return Environment(
        loader=PackageLoader("ristorno.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style() -> Markup:
    """Return the style of our pages."""
    # The style is our own file, so it is safe as it stands; escaping would break its quotes.
    return Markup((files("ristorno.report") / "templates" / "style.css").read_text(encoding="utf-8"))  # noqa: S704

"""``ristorno demo``: a whole program over a small wholesaler's two years, with a report."""

import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.evaluate import Language, LanguageOption, Question, answer_question
from ristorno.cli.screen import progress, screen
from ristorno.demo import build_world, write_world

AS_OF = "2026-08-20"
"""A day inside a quarter, so that the report shows who is near the next step."""


def demo(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the world and the report go.")] = Path(
        "out/demo"
    ),
    open_report: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the report where a browser is at hand.")
    ] = True,
    language: LanguageOption = Language.EN,
) -> None:
    """Make a small wholesaler's world, count its program, write a report and open it."""
    with progress("Making 200 business customers and their two years") as show:
        world = build_world()
        show(0.8, "Writing files")
        files = write_world(folder, world)
    report = folder / "report.html"
    answer_question(
        Question(
            program=files.program,
            facts=files.facts,
            agreements=files.agreements,
            members=files.members,
            as_of=AS_OF,
            report=report,
            language=language,
        )
    )
    shown = report.resolve()
    screen.print(f"\nThe report: {shown}", markup=False, soft_wrap=True)
    screen.print(f"The files, to play with: {folder}/program.yaml, agreements.yaml, facts.csv", markup=False)
    if open_report and _has_screen():
        webbrowser.open(shown.as_uri())


def _has_screen() -> bool:
    """Return whether a person sits in front: no browser is started from a script or a server."""
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""``ristorno demo``: a small wholesaler's two years, counted from files into a report, then kept and served."""

import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.evaluate import Language, LanguageOption, Question, answer_question
from ristorno.cli.screen import progress, screen
from ristorno.demo import build_world, write_world
from ristorno.demo.supplier import AS_OF


def demo(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the world and the report go.")] = Path(
        "out/demo"
    ),
    open_report: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the report where a browser is at hand.")
    ] = True,
    language: LanguageOption = Language.EN,
    system: Annotated[
        bool, typer.Option("--system/--no-system", help="Keep it all in a database too, and serve it until Ctrl-C.")
    ] = True,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make the database anew; else a second run starts at once.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Where to answer; any, where it is taken.")
    ] = 8000,
) -> None:
    """Make a small wholesaler's world, count its program, write a report; keep it in a database and serve it.

    With CI set in the environment, see whether everything answers, and end.
    """
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
            as_of=AS_OF.isoformat(),
            report=report,
            language=language,
        )
    )
    shown = report.resolve()
    screen.print(f"\nThe report: {shown}", markup=False, soft_wrap=True)
    screen.print(f"The files, to play with: {folder}/program.yaml, agreements.yaml, facts.csv", markup=False)
    if open_report and _has_screen():
        webbrowser.open(shown.as_uri())
    if system:
        from ristorno.cli.demo_system import run_system

        run_system(world, files, port=port, fresh=fresh)


def _has_screen() -> bool:
    """Return whether a person sits in front: no browser is started from a script or a server."""
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

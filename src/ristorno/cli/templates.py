"""Commands about templates: list, show, copy."""

from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.documents import write_new
from ristorno.cli.screen import screen, show_table
from ristorno.templates import all_templates, find

app = typer.Typer(help="Ready programs for the usual systems: list, show, copy.", invoke_without_command=True)

TemplateId = Annotated[str, typer.Argument(metavar="ID", help="The id of a template, such as e14.")]


@app.callback()
def list_templates(context: typer.Context) -> None:
    """List the templates."""
    if context.invoked_subcommand is None:
        rows = [(template.id, template.title, template.summary) for template in all_templates()]
        show_table("Templates", ("id", "title", "what it does"), rows)
        screen.print("Next: ristorno templates show ID, or ristorno templates copy ID [FOLDER]", markup=False)


@app.command()
def show(template: TemplateId) -> None:
    """Print a template."""
    found = find(template)
    typer.echo(found.text, nl=False)
    if found.agreements:
        typer.echo(f"\n# ---- agreements.yaml ----\n{found.agreements}", nl=False)


@app.command()
def copy(
    template: TemplateId,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to put it.")] = Path(),
) -> None:
    """Copy a template into a folder as a program of your own."""
    found = find(template)
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / f"{found.id}.yaml"
    write_new(program, found.text)
    screen.print(f"Wrote {program}. Next: ristorno check {program}", markup=False, soft_wrap=True)
    if found.agreements:
        agreements = folder / f"{found.id}-agreements.yaml"
        write_new(agreements, found.agreements)
        screen.print(f"Wrote {agreements}.", markup=False, soft_wrap=True)

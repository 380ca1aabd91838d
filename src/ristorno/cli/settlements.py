"""``ristorno settlements``: statements of closed windows and their documents."""

import typer

from ristorno.cli.reconcile import reconcile
from ristorno.cli.statements import document

app = typer.Typer(help="Statements of closed windows and their documents.", no_args_is_help=True)
app.command("document")(document)
app.command("reconcile")(reconcile)

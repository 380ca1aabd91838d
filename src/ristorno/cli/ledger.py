"""``ristorno ledger``: proving that what is kept of money and points follows from what was posted."""

import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import screen
from ristorno.kernel.problem import Refused

app = typer.Typer(help="The ledger of money and points.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    pass


@app.command("verify")
def verify() -> None:
    """Work every balance, lot, wallet and booking out of the entries again, and tell what is not the same."""
    with kept():
        from ristorno.apps.ledger.queries import extent
        from ristorno.apps.settlements.verification import all_complaints

        found = tuple(all_complaints())
        if found:
            raise Refused(found)
        told = extent()
    screen.print(
        f"{told.postings:,} postings with {told.entries:,} entries on {told.accounts:,} accounts: all is as it must be."
    )

"""``ristorno ledger``: proving that what is kept of money and points follows from what was posted."""

from typing import Annotated

import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import progress, screen
from ristorno.kernel.problem import Problem, Refused

app = typer.Typer(help="The ledger of money and points.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    pass


@app.command("verify")
def verify(
    whole: Annotated[
        bool, typer.Option("--whole", help="From all facts of everybody, trusting no earlier proof.")
    ] = False,
) -> None:
    """Work every balance, lot, wallet and booking out of the entries again, and tell what is not the same.

    What was proved before and cannot have changed since is not proved again, so that one that was interrupted goes on.
    """
    with kept():
        from ristorno.apps.accruals.operations import forget_proofs
        from ristorno.apps.ledger.queries import extent

        if whole:
            forget_proofs()
        found = proved()
        if found:
            raise Refused(found)
        told = extent()
    screen.print(
        f"{told.postings:,} postings with {told.entries:,} entries on {told.accounts:,} accounts: all is as it must be."
    )


def proved() -> tuple[Problem, ...]:
    """Return what is not as it must be, showing how far the proof has come."""
    from ristorno.apps.settlements.verification import all_complaints

    with progress("Proving ledger and wallets") as bar:
        return tuple(all_complaints(heard=lambda done, of: bar(done / of, f"{done:,} of {of:,} members proved")))

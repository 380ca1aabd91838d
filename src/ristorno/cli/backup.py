"""``ristorno backup`` and ``ristorno restore``: everything in one file, and back."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.keeping import kept, now
from ristorno.cli.ledger import proved
from ristorno.cli.screen import screen
from ristorno.kernel.problem import Refused
from ristorno.postgres.address import URL, database
from ristorno.postgres.backup import back_up
from ristorno.postgres.backup import restore as read_back


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; nothing is written over.")],
) -> None:
    """Write everything that is kept to a file; others may go on working meanwhile."""
    with kept():
        size = back_up(os.environ[URL], file)
    screen.print(
        f"Everything is in {file} ({size / 1_000_000:,.1f} MB).", markup=False, highlight=False, soft_wrap=True
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    sandbox: Annotated[
        bool,
        typer.Option("--sandbox", help="As a sandbox: a copy to rehearse in, which calls nobody and nobody calls."),
    ] = False,
) -> None:
    """Read a backup into an empty database, bring its tables up to date and prove ledger, wallets and bookings.

    A proof that is interrupted goes on with ``ristorno ledger verify``.
    """
    with database() as address:
        read_back(file, address)
        with kept():
            if sandbox:
                _rehearse_only()
            from ristorno.apps.accruals.operations import forget_proofs
            from ristorno.apps.ledger.queries import extent

            forget_proofs()  # what was proved of another database says nothing of this one
            found = proved()
            told = extent()
    if found:
        raise Refused(found)
    screen.print(f"Restored: {told.postings:,} postings on {told.accounts:,} accounts, all is as it must be.")


def _rehearse_only() -> None:
    """Make what was restored a sandbox from now on: its keys open nothing, and it sends nothing to anybody."""
    from ristorno.apps.clock.operations import make_copy

    make_copy(at=now(), actor="command:restore")

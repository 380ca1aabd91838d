"""``ristorno keys``: letting programs call the interface."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from ristorno.cli.keeping import kept
from ristorno.cli.screen import errors, screen

ACTOR = "command:keys"

app = typer.Typer(help="Keys of programs that call the interface.", no_args_is_help=True)


@app.command("make")
def make(
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    scope: Annotated[list[str], typer.Option("--scope", help="What it may do, such as facts:write; again for more.")],
    member: Annotated[str | None, typer.Option("--member", help="Only the affairs of this company.")] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="For how many days; for good if left out.")] = None,
) -> None:
    """Make a key; its secret is shown this once, alone on a line."""
    with kept():
        from ristorno.apps.identity.operations import make_key

        ends = None if days is None else datetime.now(tz=UTC) + timedelta(days=days)
        secret = make_key(name=name, scopes=scope, member=member, ends_at=ends, actor=ACTOR)
    errors.print("Keep this: it is shown once, and goes behind `Authorization: Bearer`.")
    screen.print(secret.text, markup=False, highlight=False, soft_wrap=True)


@app.command("list")
def list_keys() -> None:
    """Tell which keys there are."""
    with kept():
        from ristorno.apps.identity.queries import keys

        found = keys()
    table = Table("Key", "Program", "May", "Of", "Until", "Revoked")
    for each in found:
        until, revoked = (f"{day:%Y-%m-%d}" if day else "" for day in (each.ends_at, each.revoked_at))
        table.add_row(each.public, each.name, ", ".join(each.scopes), each.member or "the sponsor", until, revoked)
    if found:
        screen.print(table)
    else:
        screen.print("There is no key yet; make one with `ristorno keys make NAME --scope facts:write`.")


@app.command("revoke")
def revoke(public: Annotated[str, typer.Argument(metavar="KEY", help="The key, as the list shows it.")]) -> None:
    """Let a key no longer in."""
    with kept():
        from ristorno.apps.identity.operations import revoke_key

        revoke_key(public=public, actor=ACTOR, at=datetime.now(tz=UTC))
    screen.print(f"The key {public} opens nothing any more.", highlight=False)

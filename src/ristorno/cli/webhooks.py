"""``ristorno webhooks``: telling others what happens."""

import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from ristorno.cli.keeping import kept
from ristorno.cli.screen import screen

_PAUSE = 0.5
"""Seconds between two looks for something to send, while there is nothing."""

app = typer.Typer(help="What is sent to others when something happens.", no_args_is_help=True)


@app.command("list")
def list_webhooks() -> None:
    """Tell where what is sent, and whether it arrives."""
    with kept():
        from ristorno.apps.integrations.queries import endpoints

        found = endpoints()
    table = Table("No.", "Address", "Wants", "State")
    for each in found:
        failing = f"failing since {each.failing_since:%Y-%m-%d %H:%M}" if each.failing_since else "arrives"
        table.add_row(str(each.number), each.url, ", ".join(each.wanted), each.stopped_why or failing)
    screen.print(table if found else "There is no webhook yet; add one with POST /api/v1/webhooks.")


@app.command("deliver")
def deliver_due(
    follow: Annotated[bool, typer.Option("--follow", help="Go on until stopped, as `ristorno serve` does.")] = False,
) -> None:
    """Send what is due."""
    with kept():
        from ristorno.apps.integrations.delivering import deliver, spread

        count = 0
        while True:
            read = spread(datetime.now(tz=UTC))
            tried = deliver(datetime.now(tz=UTC))
            count += tried
            if not read and not tried:
                if not follow:
                    break
                time.sleep(_PAUSE)
    screen.print(f"{count} tried.")

"""``ristorno providers``: companies whose people sign in at a place of their own."""

from typing import Annotated

import typer
from rich.table import Table

from ristorno.cli.keeping import kept
from ristorno.cli.screen import screen

ACTOR = "command:providers"
Key = Annotated[str, typer.Argument(help="A short name for it.")]

app = typer.Typer(help="Companies whose people sign in at their own OpenID provider.", no_args_is_help=True)


@app.command("add")
def add(
    key: Key,
    issuer: Annotated[str, typer.Option("--issuer", help="Its address, such as https://login.company.example.")],
    client: Annotated[str, typer.Option("--client", help="As whom it knows these pages.")],
    secret_in: Annotated[str, typer.Option("--secret-in", help="The variable of the environment with its secret.")],
    domain: Annotated[list[str], typer.Option("--domain", help="Behind the @ of the addresses it speaks for.")],
    title: Annotated[str, typer.Option("--title", help="What its people call it.")] = "",
) -> None:
    """Let a provider speak for the addresses of some domains, after it has answered."""
    with kept():
        from ristorno.apps.identity.providers import ProviderSeen, add_provider
        from ristorno.web.entry.oidc import places_of

        places_of(ProviderSeen(key, title, issuer.rstrip("/"), client, secret_in, tuple(domain)))
        add_provider(
            key=key, title=title or key, issuer=issuer, client=client, secret_in=secret_in, domains=domain, actor=ACTOR
        )
    screen.print("Noted. Tell the provider that people come back to https://YOUR-HOST/sign-in/company/back.")


@app.command("remove")
def remove(key: Key) -> None:
    """Let a provider speak for nobody any more; its people sign in by codes again."""
    with kept():
        from ristorno.apps.identity.providers import remove_provider

        remove_provider(key=key, actor=ACTOR)
    screen.print("Noted.")


@app.command("list")
def list_providers() -> None:
    """Tell which companies have a sign-in of their own."""
    with kept():
        from ristorno.apps.identity.providers import providers

        found = providers()
    table = Table("Key", "Title", "Issuer", "Domains", "Secret in")
    for each in found:
        table.add_row(each.key, each.title, each.issuer, ", ".join(each.domains), each.secret_in)
    screen.print(table if found else "No company has a sign-in of its own here.")

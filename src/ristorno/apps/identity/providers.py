"""Companies whose people sign in at a place of their own: which addresses are whose, and what was agreed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import Provider
from ristorno.kernel.problem import Problem, Refused, near

_AT_HOME: Final = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True, slots=True)
class ProviderSeen:
    """An OpenID provider. ``secret_in`` names the variable of the environment that holds what proves us to it."""

    key: str
    title: str
    issuer: str
    client: str
    secret_in: str
    domains: tuple[str, ...]

    def speaks_for(self, email: str) -> bool:
        """Return whether an address is one of its people's."""
        return _domain(email) in self.domains


def providers() -> Sequence[ProviderSeen]:
    """Return all, by key."""
    return [_seen(each) for each in Provider.objects.order_by("key")]


def provider_of(email: str) -> ProviderSeen | None:
    """Return who speaks for an address; None where a code by mail does."""
    found = Provider.objects.filter(domains__contains=[_domain(email)]).first()
    return None if found is None else _seen(found)


def provider_named(key: str) -> ProviderSeen | None:
    """Return a provider by its key."""
    found = Provider.objects.filter(key=key).first()
    return None if found is None else _seen(found)


@transaction.atomic
def add_provider(
    *, key: str, title: str, issuer: str, client: str, secret_in: str, domains: Collection[str], actor: str
) -> None:
    """Let a provider speak for the addresses of some domains, instead of what was agreed with it before.

    Raises:
        Refused: its address is not one of ``https``, or another speaks for a domain already.
    """
    Provider.objects.select_for_update().order_by("pk").count()
    wanted = sorted({each.strip().lower().removeprefix("@") for each in domains} - {""})
    problems = [*_address_problems(issuer), *_domain_problems(key, wanted)]
    if not all((key.strip(), title.strip(), client.strip(), secret_in.strip(), wanted)):
        reason = "A key, a title, a client id, a variable with the secret and a domain are needed."
        problems.append(Problem("identity.provider_incomplete", reason, "Name all of them."))
    if problems:
        raise Refused(problems)
    agreed = {"title": title.strip(), "issuer": issuer.rstrip("/"), "client": client, "secret_in": secret_in}
    Provider.objects.update_or_create(key=key, defaults={**agreed, "domains": wanted})
    record(name="provider.changed", actor=actor, subject=f"provider:{key}", data={**agreed, "domains": wanted})


@transaction.atomic
def remove_provider(*, key: str, actor: str) -> None:
    """Let a provider speak for nobody any more; its people sign in by codes again.

    Raises:
        Refused: there is none of this key.
    """
    if not Provider.objects.filter(key=key).delete()[0]:
        known = [each.key for each in providers()]
        raise Refused([Problem("identity.unknown_provider", f"There is no provider {key!r}.", near(key, known))])
    record(name="provider.removed", actor=actor, subject=f"provider:{key}")


def _address_problems(issuer: str) -> list[Problem]:
    told = urlsplit(issuer)
    if told.hostname and (told.scheme == "https" or (told.scheme == "http" and told.hostname in _AT_HOME)):
        return []
    reason = f"{issuer!r} is no address of a provider."
    return [Problem("identity.provider_address", reason, "Write it as https://login.company.example.")]


def _domain_problems(key: str, domains: Sequence[str]) -> list[Problem]:
    others = {domain: each.key for each in providers() if each.key != key for domain in each.domains}
    return [
        Problem("identity.provider_domain", f"{others[each]!r} speaks for {each!r} already.", "Remove it there first.")
        for each in domains
        if each in others
    ]


def _domain(email: str) -> str:
    return email.strip().lower().rpartition("@")[2]


def _seen(row: Provider) -> ProviderSeen:
    return ProviderSeen(row.key, row.title, row.issuer, row.client, row.secret_in, tuple(row.domains))

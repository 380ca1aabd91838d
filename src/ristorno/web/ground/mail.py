"""Where letters go: a server that the environment names, a folder, or nowhere."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from ristorno.kernel.problem import Problem, Refused

MAIL: Final = "RISTORNO_MAIL"
SENDER: Final = "RISTORNO_MAIL_FROM"
_PORTS: Final = {"smtp": 25, "smtps": 465}
_PATIENCE: Final = 20
"""Seconds that a server gets to answer."""


def mail(environment: Mapping[str, str]) -> dict[str, object]:
    """Return Django's settings for ``smtp://user:password@host:587``, ``smtps://...`` or ``file:///folder``.

    ``smtp`` goes over to TLS where a user is named. Where nothing is named, letters are made and go nowhere.

    Raises:
        Refused: the address is none of these.
    """
    address = environment.get(MAIL, "")
    told = urlsplit(address)
    common = {"DEFAULT_FROM_EMAIL": environment.get(SENDER, "ristorno@localhost"), "EMAIL_TIMEOUT": _PATIENCE}
    if not address:
        return common | {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if told.scheme == "file" and told.path:
        return common | {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": told.path,
        }
    if told.scheme not in _PORTS or not told.hostname:
        reason = f"{MAIL} is no address of a mail server."
        raise Refused([Problem("usage.mail", reason, "Write it as smtp://user:password@host:587, or file:///folder.")])
    return common | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": told.hostname,
        "EMAIL_PORT": told.port or _PORTS[told.scheme],
        "EMAIL_HOST_USER": unquote(told.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(told.password or ""),
        "EMAIL_USE_SSL": told.scheme == "smtps",
        "EMAIL_USE_TLS": told.scheme == "smtp" and bool(told.username),
    }

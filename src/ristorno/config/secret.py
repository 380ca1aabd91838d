"""The key with which sessions and tokens are signed: named in the environment, else made once and kept."""

import os
from secrets import token_urlsafe

from ristorno.postgres.address import home

VARIABLE = "RISTORNO_SECRET_KEY"


def secret() -> str:
    """Return the key; the file that keeps it is readable by its owner alone."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    path = home() / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(made, "w", encoding="ascii") as stream:
        stream.write(key := token_urlsafe(50))
    return key

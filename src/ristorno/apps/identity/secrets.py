"""Secrets of keys: long and random, so a plain digest keeps them as safe as a slow one, and is quick to compare.

OWASP's Password Storage Cheat Sheet asks for slow digests because people choose passwords; nobody chooses these.
"""

import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass

_LETTERS = string.ascii_lowercase + string.digits
_PREFIX = "rst"


@dataclass(frozen=True, slots=True)
class Secret:
    """A key as its owner has it: ``public`` names it, ``private`` proves it. It is shown once and never kept."""

    public: str
    private: str

    @property
    def text(self) -> str:
        """Both in one word, as it goes behind ``Authorization: Bearer``."""
        return f"{_PREFIX}_{self.public}_{self.private}"


def made() -> Secret:
    """Return a new one, with 256 random bits."""
    return Secret("".join(secrets.choice(_LETTERS) for _ in range(12)), secrets.token_urlsafe(32))


def read(text: str) -> Secret | None:
    """Return the key that a word stands for; None where it stands for none."""
    prefix, _, rest = text.partition("_")
    public, _, private = rest.partition("_")
    return Secret(public, private) if prefix == _PREFIX and public and private else None


def digest_of(private: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(private.encode()).hexdigest()


def proves(private: str, digest: str) -> bool:
    """Return whether the secret is the one of the digest, in the same time for every wrong one."""
    return hmac.compare_digest(digest_of(private), digest)

"""Texts that somebody gives, before they are kept: not too long, and without signs that nobody can see."""

from collections.abc import Iterator, Mapping

from ristorno.kernel.problem import Problem


def sayable(text: str) -> str:
    """Return a text that a database can be asked for: the one sign that none can hold stands for itself no more."""
    return text.replace("\0", "\ufffd")


def unkept(code: str, texts: Mapping[str, str], longest: Mapping[str, int | None]) -> Iterator[Problem]:
    """Yield a problem for each text, by its name, that is longer than it may be or holds signs of control.

    ``longest`` says by the same names how many letters there may be; None or a name that is not there: any number.
    """
    for name, text in texts.items():
        most = longest.get(name)
        if most is not None and len(text) > most:
            reason = f"The {name} has {len(text):,} letters; there is room for {most}."
            yield Problem(code, reason, "Shorten it.")
        if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text):
            yield Problem(code, f"The {name} holds signs that nobody can see.", "Write it again.")

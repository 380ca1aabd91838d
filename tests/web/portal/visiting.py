"""Somebody at a browser without scripts, who is signed in as people are: by a code."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from ristorno.apps.identity.queries import newest_code


class Reader(HTMLParser):
    """What of a page is looked at: its words, links and forms with their fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.inside = ("", "")
        """The field in which the reader is, by its tag and name."""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(told["href"])
        elif tag == "form":
            self.forms.append((told["action"], {}))
        elif tag in {"input", "textarea", "select"} and self.forms:
            self.forms[-1][1][told["name"]] = told.get("value", "")
            self.inside = (tag, told["name"])
        elif tag == "option" and "selected" in told and self.inside[0] == "select":
            self.forms[-1][1][self.inside[1]] = told["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.inside = ("", "")

    def handle_data(self, data: str) -> None:
        self.words += data.split()
        if self.inside[0] == "textarea":
            self.forms[-1][1][self.inside[1]] += data.removeprefix("\n")

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Browser:
    """Reads pages and sends the forms that stand on them, with the word against forged ones."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
        self.response: Any = None

    def open(self, path: str) -> "Browser":
        self.response = self.client.get(path, follow=True)
        return self

    def send(self, action: str, **typed: Any) -> "Browser":
        """Send the form of this page that goes to an address."""
        fields = next(fields for to, fields in self.page.forms if to == action)
        self.response = self.client.post(action, fields | typed, follow=True)
        return self

    def sign_in(self, email: str) -> "Browser":
        self.open("/sign-in").send("/sign-in", email=email)
        found = newest_code(email, datetime.now(tz=UTC))
        assert found is not None
        return self.send("/sign-in/code", code=found.digits)

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def at(self) -> str:
        return str(self.response.request["PATH_INFO"])

    @property
    def page(self) -> Reader:
        return Reader(self.response.content.decode())

    @property
    def text(self) -> str:
        return re.sub(r"[\u00a0\u202f]", " ", self.page.text)

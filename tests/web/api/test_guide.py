"""The walk in the guide of the interface: each request is sent as it stands there, each answer is what comes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from apps.agreements.writing import enacted
from docpage import Block, read_page
from ristorno.apps.accruals.operations import run_all
from ristorno.apps.clock.queries import now
from ristorno.apps.identity.scopes import SCOPES
from web.api.calling import Program

pytestmark = pytest.mark.django_db
PAGE = read_page(Path(__file__).parents[3] / "docs/guides/api.md")


class Walk:
    """Sends the requests of the page in turn; a number or a token that was answered is sent as it came."""

    def __init__(self) -> None:
        self.caller = Program(*SCOPES)
        self.came: dict[str, str] = {}
        self.answer: Any = None
        self.sent = 0

    def follow(self, block: Block) -> None:
        if block.language == "yaml":
            enacted(block.text)
        elif block.language == "http":
            self._send(block)
        elif block.language == "json":
            self._compare(json.loads(block.text), self.answer, f"line {block.line}")

    def _send(self, block: Block) -> None:
        first, _, body = block.text.strip().partition("\n")
        method, path = first.split(" ")
        path = re.sub(r"(?<=/)\d+", lambda found: self.came[found[0]], path.removeprefix("/api/v1"))
        said = self._as_it_came(json.loads(body)) if body else None
        response = self.caller.get(path) if method == "GET" else self.caller.post(path, said)
        assert response.status_code in {200, 201}, (block.line, response.content)
        self.answer = response.json()
        self.sent += 1
        run_all(at=now(), actor="system:test")

    def _as_it_came(self, said: dict[str, Any]) -> dict[str, Any]:
        return {name: self.came[value] if name == "quote" else value for name, value in said.items()}

    def _compare(self, shown: Any, came: Any, place: str) -> None:
        """What the page leaves out of an answer may be anything."""
        if isinstance(shown, dict):
            for name, value in shown.items():
                if name in {"number", "quote"}:
                    self.came[str(value)] = str(came[name])
                else:
                    self._compare(value, came[name], f"{place}, {name}")
        elif isinstance(shown, list):
            assert len(shown) == len(came), place
            for value, other in zip(shown, came, strict=True):
                self._compare(value, other, place)
        else:
            assert shown == (came.replace("\xa0", " ") if isinstance(came, str) else came), place


def test_the_walk_goes_as_the_guide_tells() -> None:
    walk = Walk()
    for block in PAGE.blocks:
        walk.follow(block)
    assert walk.sent == 9

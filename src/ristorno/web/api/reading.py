"""Reading what was sent: only text that a database can keep."""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.types import DictStrAny

from ristorno.kernel.problem import Problem, Refused

_NONE = re.compile("[\0\ud800-\udfff]")


class CarefulParser(Parser):
    """Refuses signs that stand for none: they could be sent, and never be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the JSON of a body; numbers with a fraction come as they are written, not as floats."""
        try:
            said = json.loads(request.body, parse_float=Decimal, parse_constant=_no_number)
        except RecursionError:
            raise Refused(
                [Problem("api.malformed", "The JSON is nested too deeply.", "Send what the schema says.")]
            ) from None
        if b"\\u" in request.body:  # JSON has no other way to such signs
            _check(said)
        return said

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Return the fields of a query or a form."""
        said = super().parse_querydict(data, list_fields, request)
        _check(said)
        return said


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def check_text(text: str) -> None:
    """Refuse a text with a NUL, or with half of a pair of surrogates; both are in JSON's reach and in no text."""
    if _NONE.search(text):
        raise Refused([Problem("api.malformed", "A text holds a sign that stands for none.", "Take it out.")])


def _check(said: object) -> None:
    if isinstance(said, str):
        check_text(said)
    elif isinstance(said, dict):
        for name, value in said.items():
            check_text(str(name))
            _check(value)
    elif isinstance(said, list):
        for value in said:
            _check(value)

"""The doorman of the interface: every answer is told in its way, and a request with an idempotency key is done once.

The header is the one of the IETF's draft "The Idempotency-Key HTTP Header Field".
"""

import hashlib
from collections.abc import Callable
from typing import TypeAlias

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from ristorno.apps.identity.queries import Caller
from ristorno.apps.identity.remembered import Answer, begin, finish
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.caller import coming
from ristorno.web.api.problems import told
from ristorno.web.api.reading import check_text

Handler: TypeAlias = Callable[[HttpRequest], HttpResponse]

PREFIX = "/api/"
_HEADER = "Idempotency-Key"
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FAILED = 400
_LONGEST = 200


def doorman(get_response: Handler) -> Handler:
    """Return the middleware around all requests to the interface."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        try:
            check_text(request.path)
            return _as_problem(_once(request, get_response))
        except Refused as refused:
            return told(refused.problems)

    return answer


def _once(request: HttpRequest, get_response: Handler) -> HttpResponse:
    named = request.headers.get(_HEADER)
    caller = coming(request) if named is not None and request.method in _WRITES else None
    if caller is None or named is None:
        return get_response(request)
    if not 0 < len(named) <= _LONGEST:
        reason = f"An idempotency key has 1 to {_LONGEST} signs."
        raise Refused([Problem("api.idempotency_key", reason, "A random UUID is a good one.")])
    check_text(named)
    return _remembered(request, get_response, caller, named)


def _remembered(request: HttpRequest, get_response: Handler, caller: Caller, named: str) -> HttpResponse:
    with transaction.atomic():
        before = begin(key=caller.number, named=named, digest=_digest(request))
        if before is not None:
            return HttpResponse(before.body, status=before.status, content_type=before.kind)
        response = get_response(request)
        if response.status_code >= _FAILED:
            # What failed has done nothing, and may be tried again under the same key.
            transaction.set_rollback(True)
            return response
        answer = Answer(response.status_code, response.headers.get("Content-Type", ""), response.content)
        finish(key=caller.number, named=named, answer=answer)
    return response


def _digest(request: HttpRequest) -> str:
    told = "\0".join((request.method or "", request.get_full_path(), ""))
    return hashlib.sha256(told.encode() + _body(request)).hexdigest()


def _body(request: HttpRequest) -> bytes:
    """The body; a form with files has words between its parts that are drawn anew each time it is sent."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused([_OWN[413]]) from None
    between = (request.content_params or {}).get("boundary", "")
    return body.replace(between.encode(), b"") if between else body


def _as_problem(response: HttpResponse) -> HttpResponse:
    """Return the answer, with those of Django itself told as problems too."""
    if response.status_code < _FAILED or response.headers.get("Content-Type", "").startswith("application/"):
        return response
    allowed = response.headers.get("Allow")
    problem = _OWN.get(response.status_code, _OWN[_FAILED])
    answer = told([problem], response.status_code)
    if allowed:
        answer["Allow"] = allowed
    return answer


_OWN = {
    400: Problem("api.malformed", "The request cannot be read.", "Send what the schema says."),
    404: Problem("api.not_found", "There is nothing at this address.", "See /api/v1/openapi.json."),
    405: Problem("api.method", "This address does not know this method.", "See /api/v1/openapi.json."),
    413: Problem("api.too_large", "The request is too long.", "Send it in parts."),
    500: Problem("api.fault", "This is a fault of Ristorno, not of your request.", "Nothing was done; report it."),
}
"""What Django says by itself, told by status."""

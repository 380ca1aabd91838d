"""Refusals over the wire: problem details after RFC 9457, with every problem that was found."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from ristorno.kernel.problem import Place, Problem, Refused

MEDIA_TYPE = "application/problem+json"
_STATUS = {
    "api.credentials": HTTPStatus.UNAUTHORIZED,
    "api.scope": HTTPStatus.FORBIDDEN,
    "api.not_found": HTTPStatus.NOT_FOUND,
    "api.method": HTTPStatus.METHOD_NOT_ALLOWED,
    "api.malformed": HTTPStatus.BAD_REQUEST,
    "api.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "api.fault": HTTPStatus.INTERNAL_SERVER_ERROR,
    "webhooks.unknown": HTTPStatus.NOT_FOUND,
    "facts.no_row": HTTPStatus.NOT_FOUND,
    "settlements.unknown": HTTPStatus.NOT_FOUND,
    "agreements.draft": HTTPStatus.NOT_FOUND,
    "orders.unknown": HTTPStatus.NOT_FOUND,
    "orders.quote_taken": HTTPStatus.CONFLICT,
    "ledger.key": HTTPStatus.CONFLICT,
}
"""The status of a refusal by its code; all others are about what the request says."""


class ProblemSeen(Schema):
    """One thing that is wrong."""

    code: str = Field(description="Stable; explained in the reference of errors.")
    reason: str = Field(description="A sentence with what is wrong.")
    remedy: str = Field(description="What would be right; empty where nothing is to be said.")
    place: str = Field(description="Where it sits in what was sent; empty where that is plain.")


class ProblemDetails(Schema):
    """Why a request was refused; nothing of it was done."""

    type: str = Field(description="A reference to the explanation of the first code.")
    title: str
    status: int
    detail: str
    problems: list[ProblemSeen]


def told(problems: Sequence[Problem], status: int | None = None) -> HttpResponse:
    """Return the answer that tells of problems; its status follows from the first one, if none is given."""
    first = problems[0]
    seconds = Refused(problems).seconds
    otherwise = HTTPStatus.UNPROCESSABLE_ENTITY if seconds is None else HTTPStatus.TOO_MANY_REQUESTS
    status = int(status or _STATUS.get(first.code, otherwise))
    details = ProblemDetails(
        type=f"/docs/errors#{first.code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=" ".join(filter(None, (first.reason, first.remedy))),
        problems=[
            ProblemSeen(code=each.code, reason=each.reason, remedy=each.remedy, place=str(each.place))
            for each in problems
        ],
    )
    answer = JsonResponse(details.dict(), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    if seconds is not None:
        answer["Retry-After"] = f"{seconds}"
    return answer


def not_found(what: str) -> Refused:
    """Return the refusal of something that is not there, or not for this caller: the two are told alike."""
    return Refused([Problem("api.not_found", f"There is no {what}.", "Check its name.")])


def tell_problems(api: NinjaAPI) -> None:
    """Let an interface tell every refusal in this way."""

    @api.exception_handler(Refused)
    def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
        return told(refused.problems)

    @api.exception_handler(AuthenticationError)
    def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return told([nobody()])

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return told([_of_field(each) for each in error.errors])

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return told([Problem("api.malformed", f"{error.message}.", "Send what the schema says.")], error.status_code)


def nobody() -> Problem:
    """Return the problem of a caller that is not known."""
    remedy = "Send `Authorization: Bearer KEY`, or a token got for a key; it may be revoked, or its time over."
    return Problem("api.credentials", "Nobody is known by these credentials.", remedy)


def _of_field(error: dict[str, Any]) -> Problem:
    """Return the problem of a field that is not as the schema says; ``loc`` begins with where it was sent."""
    path = ".".join(str(part) for part in error["loc"])
    reason = f"{error['msg'].rstrip('.')}."
    return Problem("api.field", reason, "Send what the schema says.", Place(path=path))

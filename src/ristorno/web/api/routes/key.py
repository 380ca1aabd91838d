"""The caller itself: by which key it has come in, and what that may do."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from ristorno.kernel.problem import Refused
from ristorno.web.api.caller import KEY, TOKEN, coming
from ristorno.web.api.problems import nobody

router = Router(tags=["key"])


class KeyShown(Schema):
    """A key as its owner sees it."""

    name: str
    scopes: list[str]
    member: str | None = Field(description="The one company whose affairs it may see; null for the sponsor's keys.")


@router.get(
    "/key",
    response=KeyShown,
    summary="The key by which you come in",
    openapi_extra={"security": [{KEY: []}, {TOKEN: []}]},
)
def get_key(request: HttpRequest) -> KeyShown:
    """Return what the caller is known by; any key may ask."""
    caller = coming(request)
    if caller is None:
        raise Refused([nobody()])
    return KeyShown(name=caller.name, scopes=sorted(caller.scopes), member=caller.member)

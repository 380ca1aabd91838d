"""The interface, put together from the routes of its folder."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from ristorno import __version__
from ristorno.apps.identity.scopes import SCOPES
from ristorno.web.api import routes
from ristorno.web.api.caller import KEY, TOKEN
from ristorno.web.api.problems import MEDIA_TYPE, ProblemDetails, tell_problems
from ristorno.web.api.reading import CarefulParser

_SCHEMES = {
    KEY: {"type": "http", "scheme": "bearer", "description": "A key, as `ristorno keys make` shows it once."},
    TOKEN: {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/api/v1/token", "scopes": dict(SCOPES)}},
    },
}
_REFUSED = {
    "400": "What was sent cannot be read",
    "401": "Nobody is known by these credentials",
    "403": "The key has not the scope that this asks for",
    "404": "It is not there, or not for this caller",
    "409": "A key stands for something else already",
    "422": "What was sent makes no sense, or is refused",
    "429": "The key has sent too many requests in this minute; `Retry-After` says for how many seconds to wait",
}


class _Written(BaseRenderer):
    """JSON, written as the models themselves would write it: while a buyer waits for a long answer that counts."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return an answer as JSON."""
        return to_json(data)


class Interface(NinjaAPI):
    """The interface with a schema that tells its refusals and its scopes."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the function that answers: what a generated client calls it, too."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the schema (OpenAPI 3.1)."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        components = schema["components"]
        definition = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        components["schemas"].update(definition.pop("$defs"), ProblemDetails=definition)
        components["securitySchemes"] = _SCHEMES
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["security"] = [way for way in operation.get("security", ()) if way.keys() <= _SCHEMES.keys()]
                for status, description in _REFUSED.items():
                    operation["responses"].setdefault(status, {"description": description, "content": content})
        return schema


def _interface() -> Interface:
    api = Interface(
        title="Ristorno",
        version="1",
        description=f"Facts in, wallets and reasons out. Ristorno {__version__}.",
        docs_url=None,
        parser=CarefulParser(),
        renderer=_Written(),
        urls_namespace="api-1",
    )
    tell_problems(api)
    for found in sorted(iter_modules(routes.__path__), key=lambda module: module.name):
        api.add_router("", import_module(f"{routes.__name__}.{found.name}").router)
    return api


api = _interface()

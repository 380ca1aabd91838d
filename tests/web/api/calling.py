"""A program that calls the interface with its key."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ristorno.apps.identity.operations import make_key

BASE = "/api/v1"


class Program:
    """Calls with a key; ``member`` makes it the key of one company."""

    def __init__(self, *scopes: str, member: str | None = None) -> None:
        self.secret = make_key(name="a program", scopes=scopes, actor="command:keys", member=member)
        self.authorization = f"Bearer {self.secret.text}"
        self._client = Client(raise_request_exception=False)

    def get(self, path: str, **fields: Any) -> Any:
        return self._client.get(BASE + path, fields, headers={"Authorization": self.authorization})

    def post(self, path: str, said: object = None, *, once: str | None = None) -> Any:
        headers = {"Authorization": self.authorization} | ({"Idempotency-Key": once} if once else {})
        body = b"" if said is None else json.dumps(said)
        return self._client.post(BASE + path, body, content_type="application/json", headers=headers)

    def send(self, path: str, files: Sequence[tuple[str, bytes]], *, once: str | None = None, **fields: str) -> Any:
        """Post files by their names, as a form does, with further fields."""
        headers = {"Authorization": self.authorization} | ({"Idempotency-Key": once} if once else {})
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return self._client.post(BASE + path, {"files": sent, **fields}, headers=headers)


def codes(response: Any) -> Collection[str]:
    """The codes of a refusal, which must be told as problem details."""
    assert response.headers["Content-Type"] == "application/problem+json"
    details = json.loads(response.content)
    assert details["status"] == response.status_code
    assert details["detail"]
    return [problem["code"] for problem in details["problems"]]

"""Looking whether every part of the system answers, as a program of the sponsor and one of a company would see it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx

from ristorno.demo.system.founding import COMPANY, Keys
from ristorno.kernel.problem import Problem, Refused


def visit(address: str, keys: Keys) -> Iterator[str]:
    """Yield in a sentence what each part answered.

    Raises:
        Refused: a part does not answer, or not what it must.
    """
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as caller:
        yield f"health: {_told(caller.get('/health'))['status']}"
        yield f"openapi: {len(_told(caller.get('/api/v1/openapi.json'))['paths'])} routes"
        token = _token(caller, keys.sponsor)
    with _program(address, token) as sponsor:
        yield f"clock: {_told(sponsor.get('/clock'))['now']}"
        members = _told(sponsor.get("/members", params={"limit": 100}))["items"]
        yield f"members: {len(members)} on the first page"
        yield f"programs: {', '.join(each['key'] for each in _told(sponsor.get('/programs')))}"
    with _program(address, keys.company) as company:
        yield from _of_a_company(company)


def _of_a_company(company: httpx.Client) -> Iterator[str]:
    wallets = _told(company.get("/wallets"))["items"]
    own = next(each for each in wallets if each["unit"] == "PTS" and not each["contact"])
    yield f"wallet of {COMPANY}: {own['free']} points can be spent"
    lines = _told(company.get("/wallet-lines", params={"unit": "PTS", "limit": 500}))["items"]
    yield f"statement of {COMPANY}: {len(lines)} lines"
    earned = _told(company.get("/accruals", params={"unit": "EUR"}))["items"]
    first = next(each for each in earned if Decimal(each["pending"]) + Decimal(each["free"]))
    reason = _told(company.get(f"/accruals/{first['number']}"))
    if not reason["explanation"]:
        raise _silent("the explanation of an amount", "nothing")
    yield f"explanation: {first['clause']} {first['window']}, {len(reason['explanation'])} parts"
    if company.get("/members").status_code != httpx.codes.FORBIDDEN:
        raise _silent("the wall between companies", "somebody who may not ask")
    yield "a company's key opens nothing of others"


def _token(caller: httpx.Client, secret: str) -> str:
    _, public, private = secret.split("_", 2)
    told = {"grant_type": "client_credentials", "client_id": public, "client_secret": private}
    return str(_told(caller.post("/api/v1/token", data=told))["access_token"])


def _program(address: str, secret: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.Client(base_url=f"{address}/api/v1", headers=headers, trust_env=False, timeout=60)


def _told(response: httpx.Response) -> Any:
    if not response.is_success:
        raise _silent(str(response.request.url), f"{response.status_code} {response.text[:200]}")
    return response.json()


def _silent(what: str, said: str) -> Refused:
    reason = f"The demo system does not answer as it must: {what} gave {said}."
    return Refused([Problem("demo.silent", reason, "Make it anew with `ristorno demo --fresh`, and report it.")])

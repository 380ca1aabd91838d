"""Looking whether every part of the system answers, as a program of the sponsor and one of a company would see it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import httpx

from ristorno.demo.system.founding import COMPANY, Keys
from ristorno.demo.system.touring import people
from ristorno.kernel.problem import Problem, Refused

_PATIENCE: Final = 30
"""Seconds that a letter gets to arrive."""
_PAUSE: Final = 0.2


def visit(address: str, keys: Keys, letters: Path) -> Iterator[str]:
    """Yield in a sentence what each part answered. ``letters`` is the folder into which mail goes.

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
    with httpx.Client(base_url=address, trust_env=False, timeout=60, follow_redirects=True) as browser:
        yield from _of_a_person(browser, letters)


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


def _of_a_person(browser: httpx.Client, letters: Path) -> Iterator[str]:
    """Sign in as the owner of the company does, by the letter that came, and look at pages."""
    email = next(email for role, email in people() if role == "owner")
    before = {*letters.glob("*")}
    _send(browser, "/sign-in", email=email)
    code = _code(letters, before, email)
    home = _send(browser, "/sign-in/code", code=code)
    if 'class="card hero"' not in home:
        raise _silent("the portal's first page", "no card of what is next")
    yield f"portal: {email} signed in by a letter"
    for page in ("/wallet", "/history", "/statements", "/rules", "/claims", "/more"):
        _page(browser.get(page))
    yield "portal: every page answers"


def _send(browser: httpx.Client, action: str, **typed: str) -> str:
    """Send the form of a page, with the word against forged ones that stands on it."""
    page = _page(browser.get(action))
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    told = typed | {"csrfmiddlewaretoken": secret[1] if secret else ""}
    return _page(browser.post(action, data=told, headers={"Referer": f"{browser.base_url}{action}"}))


def _code(letters: Path, before: set[Path], email: str) -> str:
    """Return the code of the letter that comes to an address."""
    end = monotonic() + _PATIENCE
    while monotonic() < end:
        for each in {*letters.glob("*")} - before:
            text = each.read_text(encoding="utf-8")
            if (found := re.search(r"Subject: .*?(\d{3} \d{3})", text)) is not None and f"To: {email}" in text:
                return found[1]
        sleep(_PAUSE)
    raise _silent("the process for letters", "no letter")


def _page(response: httpx.Response) -> str:
    if not response.is_success:
        raise _silent(str(response.request.url), f"{response.status_code}")
    return response.text


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

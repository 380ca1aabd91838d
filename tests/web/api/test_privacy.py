"""The key of one company: for every route, no word of another company's affairs, and foreign names are not there.

Routes, parameters and bodies are taken from the schema, so that a new one without an entry here fails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from ristorno.apps.clock.operations import make_copy
from ristorno.apps.identity.scopes import FOR_MEMBERS, SCOPES
from ristorno.apps.orders import operations as orders
from ristorno.apps.rewards import operations as rewards
from ristorno.apps.settlements import operations as settlements
from ristorno.apps.settlements.queries import statements
from ristorno.web.api.interface import api
from web.api.calling import BASE, Program, codes
from web.api.world import AT, DRAFT, NORTH, SECRETS, SOUTH, Holding, quoted_to

pytestmark = pytest.mark.django_db
ROUTES = [
    (method, path, told)
    for path, methods in api.get_openapi_schema(path_prefix=f"{BASE}/")["paths"].items()
    for method, told in methods.items()
]
SPONSORS_ALONE = {
    "members:read", "members:write", "facts:write", "claims:decide", "events:read", "webhooks:write",
    "agreements:write", "agreements:approve", "clock:read", "clock:write", "settlements:write", "settlements:approve",
    "settlements:issue",
    "catalog:write", "vouchers:write", "orders:write", "rewards:decide",
}  # fmt: skip


def foreign(path: str, world: Holding) -> dict[str, list[str | None]]:
    """What may be asked for by each name: nothing, what is South's, and what South's would be mixed with ours."""
    return {
        "member": [None, SOUTH],
        "contact": [None, ""],
        "unit": ["PTS"],
        "search": ["south", ""],
        "limit": ["500"],
        "cursor": [""],
        "key": [SOUTH, "A-SOUTH", "dealers", "spring"],
        "hold": [world.south],
        "number": [number_in(path, world)],
        "program": [None],
        "closing": [None],
        "state": [None],
        "language": [None],
        "on": [None],
        "first": ["2026-01-01"],
        "last": ["2026-12-31"],
        "evidence": [str(world.evidence)],
        "reference": [None],
        "code": [world.code],
        "batch": [None],
        "time_zone": [None],
        "sheet": [None],
        "actor": [""],
        "kind": ["", "member"],
        "since": [None],
        "until": [None],
        "draft": [str(world.draft)],
        "undecided": [None, "true"],
        "settled": ["true"],
        "waiting": [None, "true"],
    }


def number_in(path: str, world: Holding) -> str:
    numbers = {
        "accruals": world.accrual, "claims": world.claim, "quarantine": world.row, "webhooks": world.webhook,
        "closings": world.closing, "statements": world.statement, "orders": world.order,
        "wishes": world.wish, "funds": world.fund, "drafts": world.draft,
    }  # fmt: skip
    return str(numbers.get(path.split("/")[1], 1))


LINE = {"document": "4321", "line": "2", "occurred_at": "2026-01-01", "member": SOUTH, "amount": "1"}
POSITION = {"key": "1", "quantity": "1", "price": "10"}
BODIES: dict[str, list[dict[str, object]]] = {
    "NewHold": [{"key": "x", "member": SOUTH, "unit": "PTS", "amount": "1"}],
    "NewRedemption": [{"key": "x"}],
    "NewMember": [{"key": SOUTH, "name": "South GmbH"}],
    "NewWebhook": [{"url": "https://example.com/hook", "wanted": ["*"]}],
    "Again": [{"since": "2026-01-01T00:00:00Z"}],
    "NewMoment": [{"to": "2026-01-01T00:00:00Z"}],
    "FactsSaid": [{"facts": [LINE | {"document": "1"}]}],
    "NewClaim": [{"member": SOUTH, "what": "advertising", "occurred_on": "2026-02-01"}],
    "Approval": [{}],
    "Refusal": [{"reason": "no"}],
    "Told": [{"facts": [LINE], "reason": "asked them"}],
    "Dismissal": [{"reason": "a total"}],
    "NewClosing": [{"program": "dealers", "through": "2026-01-31", "members": [SOUTH]}],
    "ProductSaid": [{"key": "oil", "groups": []}],
    "GroupSaid": [{"key": "oils"}],
    "Disputed": [{"line": 1, "reason": "too little"}],
    "Answered": [{"line": 1, "accepted": False, "words": "as agreed"}],
    "OrderSaid": [{"program": "dealers", "member": SOUTH, "currency": "RUB", "lines": [POSITION]}],
    "Cancellation": [{}],
    "NewReturn": [{"key": "r1", "lines": {"4321": "1"}}],
    "NewOrder": [{"quote": "to be made"}],
    "NewBatch": [{"name": "other", "program": "dealers", "offer": "ten_off", "count": 2}],
    "WithdrawalOfCodes": [{"reason": "printed twice"}],
    "NewWish": [{"key": "w1", "member": SOUTH, "reward": "later-4321", "details": {"document": "4321"}}],
    "ContactSaid": [{"member": SOUTH, "contact": "7", "name": "South GmbH"}],
    "ConsentSaid": [{"member": SOUTH, "given": True, "origin": "a form"}],
    "DraftSaid": [{"text": DRAFT}],
    "DraftRejected": [{"reason": "too much"}],
    "DraftsSigned": [{"drafts": [1]}],
    "WishAgreed": [{}],
    "WishDeclined": [{"reason": "no"}],
    "WishHanded": [{}],
    "Withdrawal": [{"reason": "wrong day"}],
}
FILES = [("proof.txt", b"a file")]
SALES = [("sales.csv", f"document,occurred_at,member,amount,kind\n9,2026-01-01,{SOUTH},1,purchase\n".encode())]


def asked(path: str, told: dict[str, Any], world: Holding) -> Iterator[tuple[str, dict[str, str], object]]:
    """Yield every way to ask a route for what is not ours."""
    values = foreign(path, world)
    names = [parameter["name"] for parameter in told["parameters"]]
    content = told.get("requestBody", {}).get("content", {})
    json = content.get("application/json", {}).get("schema", {})
    bodies: Sequence[object] = BODIES[json["$ref"].rpartition("/")[2]] if json else [FILES if content else None]
    if path == "/facts/files":
        bodies = [SALES]
    if path == "/approvals":
        bodies = [{"drafts": [world.draft]}]
    if path == "/orders" and json:
        bodies = [{"quote": quoted_to(SOUTH)}]
    for given, body in product(product(*(values[name] for name in names)), bodies):
        fields = {name: value for name, value in zip(names, given, strict=True) if value is not None}
        yield path.format(**fields), {name: value for name, value in fields.items() if f"{{{name}}}" not in path}, body


def answered(program: Program, method: str, to: str, fields: dict[str, str], body: object) -> Any:
    if method == "get":
        return program.get(to, **fields)
    if body is FILES or body is SALES:
        return program.send(to, FILES if body is FILES else SALES, **fields)
    return program.post(to, body)


@pytest.mark.parametrize(("method", "path", "told"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_a_company_learns_nothing_of_another(method: str, path: str, told: dict[str, Any], world: Holding) -> None:
    program = Program(*sorted(FOR_MEMBERS), member=NORTH)

    for address, fields, body in asked(path.removeprefix(BASE), told, world):
        response = answered(program, method, address, fields, body)
        said = response.content.decode()
        sent = f"{address}{fields}{body}"
        assert not [word for word in SECRETS if word in said and word not in sent], (address, fields, said)
        named = {
            SOUTH,
            "A-SOUTH",
            world.south,
            world.statement,
            f"/accruals/{world.accrual}",
            f"/claims/{world.claim}",
            f"/wishes/{world.wish}",
            f"/funds/{world.fund}",
            world.code,
        }
        if any(word in sent for word in named):
            assert response.status_code in (403, 404), (address, fields, said)
            assert codes(response) in (["api.not_found"], ["api.scope"])


@pytest.mark.parametrize(("method", "path", "told"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_the_same_asked_by_the_sponsor_is_there(method: str, path: str, told: dict[str, Any], world: Holding) -> None:
    """Otherwise the test above would pass over routes that answer nobody."""
    world = prepare(path, world)
    program = Program(*SCOPES)
    if path.endswith("drafts/{number}/withdraw"):  # only whoever wrote one takes it back
        world = replace(world, draft=program.post("/drafts", {"text": DRAFT}).json()[0]["number"])
    asking = list(asked(path.removeprefix(BASE), told, world))

    responses = [answered(program, method, to, fields, body) for to, fields, body in asking]

    assert any(response.status_code in (200, 201) for response in responses), [each.content for each in responses]


def prepare(path: str, world: Holding) -> Holding:
    """Bring the world to where a step can be taken."""
    step = path.rpartition("/")[2]
    told: Any = {"number": world.statement, "at": AT, "actor": "user:3"}
    if step == "hand-over":
        rewards.approve(number=world.wish, at=AT, actor="user:2")
    if step == "returns":
        orders.confirm(number=world.order, at=AT, actor="key:1")
    if "clock" in path:
        make_copy(at=datetime(2025, 12, 31, 23, tzinfo=UTC), actor="user:1")  # only there a clock is moved
    if step == "issue":
        settlements.agree(**told)
    if step in {"answer", "withdraw"} or path.endswith("statements/{number}/approve"):
        settlements.dispute(line=1, reason="too little", **told)
    if step == "withdraw" or path.endswith("statements/{number}/approve"):
        settlements.answer(line=1, accepted=True, words="indeed", **told)
    if path.endswith("statements/{number}/approve"):
        settlements.withdraw(reason="frozen anew", **told)
        settlements.close(program="dealers", through=date(2026, 1, 31), at=AT, actor="user:1")
        return replace(world, statement=statements(state="frozen")[0].number)
    return world


def test_a_key_of_a_company_cannot_have_the_scopes_of_the_sponsor() -> None:
    assert not FOR_MEMBERS & SPONSORS_ALONE
    assert set(SCOPES) == FOR_MEMBERS | SPONSORS_ALONE


@pytest.mark.parametrize(("method", "path", "told"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_without_the_scope_nobody_is_answered(method: str, path: str, told: dict[str, Any], world: Holding) -> None:
    scopes = [scope for way in told["security"] for scopes in way.values() for scope in scopes]
    if not scopes:
        pytest.skip("any key may ask this")
    program = Program(*(scope for scope in SCOPES if scope not in scopes))

    for address, fields, body in asked(path.removeprefix(BASE), told, world):
        response = answered(program, method, address, fields, body)
        assert (response.status_code, codes(response)) == (403, ["api.scope"])

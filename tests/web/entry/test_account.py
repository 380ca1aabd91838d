"""How people look after their ways in, without a script: passkeys, an app, browsers; and nobody after another's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.conf import LazySettings
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from apps.identity.device import Device
from ristorno.apps.events.queries import history
from ristorno.apps.identity.models import Visit
from ristorno.apps.identity.operators import add_operator
from ristorno.apps.identity.roles import ROLES
from ristorno.apps.identity.second_factor import TRIES
from ristorno.web.entry.devices import device_named
from ristorno.web.entry.pages import PAGES
from ristorno.web.ground.letters import QUEUE, send_warning
from ristorno.web.ground.policy import ACCOUNT
from servers.databases import another
from web.portal.visiting import Browser
from web.portal.world import STRANGER, address, founded

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
FINANCE = "finance@supplier.example"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), another():
        founded()
        add_operator(email=FINANCE, roles=["finance"], name="Fin", actor="command:test")
        yield


@pytest.fixture
def anna(world: None) -> Browser:
    return Browser().sign_in(address("owner"))


def asked(browser: Browser, address: str) -> str:
    browser.response = browser.client.post(
        address, headers={"X-CSRFToken": next(fields for _, fields in browser.page.forms)["csrfmiddlewaretoken"]}
    )
    assert browser.status == 200
    return str(browser.response.content.decode())


def with_passkey(browser: Browser) -> Device:
    device = Device(HERE)
    answer = device.make(asked(browser.open("/account"), "/account/passkey"))
    browser.open("/account").send("/account/passkey/keep", answer=answer, name="Anna's phone")
    return device


def with_app(browser: Browser) -> pyotp.TOTP:
    secret = "".join(re.findall(r"\b[A-Z2-7]{4}\b", browser.open("/account/app").text))
    app = pyotp.TOTP(secret)
    browser.send("/account/app", code=app.now())
    return app


def ahead(app: pyotp.TOTP, seconds: int = 30) -> str:
    """The next code: the one of now was taken already."""
    return app.at(datetime.now(tz=UTC) + timedelta(seconds=seconds))


def test_a_passkey_is_added_and_opens_the_door_without_a_letter(anna: Browser) -> None:
    device = with_passkey(anna)
    assert (anna.status, anna.at) == (200, "/account")
    assert "A passkey was added." in anna.text
    assert "Anna's phone" in anna.text

    other = Browser().open("/sign-in?next=/wallet")
    answer = device.answer(asked(other, "/sign-in/passkey"))
    other.open("/sign-in?next=/wallet").send("/sign-in/passkey/answer", answer=answer)
    assert (other.status, other.at) == (200, "/wallet")
    assert Visit.objects.order_by("-pk").values_list("strong", flat=True)[0]


def test_a_wrong_answer_is_told_on_the_page_where_another_way_stands(world: None) -> None:
    browser = Browser("ru").open("/sign-in")
    browser.send("/sign-in/passkey/answer", answer="{}")
    assert browser.status == 422
    assert "Этот ключ доступа здесь не подходит" in browser.text
    assert "Прислать код" in browser.text


def test_an_app_is_asked_for_after_the_letter(anna: Browser) -> None:
    app = with_app(anna)
    codes = re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", anna.text)
    assert len(codes) == 10
    assert "10 recovery codes are left." in anna.open("/account").text

    other = Browser().sign_in(address("owner"))
    assert other.at == "/sign-in/second"
    assert other.open("/wallet").at == "/sign-in"
    other.open("/sign-in/second").send("/sign-in/second", code="000000")
    assert (other.status, other.at) == (422, "/sign-in/second")
    assert other.send("/sign-in/second", code=ahead(app)).at == "/"

    third = Browser().sign_in(address("owner")).send("/sign-in/second", code=codes[0])
    assert third.at == "/"
    assert "9 recovery codes are left." in third.open("/account").text
    third.send("/account/app/remove", code=codes[1])
    assert "The second factor is no longer asked for." in third.text
    assert Browser().sign_in(address("owner")).at == "/"


def test_after_five_wrong_codes_of_the_app_the_right_one_waits_and_the_page_says_how_long(anna: Browser) -> None:
    app = with_app(anna)
    other = Browser("ru").sign_in(address("owner"))
    told = [other.send("/sign-in/second", code="000000").status for _ in range(TRIES)]
    assert told == [422] * TRIES
    other.send("/sign-in/second", code=ahead(app))
    assert (other.status, "Повторить можно через 15 мин." in other.text) == (429, True)
    anna.open("/account").send("/account/app/remove", code=ahead(app))
    assert (anna.status, "You can try again in 15 min." in anna.text) == (429, True)
    assert 890 < int(anna.response.headers["Retry-After"]) <= 900


def test_the_app_begins_with_its_first_right_code(anna: Browser) -> None:
    anna.open("/account/app")
    assert "<svg" in anna.response.content.decode()
    assert anna.send("/account/app", code="12 34 56").status == 422
    assert Browser().sign_in(address("owner")).at == "/"


def test_every_change_is_told_by_a_letter(anna: Browser) -> None:
    with_passkey(anna)
    for job in ProcrastinateJob.objects.filter(queue_name=QUEUE, task_name="letters.warning"):
        send_warning(**job.args)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([address("owner")], "The way you sign in was changed")
    assert letter.body.strip().startswith("A passkey was added.")


def test_who_signed_in_long_ago_changes_nothing_before_he_signs_in_anew(anna: Browser) -> None:
    Visit.objects.update(began_at=datetime.now(tz=UTC) - timedelta(hours=1, minutes=1))
    with_passkey(anna)
    assert anna.status == 422
    assert "Sign out and in again" in anna.text
    assert anna.open("/account/app").status == 422


def test_other_browsers_are_signed_out_one_by_one_and_all(anna: Browser) -> None:
    others = [Browser().sign_in(address("owner")) for _ in range(3)]
    stranger = Browser().sign_in(STRANGER)
    number = Visit.objects.order_by("-pk")[1].pk
    stranger.open("/account")
    fields = stranger.page.forms[-1][1]
    stranger.client.post("/account/visits", fields | {"number": number})
    assert others[2].open("/").status == 200

    anna.open("/account").send("/account/visits", number=str(number))
    assert "Signed out there." in anna.text
    assert [each.open("/").at for each in others] == ["/", "/", "/sign-in"]
    anna.open("/account").send("/account/visits", number="others")
    assert [each.open("/").at for each in others] == ["/sign-in"] * 3
    assert stranger.open("/").at == "/"
    assert anna.open("/").at == "/"
    user = Visit.objects.order_by("pk")[0].user_id
    assert "user.signed_out" in [each.name for each in history(f"user:{user}")]


def test_nobody_touches_a_passkey_of_another(anna: Browser) -> None:
    with_passkey(anna)
    number = int(re.findall(r"/account/passkey/(\d+)", anna.response.content.decode())[0])
    stranger = Browser().sign_in(STRANGER).open("/account")
    assert "Anna's phone" not in stranger.text
    fields = stranger.page.forms[-1][1]
    for do in ("remove", "rename"):
        stranger.client.post(f"/account/passkey/{number}", fields | {"do": do, "name": "Mine"})
    assert "Anna's phone" in anna.open("/account").text
    anna.send(f"/account/passkey/{number}", do="remove")
    assert "A passkey was removed." in anna.text


def test_a_guarded_role_holds_once_more_than_a_letter_proved_who_it_is(world: None, settings: LazySettings) -> None:
    settings.GUARDED_ROLES = frozenset({"finance"})
    browser = Browser().sign_in(FINANCE).open("/console/statements")
    assert browser.at == "/account"
    assert "Your role needs more than a code by mail." in browser.text
    with_passkey(browser)
    assert browser.open("/console/statements").at == "/console/statements"
    assert Browser().sign_in(FINANCE).open("/console").at == "/account"


def test_without_the_setting_a_letter_is_enough(world: None) -> None:
    assert Browser().sign_in(FINANCE).open("/console/statements").at == "/console/statements"


def test_the_account_is_for_everybody_who_is_signed_in_and_for_nobody_else(world: None) -> None:
    mine = [page for page in PAGES if page.rights == (ACCOUNT,)]
    assert {page.path.partition("/")[0] for page in mine} == {"account"}
    for page in mine:
        path = "/" + page.path.replace("<int:number>", "1")
        browser = Browser()
        if page.methods == ("POST",):
            response = browser.open("/sign-in").client.post(path, browser.page.forms[0][1])
            assert (response.status_code, response["Location"]) == (302, "/sign-in"), path
        else:
            assert browser.open(path).at == "/sign-in", path
    for email in (address("seller"), FINANCE):
        assert Browser().sign_in(email).open("/account").status == 200


def test_every_role_can_be_guarded_and_no_other_word() -> None:
    from ristorno.apps.identity.roles import VARIABLE, guarded
    from ristorno.kernel.problem import Refused

    assert guarded({}) == frozenset()
    assert guarded({VARIABLE: " finance, approver"}) == {"finance", "approver"}
    assert guarded({VARIABLE: ",".join(ROLES)}) == {*ROLES}
    with pytest.raises(Refused) as caught:
        guarded({VARIABLE: "finance,aprover"})
    assert caught.value.problems[0].code == "usage.second_factor"
    assert "approver" in (caught.value.problems[0].remedy or "")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_people_call_it(said: str, wanted: str) -> None:
    assert device_named(said) == wanted

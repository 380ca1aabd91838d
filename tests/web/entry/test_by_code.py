"""Signing in as people do: an address is typed, a letter goes through a real mail server, its code opens the door."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from math import ceil

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from ristorno.apps.identity.letters import AN_HOUR
from ristorno.kernel.problem import Refused
from ristorno.web.ground.letters import QUEUE, send_code
from ristorno.web.ground.mail import mail
from servers.databases import another
from web.portal.visiting import Browser
from web.portal.world import OF_NOBODY, address, founded

pytestmark = pytest.mark.django_db


class Post:
    """A mail server that keeps what it is sent."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.original_content or b""
        self.letters.append(message_from_bytes(content, policy=policy.default))
        return "250 Kept"


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    kept = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        for name, value in mail({"RISTORNO_MAIL": f"smtp://127.0.0.1:{port}"}).items():
            setattr(settings, name, value)
        yield kept
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), another():
        founded()
        yield


def send_all() -> None:
    """Do the jobs that wait, as the process for letters does."""
    for job in ProcrastinateJob.objects.filter(queue_name=QUEUE):
        send_code(**job.args)


def test_a_letter_opens_the_door(world: None, post: Post) -> None:
    browser = Browser("ru").open("/statements")
    assert (browser.status, browser.at) == (200, "/sign-in")
    browser.send("/sign-in", email="Owner@North.example")
    send_all()

    (letter,) = post.letters
    assert letter["To"] == address("owner")
    code = re.search(r"\d{3} \d{3}", str(letter["Subject"]))
    assert code is not None
    assert "Никто и никогда не спросит его" in letter.get_content()
    browser.send("/sign-in/code", code=code[0])
    assert (browser.status, browser.at) == (200, "/statements")
    assert "Nordwind Reifen" in browser.text

    browser.open("/more").send("/sign-out")
    assert browser.open("/").at == "/sign-in"


def test_a_stranger_sees_the_same_pages_and_gets_no_letter(world: None, post: Post) -> None:
    seen = []
    for email in ("stranger@else.example", address("buyer")):
        browser = Browser().open("/sign-in").send("/sign-in", email=email)
        seen.append(browser.text.replace(email, "…"))
    send_all()

    assert seen[0] == seen[1]
    assert [letter["To"] for letter in post.letters] == [address("buyer")]


def test_a_code_opens_only_the_browser_that_asked(world: None, post: Post) -> None:
    Browser().open("/sign-in").send("/sign-in", email=OF_NOBODY)
    send_all()
    code = str(post.letters[0]["Subject"])[:7]

    other = Browser().open("/sign-in").send("/sign-in", email="stranger@else.example")
    other.send("/sign-in/code", code=code)
    assert (other.status, other.at) == (422, "/sign-in/code")
    assert "This code is not right" in other.text
    assert Browser().open("/sign-in/code").at == "/sign-in"


@pytest.mark.parametrize(
    ("language", "spent", "often"),
    [
        ("en", "Three wrong codes were typed", "or wait."),
        ("ru", "Три раза введён неверный код", "или подождите."),
        ("th", "ใส่รหัสผิดสามครั้ง", "หรือโปรดรอ"),
    ],
)
@pytest.mark.parametrize("email", [address("owner"), "stranger@else.example"])
def test_what_is_tried_too_often_says_so_with_a_way_on(
    world: None, email: str, language: str, spent: str, often: str
) -> None:
    """A stranger reads what an owner does: nobody learns by trying whose address is known."""
    browser = Browser(language).open("/sign-in").send("/sign-in", email=email)
    wrong = [browser.send("/sign-in/code", code="x") for _ in range(2)]
    assert {each.status for each in wrong} == {422}
    browser.send("/sign-in/code", code="x")
    assert (browser.status, spent in browser.text, "/sign-in" in browser.page.links) == (429, True, True)
    assert "Retry-After" not in browser.response.headers
    for _ in range(AN_HOUR):
        browser.open("/sign-in").send("/sign-in", email=email)
    assert (browser.status, often in browser.text, browser.page.forms[0][1]["email"]) == (429, True, email)
    wait = int(browser.response.headers["Retry-After"])
    assert 3500 < wait <= 3600
    assert f" {ceil(wait / 60)} " in browser.text


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_signing_in(world: None, back: str) -> None:
    browser = Browser()
    browser.client.get("/sign-in")
    browser.open(f"/sign-in?next={back}")
    assert browser.page.forms[0][1].get("next", "") == ""


def test_a_form_from_elsewhere_is_refused_with_a_way_on(world: None) -> None:
    browser = Browser().open("/sign-in")
    response = browser.client.post("/sign-in", {"email": "a@b.example"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


@pytest.mark.parametrize("told", ["imap://host", "smtp://", "file:", "nonsense"])
def test_an_address_of_no_mail_server_is_refused(told: str) -> None:
    with pytest.raises(Refused) as caught:
        mail({"RISTORNO_MAIL": told})
    assert caught.value.problems[0].code == "usage.mail"


def test_mail_over_tls_with_a_password() -> None:
    told = mail({"RISTORNO_MAIL": "smtp://anna%40x:p%3Aw@mail.example:587"})
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"], told["EMAIL_PORT"]) == ("anna@x", "p:w", 587)
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (True, False)
    assert mail({"RISTORNO_MAIL": "smtps://mail.example"})["EMAIL_USE_SSL"] is True

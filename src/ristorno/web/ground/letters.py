"""Letters, sent by jobs, which know nobody's address: they look it up when they run.

A letter with a code that took longer for a known address than for another would tell which it is.
"""

from typing import Final

from django.core.mail import send_mail
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.queries import code_asked, users_of
from ristorno.apps.members.queries import contacts
from ristorno.apps.members.queries import member as find_member
from ristorno.web.ground.voice import language_of, voice

QUEUE: Final = "letters"
_SPELLED: Final = 3
"""So many digits of a code stand together."""


@app.task(name="letters.code", queue=QUEUE, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def send_code(number: int, language: str) -> None:
    """Send the code of a question to whoever asked for it; nothing where the question is gone, or nobody is known."""
    found = code_asked(number)
    if found is None:
        return
    say = voice(language_of(language))
    code = f"{found.digits[:_SPELLED]} {found.digits[_SPELLED:]}"
    minutes = int(GOOD_FOR.total_seconds() // 60)
    send_mail(say("letter.subject", code=code), say("letter.text", code=code, minutes=minutes), None, [found.email])


@app.task(name="letters.invitation", queue=QUEUE, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def send_invitation(member: str, contact: str, address: str, language: str) -> None:
    """Tell somebody that his company lets him sign in; ``address`` is that of the page. Nothing where he is gone."""
    company = find_member(member)
    found = next((each for each in contacts(member) if each.key == contact and each.email), None)
    if company is None or found is None:
        return
    say = voice(language_of(found.language, language))
    subject, text = (say(f"invitation.{part}", company=company.name, address=address) for part in ("subject", "text"))
    send_mail(subject, text, None, [found.email])


@app.task(name="letters.warning", queue=QUEUE, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def send_warning(user: int, what: str) -> None:
    """Tell somebody that he, or whoever sits at his browser, changed how he signs in."""
    owner = users_of([user]).get(user)
    if owner is None:
        return
    say = voice(language_of(owner.language))
    send_mail(say("warning.subject"), say("warning.text", what=say(f"account.done.{what}")), None, [owner.email])

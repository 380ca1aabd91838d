"""Letters with codes, sent by a job: what took longer for a known address than for another would tell which it is."""

from typing import Final

from django.core.mail import send_mail
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.queries import code_asked
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

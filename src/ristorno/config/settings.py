"""Django's settings. What differs between places comes from the environment; see docs/reference/settings.md."""

import os

from django.utils.functional import SimpleLazyObject
from psycopg.conninfo import conninfo_to_dict

from ristorno.apps.identity.pacing import most_a_minute
from ristorno.apps.identity.roles import guarded
from ristorno.config.secret import secret
from ristorno.postgres.address import URL, own_cluster
from ristorno.web.ground.mail import mail


def _database(address: str) -> dict[str, object]:
    told = conninfo_to_dict(address)
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, object] = {name: str(told.pop(key, "") or "") for name, key in known.items()}
    # Compiling a question takes seconds where many members are asked for, answering it milliseconds.
    told["options"] = f"-c jit=off {told.get('options') or ''}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "OPTIONS": told,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = SimpleLazyObject(secret)  # made by whoever signs something, not by whoever reads settings
DEBUG = False
DATABASES = {"default": _database(os.environ.get(URL) or own_cluster().address)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "procrastinate.contrib.django",
    "ristorno.apps.identity",
    "ristorno.apps.events",
    "ristorno.apps.counters",
    "ristorno.apps.members",
    "ristorno.apps.catalog",
    "ristorno.apps.ledger",
    "ristorno.apps.agreements",
    "ristorno.apps.facts",
    "ristorno.apps.wallets",
    "ristorno.apps.vouchers",
    "ristorno.apps.accruals",
    "ristorno.apps.settlements",
    "ristorno.apps.integrations",
    "ristorno.apps.orders",
    "ristorno.apps.rewards",
    "ristorno.apps.clock",
]
MIDDLEWARE = [
    "ristorno.web.ground.guarding.guard",
    "ristorno.web.api.once.doorman",
    "django.middleware.csrf.CsrfViewMiddleware",
]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "ristorno-form"
CSRF_FAILURE_VIEW = "ristorno.web.ground.failing.stale"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("RISTORNO_BEHIND_PROXY") else None
CSRF_TRUSTED_ORIGINS = [each for each in os.environ.get("RISTORNO_ORIGINS", "").split(",") if each]
ROOT_URLCONF = "ristorno.config.urls"
ALLOWED_HOSTS = os.environ.get("RISTORNO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # the largest file of evidence, and what is around it
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None  # all periodic work stands in one table
PROCRASTINATE_IMPORT_PATHS = ["ristorno.config.schedule", "ristorno.web.ground.letters"]
AUTH_USER_MODEL = "identity.User"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("th", "ไทย")]
GUARDED_ROLES = guarded(os.environ)
REQUESTS_A_MINUTE = most_a_minute(os.environ)
globals().update(mail(os.environ))

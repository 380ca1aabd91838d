"""Who may come in: a user is the sign-in of a person, a key that of a program which calls the interface."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now


class User(AbstractBaseUser):
    """Somebody who signs in with an address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    roles = models.JSONField(default=list)
    """What he does for the sponsor; see ``operators``. Empty for people of members."""
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email"

    class Meta:
        """One sign-in for an address, however it is written."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_user_for_an_address")]

    def __str__(self) -> str:
        return self.email


class Code(models.Model):
    """A code by mail that somebody asked for, whether the address is known or not; the code itself is nowhere kept."""

    email = models.CharField(max_length=254)
    """In small letters."""
    origin = models.CharField(max_length=60)
    """The network address from which it was asked for."""
    known = models.BooleanField()
    """Whether a letter goes out; nobody is told."""
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """How often something else was typed."""
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Limits are counted by address and by origin."""

        indexes: ClassVar = [
            models.Index(fields=["email", "asked_at"], name="identity_codes_of_an_address"),
            models.Index(fields=["origin", "asked_at"], name="identity_codes_of_an_origin"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Visit(models.Model):
    """A browser in which somebody is signed in, by a word of which only a digest is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="visits")
    digest = models.CharField(max_length=64, unique=True)
    member = models.CharField(max_length=120, blank=True)
    """At which company the user looks, where there are several; empty: the first."""
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    strong = models.BooleanField(default=False)
    """Whether more than a letter proved who it is: a passkey, a second factor, or the sign-in of the company."""
    device = models.CharField(max_length=200, blank=True)
    """What people call this browser, to tell one from another."""

    class Meta:
        """Old ones are forgotten by age."""

        indexes: ClassVar = [models.Index(fields=["ends_at"], name="identity_visits_by_age")]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Challenge(models.Model):
    """A question to a passkey, answered once; what is to be signed follows from its number and is nowhere kept."""

    origin = models.CharField(max_length=60)
    """The network address from which it was asked for."""
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Limits are counted by origin."""

        indexes: ClassVar = [models.Index(fields=["origin", "asked_at"], name="identity_challenges_of_origin")]

    def __str__(self) -> str:
        return f"challenge {self.pk}"


class Passkey(models.Model):
    """A key pair of which a device of somebody holds the secret half, and this row the other."""

    user = models.ForeignKey(User, models.PROTECT, related_name="passkeys")
    handle = models.BinaryField(unique=True)
    """By which the device knows it: the credential id of WebAuthn."""
    public_key = models.BinaryField()
    """As COSE writes it."""
    uses = models.BigIntegerField()
    """How often the device says it was used; 0 where it does not count."""
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Authenticator(models.Model):
    """An app that shows codes which change with time; its secret follows from the seed and is nowhere kept."""

    user = models.OneToOneField(User, models.PROTECT, related_name="authenticator")
    seed = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    """When its first code was typed; until then it is asked for nowhere."""
    last_step = models.BigIntegerField(default=0)
    """The thirty seconds of the newest code that was taken: neither it nor an older one is taken again."""
    tries = models.PositiveSmallIntegerField(default=0)
    """How often something wrong was typed since ``tries_since``."""
    tries_since = models.DateTimeField(null=True)
    recovery = models.JSONField(default=list)
    """Digests of the codes for the day on which the app is lost, those that were not used."""

    def __str__(self) -> str:
        return f"authenticator of {self.user_id}"


class Seen(models.Model):
    """Until when somebody has seen the messages of a company at which he looks."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    member = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta:
        """One for each company."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "member"], name="identity_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.member}"


class Provider(models.Model):
    """Where the people of a company sign in who have a sign-in of their own: an OpenID provider."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    """What its people call it."""
    issuer = models.CharField(max_length=300)
    client = models.CharField(max_length=200)
    """As whom the provider knows these pages."""
    secret_in = models.CharField(max_length=120)
    """The variable of the environment that holds the secret agreed with the provider."""
    domains = models.JSONField()
    """Behind the @ of addresses; it speaks for these, and only for these."""

    def __str__(self) -> str:
        return self.key


class Key(models.Model):
    """The sign-in of a program: a public name, and a secret of which only a digest is kept."""

    name = models.CharField(max_length=120)
    public = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField()
    """What it may do; see ``scopes``."""
    member = models.CharField(max_length=80, null=True)
    """The one company whose affairs it may see; None: all, as the sponsor does."""
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.public})"


class Paced(models.Model):
    """What was taken of the requests that a key may send in a minute; see ``pacing``, which alone writes it."""

    key = models.OneToOneField(Key, models.PROTECT, primary_key=True, related_name="+")
    minute = models.BigIntegerField()
    """Since 1970: the latest in which something was taken."""
    shares = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.shares} shares of {self.key_id}"


class Answered(models.Model):
    """What a request with an idempotency key was answered, so that the same request is answered the same again."""

    key = models.ForeignKey(Key, models.PROTECT)
    named = models.CharField(max_length=200)
    """The idempotency key, as the caller chose it."""
    digest = models.CharField(max_length=64)
    """Of the request: the same idempotency key with another request is a mistake."""
    status = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=80, default="")
    body = models.BinaryField(default=b"")
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        """A request is answered once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "named"], name="identity_one_answer_to_a_request")
        ]
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="identity_answers_by_age")]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.named}"

"""A user is a sign-in: of a person at the sponsor or at a member, or of a program that calls the API."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class User(AbstractBaseUser):
    """Somebody who signs in with an address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email"

    class Meta:
        """One sign-in for an address, however it is written."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_user_for_an_address")]

    def __str__(self) -> str:
        return self.email

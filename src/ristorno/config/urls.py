"""Which room answers at which address."""

from django.urls import path

from ristorno.web.api.interface import api
from ristorno.web.health import health

urlpatterns = [path("api/v1/", api.urls), path("health", health)]

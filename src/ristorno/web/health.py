"""Whether this answers: for whoever watches over it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from ristorno import __version__


def health(request: HttpRequest) -> JsonResponse:
    """Return 200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"status": "no database", "version": __version__}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})

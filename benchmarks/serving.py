"""A database of a benchmark's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ristorno.postgres.address import URL
from ristorno.postgres.cluster import Cluster


@contextmanager
def serving(folder: Path) -> Iterator[Cluster]:
    """Serve an empty database with all tables from a folder; processes that are begun meanwhile find it too."""
    cluster = Cluster(folder)
    with cluster.running() as address:
        os.environ[URL] = address
        os.environ["DJANGO_SETTINGS_MODULE"] = "ristorno.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield cluster

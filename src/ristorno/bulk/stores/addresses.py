"""Where plans may be counted in place of the database inside this process, told by an address."""

from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path

from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.postgres import postgres
from ristorno.kernel.problem import Problem, Refused

SCHEMA = "ristorno"
"""The schema that the flat facts get in PostgreSQL where no other is named."""
_POSTGRES = ("postgresql://", "postgres://")
_SPARK = ("sc://", "spark://")


def database_at(
    address: str, *, schema: str | None = None, shared: Path | None = None
) -> AbstractContextManager[Database]:
    """Return the database of an address, to be opened: ``postgresql://...``, ``sc://...`` or ``spark://...``.

    ``schema`` is for PostgreSQL; ``shared``, a folder that all machines see under one name, for Spark.

    Raises:
        Refused: no such database is known, its library is not installed, or the folder of Spark is missing.
    """
    if address.startswith(_POSTGRES):
        return postgres(address, schema or SCHEMA)
    if address.startswith(_SPARK):
        if shared is None:
            reason = "Spark needs a folder that this machine, its driver and all workers see under one name."
            raise Refused([Problem("bulk.database", reason, "Name it: --shared FOLDER.")])
        if find_spec("pyspark") is None:
            remedy = "Install it in the version of the cluster: pip install 'pyspark[connect]'."
            raise Refused([Problem("bulk.database", "The library pyspark is not installed.", remedy)])
        from ristorno.bulk.stores.spark import spark

        return spark(address, shared)
    known = ", ".join(f"{scheme}..." for scheme in (*_POSTGRES[:1], *_SPARK))
    # What was given may hold a password, so only how it begins is told.
    scheme = address.partition("://")[0] if "://" in address else "no scheme"
    reason = f"Nothing is known to count at such an address ({scheme})."
    raise Refused([Problem("bulk.database", reason, f"Write {known}")])

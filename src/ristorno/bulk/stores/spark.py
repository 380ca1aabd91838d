"""The flat facts for Spark: Parquet files in a folder that the driver and all workers see, and steps beside them.

    with spark("sc://cluster.example:15002", Path("/shared/ristorno")) as database:
        database.take(connection)

Every step is written before the next one reads it: Spark would work a view out anew for each reader, and what a worker
held in memory would be lost with it. All files of a question lie in a folder of their own, gone afterwards.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.dialects.spark import Spark
from ristorno.bulk.plan.relations import Fold, Relation, Step, Table
from ristorno.bulk.plan.sharing import rebuilt
from ristorno.bulk.plan.unfolding import first_of, next_of
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.tables import Row, held_in
from ristorno.intake.duck import text
from ristorno.kernel.problem import Problem, Refused


class SparkDatabase(Database):
    """A session of Spark, classic or by Spark Connect."""

    def __init__(self, session: Any, folder: Path) -> None:
        self.dialect: Dialect = Spark()
        self._session = session
        self._folder = folder
        self._numbers = count(1)

    def take(self, flat: duckdb.DuckDBPyConnection) -> None:
        """Write the flat facts into the folder and name them; raises Refused."""
        for table, columns in held_in(flat).items():
            listed = ", ".join(f'"{name}"' for name in columns)
            path = self._folder / "facts" / table
            path.mkdir(parents=True)
            told = "format parquet, compression zstd, per_thread_output true"
            flat.execute(f"copy (select {listed} from {table}) to {text(str(path))} ({told}, overwrite_or_ignore true)")
            self._name(table, [path])

    def keep(self, step: Step) -> None:
        """Write a step into the folder and name it; raises Refused."""
        path, columns = self._write(self._unfolded(step.relation))
        self._name(step.name, [path], columns)

    def rows(self, query: str) -> Iterator[Row]:
        """Yield the rows of a query; raises Refused."""
        with _told():
            for row in self._session.sql(query).toLocalIterator():
                yield tuple(row)

    def _write(self, relation: Relation) -> tuple[Path, Any]:
        """Work a relation out; return where it lies, and its columns."""
        path = self._folder / "steps" / str(next(self._numbers))
        with _told():
            worked_out = self._session.sql(self.dialect.relation(relation))
            columns = worked_out.schema
            worked_out.write.parquet(str(path))
        return path, columns

    def _unfolded(self, relation: Relation) -> Relation:
        """Return a relation that reads what was handed on, in place of handing it on itself."""
        if isinstance(relation, Fold):
            return self._folded(relation)
        return rebuilt(relation, self._unfolded)

    def _folded(self, fold: Fold) -> Table:
        """Hand on from place to place: Spark recurses a hundred times at most, and some of its servers never."""
        place, name = self.dialect.name(fold.place), f"handed on {next(self._numbers)}"
        with _told():
            ((last,),) = self._session.sql(f"select max({place}) from {self.dialect.source(fold.source)}").collect()
        path, columns = self._write(first_of(fold))
        paths = [path]
        for number in range(2, (last or 1) + 1):
            self._name(f"{name}, {number}", paths[-1:], columns)
            paths.append(self._write(next_of(fold, Table(f"{name}, {number}")))[0])
        self._name(name, paths, columns)
        return Table(name)

    def _name(self, name: str, paths: Sequence[Path], columns: Any = None) -> None:
        """Name the rows of files; where there are no rows there may be no file that tells the columns."""
        empty = columns is not None and not any(found for path in paths for found in path.glob("*.parquet"))
        reader = self._session.read.schema(columns) if empty else self._session.read
        plain = f"{self._folder.name.replace('-', '_')}_{next(self._numbers)}"
        with _told():
            # Whether a name given here is quoted differs between classic Spark and Spark Connect; in SQL it does not.
            reader.parquet(*map(str, paths)).createOrReplaceTempView(plain)
            self._session.sql(f"create or replace temp view {self.dialect.name(name)} as select * from {plain}")


@contextmanager
def spark(address: str, shared: Path) -> Iterator[SparkDatabase]:
    """Open a session at a Spark Connect server (``sc://host:port``) or a cluster's master (``spark://host:port``).

    ``shared`` is a folder that this machine, the driver and all workers see under the same name.

    Raises:
        Refused: there is no such server, or the folder cannot be written.
    """
    with _told():
        builder = SparkSession.builder.appName("ristorno")
        remote = address.startswith("sc://")
        session = builder.remote(address).getOrCreate() if remote else builder.master(address).getOrCreate()
    try:
        with working(session, shared) as database:
            yield database
    finally:
        session.stop()


@contextmanager
def working(session: Any, shared: Path) -> Iterator[SparkDatabase]:
    """Use a session that is open; what a question writes is gone afterwards."""
    with _told():
        session.conf.set("spark.sql.ansi.enabled", "true")  # a number that does not fit is an error, never another one
        session.conf.set("spark.sql.session.timeZone", "UTC")
    try:
        folder = Path(tempfile.mkdtemp(prefix="ristorno-", dir=shared))
    except OSError as error:
        reason = f"The folder {shared} cannot be written: {error.strerror}."
        raise Refused([Problem("bulk.database", reason, "Name a folder that all workers see.")]) from None
    folder.chmod(0o777)  # workers may run as other users
    try:
        yield SparkDatabase(session, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told() -> Iterator[None]:
    """Tell by a sentence what Spark says."""
    try:
        yield
    except PySparkException as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        remedy = "See that the cluster runs, lets you in and has room; nothing was written but in its folder."
        raise Refused([Problem("bulk.database", f"Spark says: {said}", remedy)]) from None

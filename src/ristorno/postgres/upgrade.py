"""Moving the data of our own server to a newer major version of PostgreSQL, by writing all out and reading it in.

The old data stay beside the new ones, named after their version, until somebody removes them. A run that is killed
changes nothing: the new data grow in a folder of their own and take their place at the very end.
"""

import shutil

from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.postgres.cluster import DATABASE, USER, Cluster
from ristorno.postgres.programs import Programs, all_programs


def upgrade(cluster: Cluster) -> tuple[int, int]:
    """Move the data to the newest version on this machine; return the versions of before and after.

    Raises:
        Refused: there are no data, they are of the newest version already, or their own version is not here.
    """
    before = cluster.major
    if before is None:
        raise _refused(cluster, "There are no data to move.", "They are made by the first ristorno serve.")
    newest = max(all_programs(), key=lambda each: each.major, default=None)
    if newest is None or newest.major <= before:
        reason = f"The data belong to PostgreSQL {before}, and no newer version is on this machine."
        raise _refused(cluster, reason, "Install a newer one first (Debian: postgresql-18; pip: ristorno[embedded]).")
    _move(cluster, newest)
    return before, newest.major


def _move(cluster: Cluster, newest: Programs) -> None:
    before, dump = cluster.major, cluster.folder / "moving.dump"
    growing = Cluster(cluster.folder / "upgrading", cluster.settings, newest.major)
    shutil.rmtree(growing.folder, ignore_errors=True)
    with cluster.running(alone=True):
        newest.run("pg_dump", "-Fc", "-h", str(cluster.socket), "-U", USER, "-d", DATABASE, "-f", str(dump))
    with growing.running():
        place = ("-h", str(growing.socket), "-U", USER, "-d", DATABASE)
        newest.run("pg_restore", "--exit-on-error", "--single-transaction", *place, str(dump))
    cluster.data.rename(cluster.folder / f"data-{before}")
    growing.data.rename(cluster.data)
    shutil.rmtree(growing.folder)
    dump.unlink()


def _refused(cluster: Cluster, reason: str, remedy: str) -> Refused:
    return Refused([Problem("database.version", reason, remedy, Place(str(cluster.data)))])

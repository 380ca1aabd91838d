"""A server of our own: made once, shared, stopped by the last, never started on data of another version."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from ristorno.kernel.problem import Refused
from ristorno.postgres.cluster import Cluster
from ristorno.postgres.programs import Programs
from ristorno.postgres.upgrade import upgrade
from servers.postgres import FAST


def asked(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_what_was_written_is_there_when_it_runs_again(cluster: Cluster) -> None:
    with cluster.running() as address, psycopg.connect(address) as connection:
        connection.execute("create table kept as select 'Ристорно' as name")
    with cluster.running() as address:
        assert asked(address, "select name from kept") == "Ристорно"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.address)


def test_several_share_one_server_and_the_last_stops_it(cluster: Cluster) -> None:
    with cluster.running() as address:
        with cluster.running():
            pass
        assert asked(address, "select 1") == 1
    assert not cluster.socket.exists()


def test_all_at_once_start_one_server(cluster: Cluster) -> None:
    def used(number: int) -> object:
        with cluster.running() as address:
            return asked(address, f"select {number}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(used, range(8))) == list(range(8))


_USER = """
import sys
from pathlib import Path
from ristorno.postgres.cluster import Cluster
with Cluster(Path(sys.argv[1])).running():
    print("running", flush=True)
    sys.stdin.read()
"""


def test_who_was_killed_leaves_a_server_that_the_next_one_uses_and_stops(cluster: Cluster) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _USER, str(cluster.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"running\n"
        user.kill()
    with cluster.running() as address:
        assert asked(address, "select 1") == 1
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.address)


def test_a_long_folder_gets_a_short_socket(folder: Path, versions: list[Programs]) -> None:
    cluster = Cluster(folder / ("long" * 30), FAST, versions[0].major)
    with cluster.running() as address:
        assert asked(address, "select 1") == 1


def test_data_of_a_version_that_is_not_here_are_left_alone(cluster: Cluster) -> None:
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("11\n")
    with pytest.raises(Refused, match=r"written by PostgreSQL 11; .* ristorno database upgrade"), cluster.running():
        pass
    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


def test_data_move_to_a_newer_version(folder: Path, versions: list[Programs]) -> None:
    majors = sorted(each.major for each in versions)
    if len(majors) < 2:
        pytest.skip(f"only one version of PostgreSQL is here: {majors}")
    cluster = Cluster(folder / "pg", FAST, majors[0])
    with cluster.running() as address, psycopg.connect(address) as connection:
        connection.execute("create table kept as select n from generate_series(1, 1000) as n")
    with cluster.running(), pytest.raises(Refused, match="in use"):
        upgrade(cluster)

    assert upgrade(cluster) == (majors[0], majors[-1])

    with cluster.running() as address:
        assert asked(address, "select sum(n) from kept") == 500_500
        assert asked(address, "show server_version_num").__str__().startswith(str(majors[-1]))
    with pytest.raises(Refused, match="no newer version"):
        upgrade(cluster)


def test_there_is_nothing_to_move_before_the_first_use(cluster: Cluster) -> None:
    with pytest.raises(Refused, match="no data to move"):
        upgrade(cluster)

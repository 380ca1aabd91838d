"""Stores that are not as they were written: refused with place, reason and remedy, before anything is counted."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bulk.stores.comparing import assert_same
from bulk.stores.conftest import MOSCOW, SECOND, bring
from bulk.stores.decoding import decoded
from ristorno.bulk.stores.parquet import open_flat, refresh
from ristorno.engine.accrual import Moment
from ristorno.intake import Store
from ristorno.intake.duck import text
from ristorno.kernel.problem import Problem, Refused

NOW = Moment(date(2026, 12, 31))


def flat(store: Store) -> Path:
    return store.folder / "flat" / "Europe~Moscow"


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def refused(store: Store, *, verify: bool = False) -> Problem:
    with pytest.raises(Refused) as caught, duckdb.connect() as connection:
        open_flat(store, MOSCOW, NOW, connection, verify=verify).__enter__()
    (problem,) = caught.value.problems
    return problem


def rewritten(path: Path, select: str) -> None:
    """Write a Parquet file in place of another; ``{0}`` in the query is the old one."""
    other = path.with_name("other")
    old = f"read_parquet({text(str(path))}, hive_partitioning = false)"
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select.format(old)}) to {text(str(other))} (format parquet)")
    other.replace(path)


def tell(manifest: Path, path: Path, **said: object) -> None:
    """Change what a manifest says of a file."""
    told = json.loads(manifest.read_text(encoding="utf-8"))
    (file,) = [file for file in told["files"] if path.as_posix().endswith(file["path"])]
    file.update(said)
    manifest.write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def projected(store: Store) -> Store:
    refresh(store, "Europe/Moscow")
    return store


def test_a_missing_month_is_named(projected: Store) -> None:
    only(flat(projected), "lines/year=2026/month=02/*").unlink()
    problem = refused(projected)
    assert problem.code == "bulk.missing_file"
    assert "2026-02" in problem.reason
    assert str(flat(projected)) in problem.remedy


def test_the_remedy_helps(projected: Store) -> None:
    only(flat(projected), "lines/year=2026/month=02/*").unlink()
    for path in sorted(flat(projected).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert_same(projected, MOSCOW, NOW.as_of)


def test_a_missing_dictionary(projected: Store) -> None:
    only(flat(projected), "items/*").unlink()
    assert refused(projected).code == "bulk.missing_file"


def test_a_file_that_was_cut_off(projected: Store) -> None:
    path = only(flat(projected), "lines/year=2026/month=02/*")
    path.write_bytes(path.read_bytes()[:-100])
    problem = refused(projected)
    assert (problem.code, "bytes" in problem.reason) == ("bulk.damaged_file", True)


def test_a_file_of_the_right_size_that_is_something_else(projected: Store) -> None:
    path = only(flat(projected), "lines/year=2026/month=02/*")
    path.write_bytes(b"x" * path.stat().st_size)
    problem = refused(projected)
    assert (problem.code, problem.reason) == ("bulk.damaged_file", "The file is no Parquet file.")
    assert str(problem.place) == str(path)


def test_a_changed_byte_is_found_when_asked_for(projected: Store) -> None:
    path = only(flat(projected), "members/*")
    content = bytearray(path.read_bytes())
    place = content.index(b"North")
    content[place] = ord("n")
    path.write_bytes(content)
    problem = refused(projected, verify=True)
    assert (problem.code, "hash" in problem.reason) == ("bulk.damaged_file", True)


def test_other_rows_than_the_manifest_says(projected: Store) -> None:
    tell(flat(projected) / "manifest.json", only(flat(projected), "lines/year=2026/month=02/*"), rows=7)
    problem = refused(projected)
    assert (problem.code, "1 rows" in problem.reason) == ("bulk.damaged_file", True)


def test_a_column_of_another_type(projected: Store) -> None:
    path = only(flat(projected), "lines/year=2026/month=02/*")
    rewritten(path, "select * replace (cast(amount as double) as amount) from {0}")
    tell(flat(projected) / "manifest.json", path, size=path.stat().st_size)
    problem = refused(projected)
    assert problem.code == "bulk.two_schemas"
    assert problem.reason == "The column amount is DOUBLE here, others have it as BIGINT."


def test_a_column_that_is_missing(projected: Store) -> None:
    path = only(flat(projected), "lines/year=2026/month=02/*")
    rewritten(path, "select * exclude (tax) from {0}")
    tell(flat(projected) / "manifest.json", path, size=path.stat().st_size)
    assert refused(projected).reason == "The column tax is missing here, all other files have it."


def test_a_manifest_that_cannot_be_read(projected: Store) -> None:
    (flat(projected) / "manifest.json").write_text("{", encoding="utf-8")
    problem = refused(projected)
    assert (problem.code, problem.place.file) == ("bulk.no_manifest", str(flat(projected) / "manifest.json"))


def test_a_missing_file_of_the_log(store: Store) -> None:
    only(store.folder, "log/*").unlink()
    problem = refused(store)
    assert problem.code == "bulk.missing_file"
    assert "backup" in problem.remedy


def test_a_file_of_the_log_with_another_schema(store: Store) -> None:
    rewritten(only(store.folder, "log/*"), "select * replace (cast(amount as varchar) as amount) from {0}")
    problem = refused(store)
    assert problem.code == "bulk.two_schemas"
    assert problem.reason == "The column amount is VARCHAR here, others have it as DECIMAL(18,4)."


def test_a_file_of_the_log_with_a_column_of_its_own(store: Store) -> None:
    rewritten(only(store.folder, "log/*"), "select *, 1 as bonus from {0}")
    assert refused(store).reason == "The column bonus is INTEGER here, no other file has it."


def test_a_changed_log_is_found_when_asked_for(store: Store) -> None:
    rewritten(only(store.folder, "log/*"), "select * replace (amount + 1 as amount) from {0}")
    assert refused(store, verify=True).code == "bulk.damaged_file"


def test_a_store_of_nothing(tmp_path: Path) -> None:
    told = assert_same(Store(tmp_path / "store"), MOSCOW, NOW.as_of)
    assert (told.lines, told.states, told.aside) == ([], [], [])


def test_a_store_that_cannot_be_written_is_read_all_the_same(store: Store) -> None:
    (store.folder / "flat").write_text("in the way", encoding="utf-8")
    assert len(assert_same(store, MOSCOW, NOW.as_of).lines) == 5


_SHORT = """
import resource, signal, sys
from pathlib import Path
from ristorno.bulk.stores.parquet import refresh
from ristorno.intake import Store
from ristorno.kernel.problem import Refused

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    refresh(Store(Path(sys.argv[1])), "Europe/Moscow")
except Refused as refused:
    print(refused)
"""


@pytest.mark.parametrize("room", [100, 3_000])
def test_a_full_disk(projected: Store, room: int) -> None:
    """The room for any one file is bounded, as it is on a disk that is nearly full."""
    before = (flat(projected) / "manifest.json").read_bytes()
    bring(projected, "b.csv", SECOND)
    command = [sys.executable, "-c", _SHORT, str(projected.folder), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "[bulk.disk]" in done.stdout
    assert "The flat facts cannot be written" in done.stdout
    assert (flat(projected) / "manifest.json").read_bytes() == before
    assert not (flat(projected) / "writing").exists()
    assert_same(projected, MOSCOW, NOW.as_of)
    with duckdb.connect() as connection, open_flat(projected, MOSCOW, NOW, connection):
        assert len(decoded(connection).lines) == 5

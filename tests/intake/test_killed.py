"""A process that is killed at any moment leaves the store as it was before, or as it is after; never between."""

from pathlib import Path

import pytest

from intake.conftest import WriteFile, in_force
from ristorno.intake import Store, import_facts
from servers.dying import dying

HEAD = "document,line,member,occurred_at,amount\n"
FIRST = HEAD + "D1,1,m1,2026-03-01,5\nD2,1,m1,2026-04-01,6\n"
SECOND = HEAD + "D1,1,m1,2026-03-01,7\nD2,1,m2,2026-04-01,6\nD3,1,m1,2026-05-01,8\nD4,1,,2026-05-01,8\n"

_IMPORTING = """
from pathlib import Path
from ristorno.intake import Store, import_facts

Path.replace = counted(Path.replace)
Path.rename = counted(Path.rename)
os.fsync = counted(os.fsync)

def done(folder, file):
    import_facts(Store(Path(folder)), Path(file), progress=lambda fraction, label: step())
"""


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[object], list[object]]:
    """What is in force before and after the second import."""
    folder = tmp_path_factory.mktemp("states")
    found: list[list[object]] = []
    store = Store(folder / "store")
    for name, text in (("a.csv", FIRST), ("b.csv", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
        import_facts(store, folder / name)
        found.append(list(in_force(store)))
    return found[0], found[1]


@pytest.mark.parametrize("start", [1, *(pytest.param(start, marks=pytest.mark.long) for start in (2, 3))])
def test_killed_at_every_step(
    start: int, states: tuple[list[object], list[object]], tmp_path: Path, write: WriteFile
) -> None:
    before, after = states
    first, second = write("a.csv", FIRST), write("b.csv", SECOND)
    store = Store(tmp_path / "store")
    import_facts(store, first)
    seen = []
    with dying(_IMPORTING) as killed_at:
        for step in range(start, 200, 3):
            if not killed_at(step, store.folder, second):
                break
            seen.append(in_force(Store(store.folder)))
            assert seen[-1] in (before, after)
            if seen[-1] == after:
                # From the moment at which the manifest was replaced, the batch counts, and again brings nothing new.
                assert not import_facts(store, second).changed
                break
    assert before in seen
    assert import_facts(store, second).rows == 4
    assert in_force(store) == after
    assert store.summary().quarantined == 1
    assert not (store.folder / "writing").exists()


def test_what_was_left_behind_is_never_read(tmp_path: Path, write: WriteFile) -> None:
    first, second = write("a.csv", FIRST), write("b.csv", SECOND)
    store = Store(tmp_path / "store")
    import_facts(store, first)
    (store.folder / "log" / "b000002-new.parquet").write_bytes(b"half a file")
    assert len(in_force(store)) == 2
    assert import_facts(store, second).restated == 2
    assert store.summary().lines == 3

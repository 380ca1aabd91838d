"""Any split into files, in any order, again and again, gives the same store; bad files are refused, never a fault."""

import tempfile
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import strategies as st

from intake.conftest import LEARNED, LINES, ORDERS, in_force
from ristorno.intake import Store, import_facts
from ristorno.intake.mapping_file import parse_mapping
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

HEAD = "Doc,No,Client,Date,Item,Qty,Sum\n"

line = st.tuples(
    st.sampled_from(["m1", "m2", ""]),
    st.sampled_from(["2026-03-01", "2026-03-31 23:30:00", "2026-04-01 00:10:00", "2026-13-01"]),
    st.sampled_from(["A", "B", "Ж"]),
    st.integers(-2, 3),
    st.sampled_from(["5", "5.00", "0.0001", "x", "-7.5"]),
)
Documents: TypeAlias = list[list[tuple[str, str, str, int, str]]]
documents = st.lists(st.lists(line, min_size=1, max_size=4), min_size=1, max_size=5)


def _rows(documents: Documents) -> list[list[str]]:
    return [
        [f"D{number},{index},{','.join(map(str, cells))}\n" for index, cells in enumerate(lines)]
        for number, lines in enumerate(documents)
    ]


def _content(folder: Path, mapping: str, files: list[str]) -> object:
    store = Store(folder)
    told = parse_mapping(mapping, "m.yaml")
    for number, text in enumerate(files):
        path = folder.parent / f"{number}.csv"
        path.write_text(text, encoding="utf-8")
        receipt = import_facts(store, path, told, recorded_at=LEARNED)
        rows = receipt.accepted + receipt.duplicate + receipt.restated + receipt.quarantined + receipt.ignored
        assert rows == receipt.rows == len(text.splitlines()) - 1
    aside = sorted((row.code, row.document or "", row.raw) for row in store.quarantine())
    return list(store.log()), aside


def test_any_split_in_any_order_gives_the_same_store(effort: Effort) -> None:
    def law(documents: Documents, parts: list[set[int]], shuffle: Random, mapping: str) -> None:
        rows = _rows(documents)
        files = []
        for part in [*parts, set(range(len(rows)))]:
            chosen = [row for number in sorted(part) if number < len(rows) for row in rows[number]]
            shuffle.shuffle(chosen)
            files.append(HEAD + "".join(chosen))
        shuffle.shuffle(files)
        with tempfile.TemporaryDirectory() as name:
            one, many = Path(name) / "one", Path(name) / "many"
            one.mkdir()
            many.mkdir()
            whole = HEAD + "".join(row for document in rows for row in document)
            assert _content(many / "store", mapping, files) == _content(one / "store", mapping, [whole])

    parts = st.lists(st.sets(st.integers(0, 4)), max_size=3)
    mappings = st.sampled_from([ORDERS, LINES])
    effort.prove(law, documents, parts, st.randoms(use_true_random=False), mappings, examples=10)


def test_the_last_word_counts_whatever_was_said_before(effort: Effort) -> None:
    """Good documents restated again and again end as the last state says; lines with ids stay until retracted."""

    def law(states: list[Documents], mapping: str) -> None:
        good = [[[c for c in d if c[0] and c[1] != "2026-13-01" and c[4] != "x"] for d in s] for s in states]
        told = parse_mapping(mapping, "m.yaml")
        with tempfile.TemporaryDirectory() as name:
            store, fresh = Store(Path(name) / "store"), Store(Path(name) / "fresh")
            path = Path(name) / "state.csv"
            for state in good:
                path.write_text(HEAD + "".join(row for rows in _rows(state) for row in rows), encoding="utf-8")
                import_facts(store, path, told, recorded_at=LEARNED)
            import_facts(fresh, path, told, recorded_at=LEARNED)
            last = set(in_force(fresh))
            assert last <= set(in_force(store))
            if mapping == ORDERS:
                mentioned = {document for document, *_ in last}
                assert {entry for entry in in_force(store) if entry[0] in mentioned} == last

    states = st.lists(documents, min_size=2, max_size=4)
    effort.prove(law, states, st.sampled_from([ORDERS, LINES]), examples=10)


VALID = (HEAD + 'D1,1,m1,2026-03-01,"A ""x""",1,5\nD2,1,Ж,2026-03-01 10:00:00,B,2,7.5\n').encode()


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A valid file with bytes cut out, put in and doubled."""
    data = bytearray(VALID)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 12)))
        data[at:end] = draw(
            st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"\n", b"\r", b",", b"\x00", b'""', b"\xff"]))
        )
    return bytes(data)


CURIOUS = [
    (b'"', "a.csv"),
    (b"\xef\xbb\xbf", "a.csv"),
    (b"a\rb\rc", "a.csv"),
    (b"\xff\xfe", "a.csv"),
    (b"", "a.parquet"),
]


def _read_or_refused(content: bytes, name: str) -> None:
    told = parse_mapping(LINES, "m.yaml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        store = Store(Path(folder) / "store")
        try:
            receipt = import_facts(store, path, told)
        except Refused:
            assert list(store.log()) == []
        else:
            counted = receipt.accepted + receipt.duplicate + receipt.restated + receipt.quarantined + receipt.ignored
            assert counted == receipt.rows
            assert len(list(store.log())) == receipt.accepted


def test_mangled_files_are_read_or_refused(effort: Effort) -> None:
    names = st.sampled_from(["a.csv", "a.csv", "a.parquet"])
    effort.prove(_read_or_refused, st.one_of(mangled(), st.binary(max_size=300)), names, examples=60)


@pytest.mark.parametrize(("content", "name"), CURIOUS)
def test_curious_files_are_read_or_refused(content: bytes, name: str) -> None:
    _read_or_refused(content, name)

"""Finished notebooks are kept whole or not at all, and found again only undamaged."""

import json
import os

import pytest

from ptce_helpers.errors import ResearcherError
from ptce_helpers.keys import Key
from ptce_helpers.store import KEPT, Store

NAME = "04-members"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "reports" / ".store", tmp_path)


def key(number):
    return Key({"cells": {"1": str(number)}, "parameters": {}, "files": {}, "modules": {}, "versions": {}})


def kept(store, number, outside=()):
    """Keep a result: a notebook and a table."""
    folder = store.begin(NAME)
    (folder / f"{NAME}.ipynb").write_text(f"notebook {number}", encoding="utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / f"{NAME}-x.csv").write_text("x\n", encoding="utf-8")
    return store.keep(NAME, key(number), folder, list(outside))


def entries(store):
    return sorted(path.name for path in (store.folder / NAME).iterdir() if path.is_dir())


def test_kept_result_is_found_by_its_key_and_by_no_other(store):
    made = kept(store, 1)
    assert store.find(NAME, key(1)) == made == store.entry(NAME, key(1).digest)
    assert made.notebook.read_text(encoding="utf-8") == "notebook 1"
    assert set(made.files) == {f"{NAME}.key.json", f"{NAME}.ipynb", f"tables/{NAME}-x.csv"}
    assert store.find(NAME, key(2)) is None and store.find("00-start-here", key(1)) is None


def test_last_is_the_key_that_was_last_wanted(store):
    assert store.last(NAME) is None
    kept(store, 1)
    kept(store, 2)
    assert store.last(NAME) == key(2)
    store.remember(NAME, key(1))
    assert store.last(NAME) == key(1) and store.key(NAME, key(2).digest) == key(2)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / f"{NAME}.ipynb").write_text("spoilt", encoding="utf-8"),
        lambda folder: (folder / "tables" / f"{NAME}-x.csv").unlink(),
        lambda folder: (folder / f"{NAME}.key.json").write_text("{}", encoding="utf-8"),
        lambda folder: (folder / "contents.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "contents.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "contents.json").write_bytes(b"\xff"),
    ],
    ids=["edited", "file gone", "key", "half written", "other form", "not text"],
)
def test_damaged_result_is_dropped(store, spoil):
    spoil(kept(store, 1).folder)
    assert store.find(NAME, key(1)) is None
    assert entries(store) == []
    assert kept(store, 1) == store.find(NAME, key(1)), "and can be made again"


def test_result_counts_only_while_what_it_wrote_elsewhere_stands(store, tmp_path):
    clean = tmp_path / "data.csv"
    clean.write_text("as written", encoding="utf-8")
    kept(store, 1, ["data.csv"])
    assert store.find(NAME, key(1)) and store.changed_outside(NAME, key(1)) == []
    clean.write_text("by hand", encoding="utf-8")
    assert store.find(NAME, key(1)) is None and store.changed_outside(NAME, key(1)) == ["data.csv"]
    clean.unlink()
    assert store.find(NAME, key(1)) is None
    clean.write_text("as written", encoding="utf-8")
    assert store.find(NAME, key(1)), "the result itself was kept"


def test_store_keeps_so_many_results_and_drops_those_wanted_longest_ago(store):
    for number in range(KEPT):
        os.utime(kept(store, number).folder, ns=(number, number))
    store.remember(NAME, key(0))
    for number in (100, 101):
        kept(store, number)
    left = [number for number in [*range(KEPT), 100, 101] if store.find(NAME, key(number))]
    assert left == [0, *range(3, KEPT), 100, 101] and len(entries(store)) == KEPT


def test_store_never_drops_the_result_that_was_last_wanted(store):
    for number in range(KEPT + 3):
        kept(store, number)
    store.remember(NAME, key(KEPT - 2))
    for folder in (store.folder / NAME).iterdir():
        if folder.name != key(KEPT - 2).digest:
            os.utime(folder)
    store.remember(NAME, key(KEPT - 2))
    assert store.find(NAME, key(KEPT - 2)) and len(entries(store)) == KEPT


def test_half_made_results_are_swept_away_and_never_found(store):
    kept(store, 1)
    half = store.begin(NAME)
    (half / "table.csv").write_text("x", encoding="utf-8")
    store.sweep()
    assert not half.exists() and entries(store) == [key(1).digest]


def test_what_is_kept_names_no_place(store, tmp_path):
    entry = kept(store, 1)
    told = json.loads((entry.folder / "contents.json").read_text(encoding="utf-8"))
    assert told.keys() == {"files", "outside"} and str(tmp_path) not in json.dumps(told)


def test_store_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "store").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ResearcherError, match="store could not be written"):
        Store(tmp_path / "store", tmp_path).begin(NAME)

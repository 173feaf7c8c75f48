"""A key names everything that a notebook's results rest on, and nothing else."""

import json

import pytest
from workbench import Bench

from ptce_helpers.errors import RunError
from ptce_helpers.keys import Change, Key, hash_of, key_of


@pytest.fixture
def fresh(tmp_path):
    """A small workbench in which nothing has run."""
    bench = Bench(tmp_path / "bench").fill()
    bench.where.clean.mkdir()
    (bench.where.clean / "codings.csv").write_text("coding_id\na1\n", encoding="utf-8")
    return bench


def changes(bench, name, edit, **given):
    """What changes in the key of a notebook by an edit: (part, name) of each."""
    before = key_of(bench.where, name, {})
    edit()
    return [(change.part, change.name) for change in key_of(bench.where, name, given).changes(before)]


def test_key_holds_cells_parameters_files_modules_and_versions(fresh):
    parts = key_of(fresh.where, "04-members", {"lang": "fr", "exclude_cases": ["phares", "été"]}).parts
    assert list(parts["cells"]) == ["1", "2", "3"]
    assert parts["parameters"] == {"exclude_cases": '["phares", "été"]', "lang": '"fr"'}
    assert parts["files"]["data/clean/codings.csv"] == hash_of(fresh.where.clean / "codings.csv") != ""
    assert {path.rpartition("/")[0] for path in parts["files"]} == {"data/clean", "data/raw"}
    assert parts["versions"]["pandas"] == "3.0.1" and parts["versions"]["ipykernel"] == "6.1" and "Python" in parts["versions"]
    assert key_of(fresh.where, "00-start-here", {}).parts["modules"].keys() == {"notebooks.py", "errors.py"}


def test_key_names_no_place_and_is_the_same_elsewhere(fresh, tmp_path):
    other = Bench(tmp_path / "elsewhere").fill()
    assert key_of(other.where, "00-start-here", {}).digest == key_of(fresh.where, "00-start-here", {}).digest
    assert str(tmp_path) not in json.dumps(key_of(fresh.where, "04-members", {}).parts)


def test_prose_and_outputs_are_not_in_the_key(fresh):
    path = "notebooks/04-members.ipynb"

    def edit():
        fresh.edit(path, "Some prose.", "Other prose.")
        fresh.edit(path, '"outputs": []', '"outputs": [{"name": "stdout", "output_type": "stream", "text": ["x"]}]')
        fresh.edit(path, '"execution_count": null', '"execution_count": 7')

    assert changes(fresh, "04-members", edit) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "changed"),
    [
        ("notebooks/04-members.ipynb", "'members,'", "'membres,'", [("cells", "3")]),
        ("notebooks/04-members.ipynb", '"parameters"', '"settings"', [("cells", "1")]),
        ("notebooks/00-start-here.ipynb", "'hello'", "'good day'", []),
        ("data/raw/codings.csv", ",12,", ",13,", [("files", "data/raw/codings.csv")]),
        ("data/clean/codings.csv", "a1", "a2", [("files", "data/clean/codings.csv")]),
        ("requirements.lock", "pandas==3.0.1", "pandas==3.0.2", [("versions", "pandas")]),
        ("requirements.lock", "sha256:11", "sha256:12", []),
    ],
)
def test_edit_changes_just_its_part_of_the_key(fresh, path, old, new, changed):
    assert changes(fresh, "04-members", lambda: fresh.edit(path, old, new)) == changed


def test_what_a_notebook_does_not_read_is_not_in_its_key(fresh):
    assert changes(fresh, "02-from-raw-to-clean", lambda: fresh.edit("data/clean/codings.csv", "a1", "a2")) == []


def test_table_that_is_new_or_gone_changes_the_key(fresh):
    before = key_of(fresh.where, "04-members", {})
    (fresh.where.raw / "extra.csv").write_text("x\n", encoding="utf-8")
    (fresh.where.clean / "codings.csv").unlink()
    found = key_of(fresh.where, "04-members", {}).changes(before)
    assert [(change.name, change.old is None, change.new is None) for change in found] == [("data/clean/codings.csv", False, True), ("data/raw/extra.csv", True, False)]


def test_parameter_changes_the_key_and_the_digest(fresh):
    assert changes(fresh, "04-members", lambda: None, lang="fr") == [("parameters", "lang")]
    digests = {key_of(fresh.where, "04-members", given).digest for given in ({}, {"lang": "fr"}, {"lang": "en"})}
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("abc", "abc", []),
        ("abc", "aXc", [("2", "b", "X")]),
        ("abc", "aXbc", [("2", None, "X")]),
        ("abc", "abcXY", [("4", None, "X"), ("5", None, "Y")]),
        ("abc", "ac", [("2", "b", None)]),
        ("abcd", "aXd", [("2", "b", "X"), ("3", "c", None)]),
        ("abcdefghijk", "abcdefghiXk", [("10", "j", "X")]),
    ],
)
def test_cell_put_in_between_or_taken_out_is_one_change(old, new, changes):
    before, now = (Key({"cells": {str(n): letter for n, letter in enumerate(letters, 1)}}) for letters in (old, new))
    assert now.changes(before) == [Change("cells", *change) for change in changes]


def test_file_that_cannot_be_read_is_named(fresh):
    (fresh.where.raw / "folder.csv").mkdir()
    with pytest.raises(RunError, match="(?s)folder.csv can't be read: Is a directory.*check its permissions"):
        key_of(fresh.where, "00-start-here", {})


def test_hash_of_a_file_that_is_not_there_is_empty(tmp_path):
    assert hash_of(tmp_path / "nothing.csv") == ""

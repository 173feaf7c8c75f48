"""A parameter changes what it says and nothing else: the same notebooks, really run, with one parameter changed."""

import shutil

import pytest

from ptce_helpers import results
from ptce_helpers import run as runner
from ptce_helpers.paths import Paths

TRIED = ("05-cooperation", "06-governance", "12-swot")


@pytest.fixture(scope="module")
def run(tmp_path_factory, root):
    """``run(missing="drop")`` runs three notebooks in a copy of the workbench; their results by name."""
    where = Paths(tmp_path_factory.mktemp("effects") / "workbench")
    for part in ("data/raw", "notebooks"):
        shutil.copytree(root / part, where.root / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))

    def run(**given):
        runner.run(where, runner.plan(where, ["02", *TRIED], given))
        return {name: results.read(where.study / f"{name}.results.json") for name in TRIED}

    return run


@pytest.fixture(scope="module")
def plain(run):
    return run()


def changed(before, after):
    """What differs between the results of two runs: scalars, and columns of tables, by notebook."""
    scalars = {(name, key) for name in TRIED for key in before[name].scalars if before[name].scalars[key] != after[name].scalars.get(key)}
    columns = set()
    for name in TRIED:
        assert before[name].tables.keys() == after[name].tables.keys()
        for key in before[name].tables:
            old, new = before[name].frame(key), after[name].frame(key)
            columns |= {(name, key, column) for column in {*old, *new} if column not in old or column not in new or not old[column].equals(new[column])}
    return scalars, columns


def test_dropping_what_is_missing_changes_bounds_only(run, plain):
    scalars, columns = changed(plain, run(missing="drop"))
    assert columns and {name for name, *_ in columns} == {"05-cooperation", "06-governance"}
    assert {column for *_, column in columns if not column.endswith(("_low", "_high"))} == set()
    assert scalars == set()


def test_rounding_what_is_about_changes_what_rests_on_inexact_figures_only(run, plain):
    _, columns = changed(plain, run(treat_about_as="rounded"))
    of_governance = {(key, column) for name, key, column in columns if name == "06-governance"}
    assert of_governance == {("governance-team-numbers", "mean_low")}, "one staff figure of 2014 is only about so much"
    assert {(key, column) for name, key, column in columns if name == "05-cooperation"} == {("people-summary", "mean_low")}


def test_counted_before_stated_changes_what_rests_on_a_contradiction_only(run, plain):
    """Only the jobs of Domb’Innov: a sum of 570 stands against the stated 550, and one table of these notebooks shows them."""
    scalars, columns = changed(plain, run(readings="counted"))
    assert {(name, key) for name, key, _ in columns} == {("06-governance", "governance-growth")} and scalars == set()


def test_weights_change_the_ranking_of_the_options_only(run, plain):
    scalars, columns = changed(plain, run(weights="study"))
    assert {(name, key) for name, key, _ in columns} == {("12-swot", "tows-pairs")} and "score" in {column for *_, column in columns}
    assert {key.partition(".")[0] for _, key in scalars} <= {"say_options"}

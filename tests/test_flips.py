"""Flips: which conclusions change over the runs of a batch, and the smallest change that flips each."""

import csv
import itertools
import json
import random
from io import StringIO
from textwrap import dedent

import pandas as pd
import pytest

from ptce_helpers.flips import PLACE, TINY, changes, flips, sign


def drawn(text):
    """A table drawn with commas; cells in quotation marks may hold some."""
    rows = list(csv.DictReader(StringIO(dedent(text).strip()), skipinitialspace=True))
    return pd.DataFrame([{k.strip(): (v or "").strip() for k, v in row.items()} for row in rows], dtype="str")


def results(text):
    """Rows of results.csv, from run, result, type, value (and row, column for the cells of a table)."""
    found = drawn(text)
    found["kind"] = ["cell" if column else "scalar" for column in found.get("column", [""] * len(found))]
    return found.assign(notebook="04-members", row=found.get("row", ""), column=found.get("column", ""))


def runs(text):
    found = drawn(text)
    return found if "status" in found else found.assign(status="done", reason="")


def told(found, *columns):
    """The flip map's table as lists, for some columns."""
    return found.table[list(columns)].values.tolist()


ALPHAS = """
    run,  alpha
    0000, 0.1
    0001, 0.05
    0002, 0.2
    0003, 0.3
"""


# --- what flips ----------------------------------------------------------------------------------------------------------


def test_verdict_flips_when_it_is_another_word():
    found = flips(results("""
        run,  result,  type, value
        0000, verdict, str,  holds
        0001, verdict, str,  holds
        0002, verdict, str,  fails
        0003, verdict, str,  unclear
    """), runs(ALPHAS))  # fmt: skip
    assert told(found, "result", "value", "becomes", "n_runs", "n_flips", "share") == [["verdict", "holds", "fails / unclear", 3, 2, 66.7]]
    assert found.n_conclusions == 1


def test_number_flips_with_its_sign_only():
    found = flips(results("""
        run,  result, type,  value
        0000, effect, float, 0.25
        0001, effect, float, 17.5
        0002, effect, float, -0.25
        0003, effect, int,   0
        0000, count,  int,   3
        0001, count,  int,   4
        0002, count,  float, 4.5
        0003, count,  int,   1
    """), runs(ALPHAS))  # fmt: skip
    assert told(found, "result", "value", "becomes", "n_flips") == [["effect", "+", "- / 0", 2]]
    assert found.n_conclusions == 2


def test_yes_and_no_flip():
    found = flips(results("""
        run,  result, type, value
        0000, robust, bool, true
        0001, robust, bool, false
    """), runs(ALPHAS))  # fmt: skip
    assert told(found, "value", "becomes", "smallest_change") == [["true", "false", "alpha = 0.05"]]


@pytest.mark.parametrize(("value", "written"), [(2.0, "+"), (-1e-9, "-"), (0.0, "0"), (-0.0, "0"), (TINY / 2, "0"), (-TINY / 2, "0")])
def test_sign_of_next_to_nothing_is_zero(value, written):
    assert sign(value) == written


def test_cells_flip_one_by_one_by_the_row_that_they_stand_in():
    found = flips(results("""
        run,  result, row,    column, type, value
        0000, types,  phares, type,   str,  firm
        0000, types,  serre,  type,   str,  firm
        0001, types,  phares, type,   str,  network
        0001, types,  serre,  type,   str,  firm
    """), runs(ALPHAS))  # fmt: skip
    assert told(found, "row", "column", "value", "becomes") == [["phares", "type", "firm", "network"]]
    assert found.n_conclusions == 2


def test_conclusion_that_a_run_does_not_have_does_not_count_there():
    found = flips(results("""
        run,  result, row,    column, type, value
        0000, types,  phares, type,   str,  firm
        0001, types,  serre,  type,   str,  firm
        0002, types,  phares, type,   str,
        0003, types,  phares, type,   str,  network
    """), runs(ALPHAS))  # fmt: skip
    assert told(found, "row", "n_runs", "n_flips", "share") == [["phares", 1, 1, 100.0]]
    assert found.map.loc[found.map.index[0]].isna().to_dict() == {"0000": False, "0001": True, "0002": True, "0003": False}


def test_what_only_other_runs_conclude_is_no_flip():
    found = flips(results("""
        run,  result,  type, value
        0000, verdict, str,  holds
        0001, verdict, str,  holds
        0001, another, str,  holds
        0002, another, str,  fails
    """), runs(ALPHAS))  # fmt: skip
    assert (found.n_conclusions, len(found.table)) == (1, 0)


def test_words_in_another_language_are_no_other_conclusion():
    found = flips(results("""
        run,  result,  type, value
        0000, verdict, str,  holds
        0001, verdict, str,  tient
        0002, verdict, str,  fails
        0003, verdict, str,  échoue
    """), runs("""
        run,  lang, alpha
        0000, en,   0.1
        0001, fr,   0.1
        0002, en,   0.2
        0003, fr,   0.2
    """))  # fmt: skip
    assert told(found, "becomes", "n_runs", "n_flips") == [["fails", 1, 1]]
    assert list(found.map.columns) == ["0000", "0002"]


def test_sentences_and_rows_that_nothing_tells_apart_are_not_followed():
    rows = results("""
        run,  result, type, value
        0000, said,   str,  one
        0001, said,   str,  two
    """)
    for kind in ("sentence", "loose cell"):
        assert flips(rows.assign(kind=kind), runs(ALPHAS)).n_conclusions == 0


def test_failed_runs_are_left_out_and_without_the_first_one_nothing_is_compared():
    rows = results("""
        run,  result,  type, value
        0000, verdict, str,  holds
        0001, verdict, str,  fails
        0002, verdict, str,  fails
    """)
    table = runs(ALPHAS)
    table.loc[1, "status"] = "failed"
    assert told(flips(rows, table), "n_runs", "smallest_change") == [[1, "alpha = 0.2"]]
    table.loc[0, "status"] = "failed"
    nothing = flips(rows, table)
    assert (len(nothing.table), nothing.n_conclusions) == (0, 0)


def test_batch_without_any_result_has_no_flips():
    empty = pd.DataFrame(columns=["run", *PLACE, "type", "value"], dtype="str")
    assert flips(empty, runs(ALPHAS)).n_conclusions == 0


def test_most_often_flipping_conclusions_come_first():
    found = flips(results("""
        run,  result, type, value
        0000, rarely, str,  a
        0001, rarely, str,  a
        0002, rarely, str,  a
        0003, rarely, str,  b
        0000, always, str,  a
        0001, always, str,  b
        0002, always, str,  b
        0003, always, str,  b
    """), runs(ALPHAS))  # fmt: skip
    assert told(found, "result", "share") == [["always", 100.0], ["rarely", 33.3]]


# --- the smallest change -------------------------------------------------------------------------------------------------


def smallest(flipped, table):
    """The smallest change of a verdict that is another in some runs."""
    table = runs(table)
    rows = "".join(f"{run}, verdict, str, {'fails' if run in flipped else 'holds'}\n" for run in table["run"])
    return flips(results("run, result, type, value\n" + rows), table).table["smallest_change"].tolist()


def test_smallest_change_of_a_number_is_the_nearest_value_that_flips():
    assert smallest({"0002", "0003"}, ALPHAS) == ["alpha = 0.2"]
    assert smallest({"0001", "0003"}, ALPHAS) == ["alpha = 0.05"]


def test_two_values_that_are_equally_near_are_both_named():
    assert smallest({"0001", "0002", "0003"}, "run, alpha\n0000, 0.1\n0001, 0.05\n0002, 0.15\n0003, 0.3") == ["alpha = 0.05 / 0.15"]


def test_smallest_change_of_cases_leaves_out_the_fewest():
    table = """
        run,  exclude_cases
        0000,
        0001, phares
        0002, "la_serre,phares"
        0003, la_serre
        0004, "domb_innov,la_serre"
    """
    assert smallest({"0002", "0003", "0001"}, table) == ["− la_serre / − phares"]
    assert smallest({"0002"}, table) == ["− la_serre − phares"]
    assert smallest({"0002", "0004"}, table) == ["− domb_innov − la_serre / − la_serre − phares"]


def test_cases_that_are_always_left_out_are_no_part_of_the_change():
    table = """
        run,  exclude_cases
        0000, phares
        0001, "phares,la_serre"
        0002,
    """
    assert smallest({"0001"}, table) == ["− la_serre"]
    assert smallest({"0002"}, table) == ["+ phares"]


def test_each_word_that_flips_is_named():
    assert smallest({"0001", "0002"}, "run, study\n0000, both\n0001, labo2014\n0002, crida2015") == ["study = crida2015 / labo2014"]


def test_each_parameter_that_flips_alone_is_named_and_what_changes_together_is_not():
    table = """
        run,  alpha, study
        0000, 0.1,   both
        0001, 0.2,   both
        0002, 0.1,   labo2014
        0003, 0.2,   labo2014
    """
    assert smallest({"0001", "0002", "0003"}, table) == ["alpha = 0.2; study = labo2014"]
    assert smallest({"0001", "0003"}, table) == ["alpha = 0.2"]


def test_what_flips_only_together_is_told_together():
    table = """
        run,  alpha, study,    exclude_cases
        0000, 0.1,   both,
        0001, 0.2,   both,
        0002, 0.1,   labo2014,
        0003, 0.2,   labo2014, la_serre
        0004, 0.2,   labo2014,
    """
    assert smallest({"0003", "0004"}, table) == ["alpha = 0.2 + study = labo2014"]
    assert smallest({"0003"}, table) == ["alpha = 0.2 + study = labo2014 + − la_serre"]


def test_each_run_is_called_by_what_it_changes():
    table = runs("""
        run,  alpha, exclude_cases
        0000, 0.1,   phares
        0001, 0.2,   phares
        0002, 0.1,   "phares,la_serre"
        0003, 0.2,
    """)
    assert changes(table, "as it is") == {"0000": "as it is", "0001": "alpha = 0.2", "0002": "− la_serre", "0003": "alpha = 0.2, + phares"}


# --- by brute force --------------------------------------------------------------------------------------------------------


def random_batch(number):
    """A small batch with random conclusions: runs as dictionaries, values as (result, run) -> text or None."""
    chance = random.Random(number)
    grid = [{"alpha": a, "study": s, "exclude_cases": e} for a, s, e in itertools.product(("0.1", "0.2", "0.4"), ("both", "labo2014"), ("", "phares"))]
    rows = [grid[0], *chance.sample(grid[1:], chance.randint(1, 8))]
    values = {(result, n): chance.choice(["a", "b", "c", None]) for result in ("x", "y", "z") for n in range(len(rows))}
    return rows, values


@pytest.mark.parametrize("number", range(25))
def test_random_batches_flip_as_counting_one_by_one_says(number):
    rows, values = random_batch(number)
    table = pd.DataFrame([{"run": f"{n:04d}", **row, "status": "done", "reason": ""} for n, row in enumerate(rows)], dtype="str")
    rest = {"notebook": "04-members", "kind": "scalar", "row": "", "column": "", "type": "str"}
    written = pd.DataFrame([rest | {"run": f"{n:04d}", "result": result, "value": value or ""} for (result, n), value in values.items()], dtype="str")
    found = flips(written, table)
    base = [result for result in ("x", "y", "z") if values[result, 0]]
    others = {result: [n for n in range(1, len(rows)) if values[result, n]] for result in base}
    flipped = {result: [n for n in others[result] if values[result, n] != values[result, 0]] for result in base}
    assert found.n_conclusions == len(base)
    assert {row.result: (row.n_runs, row.n_flips) for row in found.table.itertuples()} == {r: (len(others[r]), len(flipped[r])) for r in base if flipped[r]}
    for row in found.table.itertuples():
        assert row.smallest_change == by_hand([rows[n] for n in flipped[row.result]], rows[0]), json.dumps(rows)


def by_hand(flipped, base):
    """The smallest change, found by looking at every run that flips."""
    def changed(row):
        return [name for name in row if row[name] != base[name]]

    alone = {name: [row[name] for row in flipped if changed(row) == [name]] for name in base}
    parts = {"alpha": min(alone["alpha"], key=float, default=""), "study": min(alone["study"], default=""), "exclude_cases": min(alone["exclude_cases"], default="")}
    say = lambda name, value: f"− {value}" if name == "exclude_cases" else f"{name} = {value}"  # noqa: E731
    if any(parts.values()):
        return "; ".join(say(name, parts[name]) for name in sorted(parts) if parts[name])
    fewest = min(flipped, key=lambda row: len(changed(row)))  # the first of several
    return " + ".join(say(name, fewest[name]) for name in changed(fewest))

"""What changed between two runs is told result by result: once, in words, and nothing that did not change."""

import copy

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from ptce_helpers import differences, results

POLES = pd.DataFrame({"case": ["La Serre", "Le Phares", "Domb’Innov", "Innov’ales"], "form": ["SCIC", "association", "association", "SCIC"],
                      "n": [12, 20, 7, 31], "share": [0.5, 0.25, None, 0.1]})  # fmt: skip


@pytest.fixture
def found(tmp_path, monkeypatch):
    """``found(before, after)``: what compare tells of two runs, each a function that records results."""
    monkeypatch.setenv("PTCE_OUTPUT", str(tmp_path))

    def book(record, parameters):
        results.open_book("04-members", tmp_path, parameters)
        record()
        return results.read(tmp_path / "04-members.results.json")

    def compare(before, after, parameters=({}, {})):
        return [str(one) for one in differences.compare(book(before, parameters[0]), book(after, parameters[1]))]

    yield compare
    results._open = None
    plt.close("all")


def drawing(x=3.0, colour="#2b6c8f", title="Members", points=((1, 4), (2, 5)), width=1.5, heights=(1, 2), marker="o"):
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.plot([1, 2], [3, 4], color="#222222", label="trend", linewidth=width)
    axes.scatter(*zip(*points, (x, 1), strict=True), s=60, marker=marker, color=colour, label="poles")
    axes.bar([1, 2], heights, color="#c0692b")
    axes.set(title=title, xlim=(0, 5), ylim=(0, 6))
    return figure


# --- single values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "tolerance", "told"),
    [
        (12, 13, 0, ["scalar n: 12 became 13"]),
        (10**12, 10**12 + 1, 0, ["scalar n: 1000000000000 became 1000000000001"]),
        (12, 13, 1, []),
        (12, 14, 1, ["scalar n: 12 became 14 (tolerance 1)"]),
        (0.3, 0.1 + 0.2, 0, []),
        (1e6, 1e6 + 1e-4, 0, []),
        (1e6, 1e6 + 1e-2, 0, ["scalar n: 1000000.0 became 1000000.01"]),
        (0.0, 1e-17, 0, []),
        (0.43, 0.44, 0.005, ["scalar n: 0.43 became 0.44 (tolerance 0.005)"]),
        (12, 12.0, 0, ["scalar n: 12 (int) became 12.0 (float)"]),
        (1, True, 0, ["scalar n: 1 (int) became true (bool)"]),
        ("12", 12, 0, ['scalar n: "12" (str) became 12 (int)']),
        ("SCIC", "association", 0, ["scalar n: SCIC became association"]),
        (0.5, float("nan"), 0, ["scalar n: 0.5 became nan"]),
        (float("nan"), float("nan"), 0, []),
        (float("inf"), float("nan"), 0, ["scalar n: inf became nan"]),
    ],
)
def test_number_is_compared_with_its_type_and_tolerance(found, before, after, tolerance, told):
    assert found(lambda: results.scalar("n", before, tolerance), lambda: results.scalar("n", after)) == told


def test_unit_and_parameters_are_compared(found):
    told = found(lambda: results.scalar("n", 1, unit="people"), lambda: results.scalar("n", 1, unit="FTE"),
                 ({"lang": "en", "exclude_cases": []}, {"lang": "fr", "exclude_cases": ["phares"]}))  # fmt: skip
    assert told == ["parameter exclude_cases: 0 values became 1", "parameter lang: en became fr", "scalar n, unit: people became FTE"]


def test_result_that_is_gone_or_new_is_told_for_each_kind(found):
    def every():
        results.scalar("n", 1)
        results.table("t", POLES)
        results.figure("f", drawing())
        results.sentence("s", "Three poles.")

    names = ["scalar n", "table t", "figure f", "sentence s"]
    assert found(every, lambda: None) == [f"{name}: is gone" for name in names]
    assert found(lambda: None, every) == [f"{name}: is new" for name in names]
    assert found(every, every) == []


def test_sentence_is_compared_word_by_word_and_number_by_number(found):
    def say(n, text="There are {n} poles.", **more):
        return lambda: results.sentence("s", text.format(n=n), {"n": n} | more)

    assert found(say(3), say(4)) == ["scalar s.n: 3 became 4", "sentence s: “There are 3 poles.” became “There are 4 poles.”"]
    assert found(say(3), say(3, "There were {n} poles.")) == ["sentence s: “There are 3 poles.” became “There were 3 poles.”"]
    assert found(say(3, case="La Serre"), say(3, case="Le Phares")) == ["sentence s, case: La Serre became Le Phares"]


# --- tables ----------------------------------------------------------------------------------------------------------------


def change(row, column, value):
    return lambda frame: frame.assign(**{column: [value if n == row else old for n, old in enumerate(frame[column])]})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (lambda frame: frame.sample(frac=1, random_state=1), []),
        (lambda frame: frame.assign(n=frame["n"].astype(float) * (1 + 1e-13)), []),
        (change(0, "n", 13), ["table t, row case = La Serre, column n: 12 became 13"]),
        (change(1, "form", "SCOP"), ["table t, row case = Le Phares, column form: association became SCOP"]),
        (change(2, "share", 0.0), ["table t, row case = Domb’Innov, column share: nan became 0.0"]),
        (lambda frame: frame.drop(index=1), ["table t, row case = Le Phares: this row is gone"]),
        (lambda frame: pd.concat([frame, frame.tail(1).assign(case="Paris Mix")]), ["table t, row case = Paris Mix: this row is new"]),
        (lambda frame: frame.drop(columns="n"), ["table t, column n: is gone"]),
        (lambda frame: frame.assign(year=2015), ["table t, column year: is new"]),
        (lambda frame: frame[["case", "n", "form", "share"]], ["table t, columns: stand in another order"]),
        (lambda frame: frame.assign(n=frame["n"] + 1), ["table t, column n: changed in all 4 rows; in row case = La Serre: 12 became 13"]),
        (lambda frame: frame.head(0), [f"table t, row case = {case}: this row is gone" for case in POLES["case"]]),
    ],
    ids=["order of rows", "noise", "number", "category", "missing", "lost row", "new row", "lost column", "new column", "order of columns", "whole column", "all rows"],
)
def test_change_of_a_table_is_one_difference(found, changed, told):
    assert found(lambda: results.table("t", POLES), lambda: results.table("t", changed(POLES))) == told


def test_rows_that_no_column_tells_apart_are_compared_whole(found):
    before, after = pd.DataFrame({"form": ["SCIC", "SCIC", "SCOP"]}), pd.DataFrame({"form": ["SCOP", "SCIC", "ETS"]})
    assert found(lambda: results.table("t", before), lambda: results.table("t", after)) == ["table t, row SCIC: this row is gone", "table t, row ETS: this row is new"]


def test_keys_of_the_earlier_run_serve_as_long_as_they_tell_rows_apart(found):
    before, after = POLES[["form", "case", "n"]].iloc[[0, 1]], POLES[["form", "case", "n"]].iloc[[0, 1, 2]]
    told = found(lambda: results.table("t", before), lambda: results.table("t", change(1, "n", 21)(after)))
    assert told == ["table t, row form = association, case = Domb’Innov: this row is new", "table t, row form = association, case = Le Phares, column n: 20 became 21"]


def test_whole_numbers_written_with_a_decimal_point_are_the_same_but_a_yes_is_no_number(found):
    years = pd.DataFrame({"year": [2014, 2015], "n": [1, 2]})
    assert found(lambda: results.table("t", years), lambda: results.table("t", years.astype(float))) == []
    told = found(lambda: results.table("t", years), lambda: results.table("t", years.assign(n=[True, 2])))
    assert told == ["table t, row year = 2014, column n: 1 became true"]


def test_long_keys_that_begin_alike_are_told_apart(found):
    long = pd.DataFrame({"text": ["x" * 90 + end for end in "ab"], "n": [1, 2]})
    told = found(lambda: results.table("t", long), lambda: results.table("t", change(1, "n", 3)(long)))
    assert told == [f"table t, row text = {'x' * 79}…, column n: 2 became 3"]


# --- figures --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"x": 3.0 + 6e-9}, []),
        ({"x": 3.1}, ["figure f, axes 1, points 1 (poles), x: 1 of 3 changed; number 3: 3.0 became 3.1"]),
        ({"points": ((1, 4),)}, ["figure f, axes 1, points 1 (poles), x: 3 values became 2", "figure f, axes 1, points 1 (poles), y: 3 values became 2"]),
        ({"title": "Partners"}, ["figure f, axes 1, title: Members became Partners"]),
        ({"heights": (1, 2.5)}, ["figure f, axes 1, shape 2, height: 2.0 became 2.5"]),
        ({"marker": "s"}, ["figure f, axes 1, points 1 (poles), marker: o became s"]),
        ({"colour": "#c0692b"}, ["figure f, axes 1, points 1 (poles), colour: #2b6c8fff became #c0692bff",
                                 "figure f, axes 1, points 1 (poles), edge: #2b6c8fff became #c0692bff"]),
    ],
    ids=["same", "noise", "moved point", "lost point", "title", "bar", "marker", "colour"],
)  # fmt: skip
def test_change_of_what_a_figure_shows_is_told(found, changed, told):
    assert found(lambda: results.figure("f", drawing()), lambda: results.figure("f", drawing(**changed))) == told


def test_figure_with_the_same_data_and_other_looks_is_told(found):
    (told,) = found(lambda: results.figure("f", drawing()), lambda: results.figure("f", drawing(width=5)))
    assert told.startswith("figure f, looks: shows the same data but looks otherwise (") and told.endswith(" of 768 bits of its fingerprint)")


def test_looks_may_differ_by_a_hair(found):
    assert found(lambda: results.figure("f", drawing()), lambda: results.figure("f", drawing(width=1.55))) == []


def test_another_number_of_axes_lines_or_bars_is_told_once(found):
    def two():
        figure = drawing()
        figure.axes[0].plot([1, 2], [1, 1])
        results.figure("f", figure)

    assert found(lambda: results.figure("f", drawing()), two) == ["figure f, axes 1, lines: 1 became 2"]
    assert found(lambda: results.figure("f", drawing()), lambda: results.figure("f", plt.subplots(1, 2)[0])) == ["figure f, axes: 1 became 2"]


def test_data_given_with_a_figure_are_compared_as_a_table(found):
    told = found(lambda: results.figure("f", drawing(), data=POLES), lambda: results.figure("f", drawing(), data=change(0, "n", 13)(POLES)))
    assert told == ["figure f, row case = La Serre, column n: 12 became 13"]


def test_fingerprint_of_another_kind_is_a_difference():
    book = results.Book("a", figures={"f": {"data": {}, "hash": "ff"}})
    other = copy.deepcopy(book)
    other.figures["f"]["hash"] = "ffff"
    assert list(map(str, differences.compare(book, other))) == ["figure f, looks: has a fingerprint of another kind"]


# --- counts ---------------------------------------------------------------------------------------------------------------


def test_only_what_stands_in_both_runs_counts_as_compared():
    one = results.Book("a", scalars={"n": {}, "m": {}}, tables={"t": {}}, sentences={"s": {}})
    other = results.Book("a", scalars={"n": {}}, tables={"t": {}, "u": {}}, figures={"f": {}})
    assert differences.compared(one, other) == {"values": 1, "tables": 1, "figures": 0, "sentences": 0}

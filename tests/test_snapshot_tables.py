"""Tables of the two snapshots: they add up, lead to the lines of both texts, and say nothing of what was left out."""

import pytest

from ptce_helpers import snapshot_tables as tables
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.snapshots import CLASSES, Snapshots
from ptce_helpers.study import narrow

ALL = (tables.counts, tables.coverage, tables.changes, tables.told, tables.same, tables.lists, tables.not_comparable)
BOTH = ["labo2014", "crida2015"]


def made(raw, lang="en", without=(), studies=BOTH):
    return Snapshots(Sample(narrow(clean(raw), list(without), studies), raw, Labels(lang), Rules("rounded")))


@pytest.fixture(scope="module")
def real(raw):
    return made(raw)


def test_the_classes_of_a_pole_add_up_to_its_variables(real):
    frame = tables.counts(real).frame
    assert (frame[[f"class_{name}" for name in CLASSES]].sum(axis=1) == frame["total_variables"]).all()
    assert frame["total_variables"].tolist() == [len(real.variables)] * 5


def test_the_themes_add_up_to_what_can_be_compared(real):
    frame, told = tables.coverage(real).frame, bare(tables.numbers(real))
    assert frame[["comparable", "both_speak", "one_speaks", "class_silent"]].sum().tolist() == [told[name] for name in ("comparable", "both", "one", "silent")]
    assert (frame["both_speak"] + frame["one_speaks"] + frame["class_silent"] == frame["comparable"]).all()
    assert frame["share"].is_monotonic_decreasing and frame.iloc[0]["share"] == pytest.approx(100 * frame.iloc[0]["both_speak"] / frame.iloc[0]["comparable"])


@pytest.mark.parametrize("make", ALL)
def test_no_cell_with_a_value_is_without_evidence(real, make):
    traced = make(real)
    assert len(traced.frame) and traced.frame.shape == traced.evidence.shape
    empty = [(row, name) for name in traced.frame for row in range(len(traced.frame)) if traced.frame[name].notna()[row] and not traced.evidence[name][row]]
    assert empty == []


def test_a_change_shows_both_passages_with_lines_and_year(real):
    traced = tables.changes(real)
    row = traced.frame.set_index("variable").loc["Organisations in the place"]
    assert row[["labo2014", "lines_labo2014", "year_labo2014"]].tolist() == ["LAGRAPPE: 7\u00a0organisations", "1265", "2013"]
    assert row[["crida2015", "lines_crida2015", "year_crida2015", "direction"]].tolist() == ["la Grappe: 10\u00a0organisations", "661–662", "2015", "more"]
    at = traced.frame["variable"].tolist().index("Organisations in the place")
    assert traced.evidence["labo2014"][at].startswith("aL.lille") and traced.evidence["crida2015"][at].startswith("aC.lille")
    assert " " not in traced.evidence["labo2014"][at], "a side rests on its own coding only"


def test_what_is_told_differently_says_why(real):
    frame = tables.told(real).frame
    assert len(frame) == 8 and frame["reason"].notna().all()
    assert frame[frame["case"] == "Domb’Innov"][["labo2014", "lines_labo2014", "crida2015", "lines_crida2015"]].values.tolist() == [["Structured", "2429–2431", "One-off", "383"]]


def test_lists_show_each_code_once(real):
    frame = tables.lists(real).frame.set_index(["case", "variable"])
    assert frame.loc[("Domb’Innov", "Convivial moments")].tolist() == ["Exchange day", "Festive event and Concerts and shows", "Meals"]
    told = bare(tables.list_numbers(real))
    assert told["n"] == len(frame) and told["named"] == told["both"] + told["first"] + told["second"]


def test_what_cannot_be_compared_comes_with_its_reason_and_its_own_grid_last(real):
    frame = tables.not_comparable(real).frame
    assert frame["reason"].notna().all() and frame.iloc[:6]["both_speak"].tolist() == [1] * 6
    once = frame["reason"].isin(["asked only of the 2014 study", "asked only of the 2015 study"])
    assert once.sum() == 13 and not once[: -13].any()
    assert frame.set_index("variable").loc["Enterprises born of the cooperation", ["reason", "cases"]].tolist() == ["the two texts speak of different things", "Pôle Sud Aquitain"]


def test_the_pole_without_a_sheet_is_named(real):
    assert bare(tables.without_sheet(real)) == {"n": 1, "names": "La Coursive Boutaric", "both": 2}


def test_sentences_agree_with_the_tables(real):
    assert bare(tables.by_pole(real, "told"))["n"] == len(tables.told(real).frame)
    assert bare(tables.by_pole(real, "changed")) == {"n": 3, "poles": "Lille MétroPôle Solidaire: 2 and Pôle Sud Aquitain: 1"}
    assert bare(tables.agreement_numbers(real)) == {"n": 107, "same": 61, "lists": 35, "changed": 3, "told": 8}
    assert bare(tables.figure_numbers(real)) == {"n": 7, "same": 5, "changed": 1, "told": 1}
    assert bare(tables.barred_numbers(real)) == {"n": 11, "speak": 6, "once": 13}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("kept", [[], ["coursive_boutaric"], ["domb_innov"]])
def test_few_poles_or_none_are_told_without_a_crash(raw, lang, kept):
    snapshots = made(raw, lang, without=[case for case in raw.cases if case not in (*kept, "la_serre")])
    for make in ALL:
        assert len(make(snapshots).frame) == 0 or kept
    labels = snapshots.sample.labels
    for key, values in (("snapshots", bare(tables.numbers(snapshots))), ("no_sheet", bare(tables.without_sheet(snapshots))), ("shared", bare(tables.agreement_numbers(snapshots))),
                        ("changed", bare(tables.by_pole(snapshots, "changed"))), ("told", bare(tables.by_pole(snapshots, "told"))), ("lists", bare(tables.list_numbers(snapshots))),
                        ("barred", bare(tables.barred_numbers(snapshots))), ("slopes", bare(tables.figure_numbers(snapshots)))):
        assert "1 poles" not in labels.text(f"say_{key}", **values)
    if not kept:
        assert labels.text("say_snapshots", **bare(tables.numbers(snapshots))) == labels.text("say_snapshots_none")


def test_own_words_are_in_the_language_of_the_page(raw):
    french = made(raw, "fr")
    for make in ALL:
        assert not make(french).frame.astype(str).apply(lambda column: column.str.contains("(en anglais)", regex=False)).any(axis=None)


def test_a_note_counts_the_shared_poles_and_what_is_missing(real):
    assert tables.note(real, ["circle_count"]).startswith("5 poles of the 2014 study and 5 poles of the 2015 study. Missing: 8 values of 10 (8 not stated).")
    assert tables.note(real, []) == ""

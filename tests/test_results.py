"""What a notebook found is written down with its type, so that a later run can be held against it."""

import json
import math
from datetime import date
from decimal import Decimal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ptce_helpers import plotted, results, study
from ptce_helpers.errors import NotFound, ResearcherError
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths


@pytest.fixture
def book(tmp_path, monkeypatch):
    """An open book as in a run; calling it reads what stands in its file."""
    monkeypatch.setenv("PTCE_OUTPUT", str(tmp_path))
    results.open_book("04-members", tmp_path, {"lang": "en", "exclude_cases": ["phares"], "alpha": 0.1})
    yield lambda: results.read(tmp_path / "04-members.results.json")
    results._open = None


@pytest.fixture
def dots():
    """``dots(**changes)`` is a figure with a line, dots, bars, a heat map and words."""
    made = []

    def draw(x=3.0, colour="#2b6c8f", height=2.0, title="Members", word="about", width=1.5):
        figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3))
        made.append(figure)
        left.plot([1, 2], [3, 1 / 3], color="#222222", label="trend", linewidth=width)
        left.scatter([1, x, 2], [4, 1, np.nan], s=30, color=colour, label="poles")
        left.annotate(word, xy=(1, 4), xytext=(2, 2))
        left.set(title=title, xlabel="year", yticks=[0, 4], yticklabels=["none", "all"])
        left.legend()
        right.bar(["a", "b"], [1, height], color="#c0692b")
        right.imshow([[1, 2], [3, np.nan]], cmap="Greys")
        right.hlines([0.5], 0, 1, color="#9db3bf")
        return figure

    yield draw
    for figure in made:
        plt.close(figure)


# --- numbers and words ---------------------------------------------------------------------------------------------------


def test_book_begins_empty_with_all_parameters(book):
    results.scalar("n", 3)
    results.open_book("04-members", results._open.folder, {"lang": "fr"})
    assert (len(book()), book().notebook, book().parameters) == (0, "04-members", {"lang": "fr"})


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (12, "int", 12),
        (np.int64(12), "int", 12),
        (True, "bool", True),
        (np.bool_(False), "bool", False),
        (0.1 + 0.2, "float", 0.3),
        (-0.0, "float", 0.0),
        ("La Serre", "str", "La Serre"),
        (None, "none", None),
        (math.nan, "float", {"value": None, "kind": "nan"}),
        (np.float64("-inf"), "float", {"value": None, "kind": "-inf"}),
        (pd.NA, "none", {"value": None, "kind": "NA"}),
        (pd.NaT, "none", {"value": None, "kind": "NaT"}),
        (date(2015, 10, 1), "str", "2015-10-01"),
        (np.datetime64("2015-10-01"), "str", "2015-10-01T00:00:00"),
    ],
    ids=repr,
)
def test_single_value_keeps_its_type_and_its_kind_of_missing(book, value, kind, written):
    results.scalar("n", value, tolerance=0.5, unit="people")
    assert book().scalars == {"n": {"type": kind, "value": written, "tolerance": 0.5, "unit": "people"}}
    assert type(book().value("n")) is type(written)


@pytest.mark.parametrize(
    ("value", "tolerance", "said"),
    [
        ([1, 2], 0, "The result 'n' is no single value but a list.\n    → record a number, a text"),
        ({"value": 1, "kind": "x"}, 0, "is no single value but a dict"),
        (Decimal(1), 0, "The result 'n' holds a Decimal, which can't be written down."),
        (1, -1, "The tolerance of 'n' is -1.\n    → give 0 or a positive number."),
        (1, math.nan, "The tolerance of 'n' is nan."),
    ],
    ids=str,
)
def test_what_is_no_single_value_is_refused(book, value, tolerance, said):
    with pytest.raises(ResearcherError) as refused:
        results.scalar("n", value, tolerance)
    assert said in str(refused.value)
    assert len(book()) == 0


def test_sentence_keeps_its_values_and_its_numbers_become_scalars(book):
    results.sentence("say_members", "Two of 3 (La Serre)", {"n": 2, "share": 2 / 3, "case": "La Serre", "all": False})
    assert book().text("say_members") == "Two of 3 (La Serre)"
    assert book().sentences["say_members"]["values"] == {"n": 2, "share": 0.666666666667, "case": "La Serre", "all": False}
    assert {name: entry["value"] for name, entry in book().scalars.items()} == {"say_members.n": 2, "say_members.share": 0.666666666667}


# --- tables ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "keys"),
    [
        ({"case": ["a", "b"], "year": [1, 1]}, ["case"]),
        ({"case": ["a", "a"], "year": [1, 2], "n": [3, 3]}, ["case", "year"]),
        ({"case": ["a", "a"], "year": [1, 1]}, []),
        ({"case": [], "n": []}, ["case"]),
    ],
    ids=["one column", "two columns", "none tells them apart", "no rows"],
)
def test_rows_are_told_apart_by_as_few_leading_columns_as_it_takes(book, frame, keys):
    results.table("t", pd.DataFrame(frame))
    assert book().tables["t"]["keys"] == keys


def test_table_keeps_types_missing_values_and_a_named_index(book):
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "share": [0.5, math.nan], "at": pd.to_datetime(["2015-10-01", None])},
                         index=pd.Index(["a", "b"], name="case"))  # fmt: skip
    results.table("t", frame, keys=["case", "n"])
    missing = [{"value": None, "kind": kind} for kind in ("NA", "nan", "NaT")]
    assert book().tables["t"] == {"keys": ["case", "n"], "columns": ["case", "n", "share", "at"],
                                  "rows": [["a", 1, 0.5, "2015-10-01T00:00:00"], ["b", *missing]]}  # fmt: skip
    assert book().frame("t")["case"].tolist() == ["a", "b"] and book().frame("t").isna().sum().tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("columns", "keys", "said"),
    [
        (["case", "n"], ["cas"], "The table 't' has no column 'cas' to tell its rows apart.\n    → did you mean 'case'?"),
        (["case", "n"], ["n"], "The columns n do not tell the rows of the table 't' apart.\n    → add a column to keys."),
        (["case", "case"], None, "The table 't' has two columns of the same name: case, case."),
    ],
)
def test_keys_that_do_not_tell_rows_apart_are_refused(book, columns, keys, said):
    with pytest.raises(ResearcherError) as refused:
        results.table("t", pd.DataFrame([["a", 1], ["b", 1]], columns=columns), keys=keys)
    assert said in str(refused.value)


# --- figures ---------------------------------------------------------------------------------------------------------------


def test_figure_is_kept_as_what_it_shows(book, dots):
    results.figure("f", dots())
    left, right = book().figures["f"]["data"]["axes"]
    assert left["lines"] == [{"label": "trend", "x": [1.0, 2.0], "y": [3.0, 0.333333333], "colour": "#222222ff", "style": "-", "marker": "None"}]
    assert left["points"] == [{"label": "poles", "x": [1.0, 3.0, {"value": None, "kind": "nan"}], "y": [4.0, 1.0, {"value": None, "kind": "nan"}], "size": 30.0, "marker": "o",
                               "colour": "#2b6c8fff", "edge": "#2b6c8fff"}]  # fmt: skip
    assert left["words"] == [{"text": "about", "x": 2.0, "y": 2.0, "to": [1.0, 4.0], "colour": "#000000ff"}]
    assert (left["title"], left["x_label"], left["y_ticks"], left["legend"]) == ("Members", "year", ["none", "all"], ["trend", "poles"])
    assert [(bar["x"], bar["height"]) for bar in right["shapes"]] == [(-0.4, 1.0), (0.6, 2.0)]
    assert right["x_ticks"] == ["a", "b"]
    assert right["grids"][0]["values"] == [1.0, 2.0, 3.0, {"value": None, "kind": "nan"}] and right["grids"][0]["palette"] == "Greys"
    assert right["segments"] == [{"corners": [[[0.0, 0.5], [1.0, 0.5]]], "colour": [], "edge": "#9db3bfff"}]


def test_long_outline_is_summed_up(dots):
    figure = dots()
    figure.axes[0].fill([0, *range(100), 99], [0, *([5] * 100), 0])
    corners = plotted.plotted(figure)["axes"][0]["shapes"][0]["corners"]
    assert corners == {"count": 103, "from": [0.0, 0.0], "to": [99.0, 5.0], "middle": [round(5049 / 103, 7), round(500 / 103, 8)]}


def test_data_of_a_figure_can_be_given(book, dots):
    results.figure("f", dots(), data=pd.DataFrame({"case": ["a"], "n": [1]}))
    results.figure("g", dots(), data={"n": np.arange(2)})
    assert book().figures["f"]["data"] == {"keys": ["case"], "columns": ["case", "n"], "rows": [["a", 1]]}
    assert book().figures["g"]["data"] == {"n": [0, 1]}


def test_same_figure_has_the_same_fingerprint_and_other_looks_another(dots):
    base = plotted.fingerprint(plotted.rendered(dots()))
    assert len(base) == 192 and plotted.distance(base, plotted.fingerprint(plotted.rendered(dots()))) == 0
    changes = {"colour": "#c0692b", "x": 3.5, "title": "Another title", "width": 6}
    distances = {name: plotted.distance(base, plotted.fingerprint(plotted.rendered(dots(**{name: value})))) for name, value in changes.items()}
    assert min(distances.values()) > 0, distances


def test_fingerprints_of_two_kinds_are_not_compared():
    with pytest.raises(ValueError, match="fingerprints of 2 and 4 characters can't be compared"):
        plotted.distance("ff", "ffff")


# --- the book and its file ------------------------------------------------------------------------------------------------


def test_name_that_is_taken_is_refused_in_a_run_and_replaced_in_work_by_hand(book, monkeypatch):
    results.scalar("n", 1)
    with pytest.raises(ResearcherError, match=r"04-members has two results of the name 'n' \(scalars\).\n    → give each result a name of its own"):
        results.scalar("n", 2)
    assert book().value("n") == 1
    monkeypatch.delenv("PTCE_OUTPUT")
    results.scalar("n", 2)
    assert book().value("n") == 2


def test_result_without_a_notebook_is_refused(monkeypatch):
    monkeypatch.setattr(results, "_open", None)
    with pytest.raises(ResearcherError, match="No notebook has been begun.*\n    → begin the notebook first"):
        results.scalar("n", 1)


def test_same_results_are_the_same_bytes_whatever_their_order(book, tmp_path, dots):
    path = tmp_path / "04-members.results.json"
    made = {"b": lambda: results.scalar("b", 0.1), "a": lambda: results.scalar("a", 1), "t": lambda: results.table("t", pd.DataFrame({"n": [1]})),
            "f": lambda: results.figure("f", dots())}  # fmt: skip
    written = []
    for order in ("batf", "ftab"):
        results.open_book("04-members", tmp_path, dict.fromkeys(["lang", "study"] if order == "batf" else ["study", "lang"], "x" * 70))
        for name in order:
            made[name]()
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert [found.name for found in tmp_path.iterdir()] == [path.name], "nothing half-written is left beside it"


def test_one_row_of_a_table_is_one_line_of_the_file(book, tmp_path):
    results.table("t", pd.DataFrame({"case": [f"case {n}" for n in range(30)], "n": range(30)}))
    lines = (tmp_path / "04-members.results.json").read_text(encoding="utf-8").splitlines()
    assert '    ["case 7", 7],' in lines


def test_what_is_written_is_read_back(book, tmp_path, dots):
    results.sentence("s", "Un pôle sur 3\u00a0!", {"n": math.nan})
    results.table("t", pd.DataFrame({"case": ["é"], "n": [math.inf]}))
    results.figure("f", dots())
    assert results.as_json(book()) == (tmp_path / "04-members.results.json").read_text(encoding="utf-8")
    assert len(book()) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not a readable file of results (line 1)"),
        ("[]", "is not a file of results in format 1"),
        ('{"format": 2}', "is not a file of results in format 1"),
        ('{"format": 1, "notebook": "04-members"}', "is not a whole file of results: figures, parameters, scalars, sentences, tables."),
        (json.dumps({"format": 1, "notebook": "a", "parameters": {}, "scalars": [], "tables": {}, "figures": {}, "sentences": {}}), "of results: scalars."),
    ],
)
def test_broken_file_is_named_with_what_to_do(tmp_path, text, said):
    path = tmp_path / "04-members.results.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResearcherError) as refused:
        results.read(path)
    assert str(refused.value).startswith(f"{path} ") and said in str(refused.value)
    assert str(refused.value).endswith("→ make it anew: ptce run 04-members")


def test_missing_file_and_missing_result_are_named(book, tmp_path):
    with pytest.raises(NotFound, match="00-start-here.results.json is missing.\n    → make it anew: ptce run 00-start-here"):
        results.read(tmp_path / "00-start-here.results.json")
    results.scalar("members", 1)
    with pytest.raises(NotFound, match="The results of 04-members have no scalar 'member'.\n    → did you mean 'members'?"):
        book().value("member")


# --- the desk ----------------------------------------------------------------------------------------------------------------


def test_what_the_desk_shows_draws_and_says_is_recorded(book, tmp_path, raw, dots, capsys):
    desk = study.Desk("04-members", Labels("en"), raw, Paths(tmp_path))
    desk.show_first(pd.DataFrame({"form": list("abc"), "crida2015": [1, 2, 3]}), "doubts", rows=2, rests_on="codings.csv")
    desk.draw(dots(), "members")
    desk.say("say_turnover", "codings.csv", n=3)
    found = book()
    assert found.parameters["exclude_cases"] == ["phares"], "the book that was open goes on"
    assert found.tables["doubts"]["rows"] == [["a", 1], ["b", 2], ["c", 3]], "the whole table, not only the rows shown"
    assert found.figures["members"]["data"]["axes"][0]["title"] == "Members"
    assert capsys.readouterr().out.endswith(f"\n{found.text('say_turnover')}\n")
    assert found.value("say_turnover.n") == 3


def test_notebook_begins_with_every_parameter_it_declares(root, tmp_path, monkeypatch):
    monkeypatch.setenv("PTCE_HOME", str(root))
    monkeypatch.setenv("PTCE_OUTPUT", str(tmp_path))
    study.begin("04-members", lang="fr")
    assert results.read(tmp_path / "04-members.results.json").parameters == {"lang": "fr", "study": "both", "exclude_cases": [], "treat_about_as": "exact", "missing": "bounds", "alpha": 0.1, "readings": "arbitrated"}


def test_work_by_hand_is_recorded_in_reports_lab(tmp_path, raw, monkeypatch):
    monkeypatch.delenv("PTCE_OUTPUT", raising=False)
    desk = study.Desk("04-members", Labels("en"), raw, Paths(tmp_path), {"lang": "en"})
    for _ in range(2):
        desk.say("say_turnover", "codings.csv", n=3)
    assert results.read(tmp_path / "reports" / "lab" / "04-members.results.json").value("say_turnover.n") == 3

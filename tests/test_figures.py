"""Figures: nothing covers anything, the same data give the same bytes, and inexact figures look inexact."""

import io
import itertools

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Annotation

from ptce_helpers import describe, figures, heat_map, milestones, reliability, silence
from ptce_helpers.labels import Labels


def boxes_of(figure, texts):
    """The drawn extent of some texts, in pixels, arrows left out: {text: Bbox}."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    return {text.get_text(): matplotlib.text.Text.get_window_extent(text, renderer) for text in texts if text.get_text()}


def overlapping(boxes):
    return [(a, b) for a, b in itertools.combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]


def outside(figure, boxes):
    return [name for name, box in boxes.items() if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.width or box.y1 > figure.bbox.height]


def png(figure):
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def test_a_figure_is_saved_in_both_forms_and_closed(tmp_path):
    figure = plt.figure(figsize=(2, 1))
    figures.save(figure, tmp_path / "mark")
    assert plt.imread(tmp_path / "mark.png").shape[:2] == (130, 260)
    assert 'width="144pt" height="72pt"' in (tmp_path / "mark.svg").read_text(encoding="utf-8")
    assert not plt.fignum_exists(figure.number)


# --- the map -----------------------------------------------------------------------------------------------------------


def names_on(figure):
    axes = figure.axes[0]
    return boxes_of(figure, [text for text in axes.texts if isinstance(text, Annotation)])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_two_names_on_the_map_overlap_and_none_leaves_it(raw, lang):
    figure = figures.case_map(raw["cases"], Labels(lang))
    names, legend = names_on(figure), boxes_of(figure, figure.axes[0].get_legend().get_texts())
    assert sorted(names) == sorted(raw["cases"]["name"])
    assert overlapping(names | legend) == []
    assert outside(figure, names | legend) == []


@pytest.mark.parametrize("missing", ["la_serre", "phares", "pole_sud_aquitain", "paris_mix"])
def test_map_without_a_pole_is_still_readable(raw, missing):
    figure = figures.case_map(raw["cases"][raw["cases"]["case_id"] != missing], Labels("en"))
    names = names_on(figure)
    assert len(names) == len(raw["cases"]) - 1
    assert overlapping(names) == [] and outside(figure, names) == []


def test_map_places_poles_in_lambert_93(raw):
    figure = figures.case_map(raw["cases"][raw["cases"]["case_id"] == "pole_sud_aquitain"], Labels("en"))
    [(x, y)] = [tuple(point) for part in figure.axes[0].collections for point in part.get_offsets()]
    expected = figures.LAMBERT93.transform(*raw["cases"].set_index("case_id").loc["pole_sud_aquitain", ["longitude", "latitude"]].astype(float))
    assert (x, y) == pytest.approx(expected)
    assert 300_000 < x < 400_000 and 6_200_000 < y < 6_350_000, "Tarnos lies in the far south-west"


def test_legend_of_the_map_counts_the_poles(raw):
    figure = figures.case_map(raw["cases"], Labels("en"))
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == [
        Labels("en").text("map_labo2014", n=7), Labels("en").text("map_both", n=5), Labels("en").text("map_crida2015", n=6),
    ]  # fmt: skip


def test_marks_on_one_spot_are_drawn_side_by_side():
    x = figures.side_by_side(np.array([0.0, 1.0, 500.0]), np.array([0.0, 0.0, 0.0]), step=20)
    assert list(x) == [-9.5, 10.5, 500.0]


def test_names_are_spread_without_changing_their_order():
    heights = figures.spread(np.array([100.0, 99.0, 98.0, 10.0]), gap=5, low=0, high=101)
    assert list(heights) == [100, 95, 90, 10]
    crowded = figures.spread(np.array([3.0, 2.0, 1.0]), gap=5, low=0, high=101)
    assert list(crowded) == [10, 5, 0]


# --- every figure --------------------------------------------------------------------------------------------------------


def everything(raw, coded, lang):
    """Each figure of the notebooks, drawn from the real data."""
    labels, names = Labels(lang), describe.names(raw)
    pairs = reliability.judgements(raw)
    table = pairs.groupby("variable_id").apply(lambda g: (g["first"] == g["second"]).mean(), include_groups=False).rename("equal").reset_index()
    table = table.assign(alpha=table["equal"] - 0.2, low=table["equal"] - 0.4, high=table["equal"])
    stated = coded.codings.query("variable_id == 'members_total' and value != ''")
    return {
        "map": figures.case_map(raw["cases"], labels),
        "timeline": figures.timeline(milestones.years(coded, raw), labels),
        "agreement": figures.agreement(table, labels, reliability.names(raw, labels), 0.9),
        "silence": heat_map.silence(silence.share(coded, raw), labels, names),
        "members": figures.ranges(stated, labels, names, "axis_members"),
    }


def test_same_data_give_the_same_bytes(raw, coded):
    first, second = (everything(raw, coded, "en") for _ in range(2))
    assert [name for name in first if png(first[name]) != png(second[name])] == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_row_names_neither_overlap_nor_leave_the_figure(raw, coded, lang):
    for name, figure in everything(raw, coded, lang).items():
        if name == "map":
            continue
        boxes = boxes_of(figure, figure.axes[0].get_yticklabels())
        assert len(boxes) > 5, name
        assert overlapping(boxes) == [], name
        assert outside(figure, boxes) == [], name


# --- exactness ------------------------------------------------------------------------------------------------------------

STATED = pd.DataFrame(
    [
        ("a", "labo2014", "20", "", "exact"),
        ("b", "crida2015", "30", "", "about"),
        ("c", "labo2014", "40", "", "at_least"),
        ("d", "labo2014", "50", "", "at_most"),
        ("e", "crida2015", "6", "12", "range"),
    ],
    columns=["case_id", "study", "value", "upper", "qualifier"],
)


def drawn(*qualifiers):
    rows = STATED[STATED["qualifier"].isin(qualifiers)]
    return figures.ranges(rows, Labels("en"), {c: f"Pole {c}" for c in "abcde"}, "axis_members").axes[0]


def dots(axes):
    """x -> (face, edge) of every dot that has a place."""
    parts = [part for part in axes.collections if len(part.get_offsets())]
    return {float(part.get_offsets()[0][0]): (to_hex(part.get_facecolor()[0]), to_hex(part.get_edgecolor()[0])) for part in parts}


def arrows(axes):
    return [(text.xyann[0], text.xy[0]) for text in axes.texts if isinstance(text.arrow_patch, FancyArrowPatch)]


def test_exact_figures_are_full_dots_and_about_figures_open_ones():
    axes = drawn("exact", "about")
    assert dots(axes) == {20.0: (figures.STUDY_COLOURS["labo2014"],) * 2, 30.0: ("#ffffff", figures.STUDY_COLOURS["crida2015"])}
    assert arrows(axes) == []


def test_at_least_points_up_and_at_most_points_down():
    [(start, end)] = arrows(drawn("at_least"))
    assert start == 40 and end > 40
    [(start, end)] = arrows(drawn("at_most"))
    assert start == 50 and end < 50


def test_range_is_a_bar_from_its_low_to_its_high_end():
    axes = drawn("range")
    assert [list(line.get_xdata()) for line in axes.lines] == [[6.0, 12.0]]
    assert dots(axes) == {}


def test_timeline_leaves_out_years_that_no_text_states():
    years = dated([1999.0, np.nan], [np.nan] * 2, [2009.0, 2013.0])
    axes = figures.timeline(years, Labels("en")).axes[0]
    assert sorted(dots(axes)) == [1999.0, 2009.0, 2013.0]


def dated(genesis, grouping, founded, qualifier="exact"):
    """Years of made-up poles, as milestones.years gives them."""
    table = pd.DataFrame({"genesis_year": genesis, "grouping_year": grouping, "pole_founded_year": founded})
    return table.assign(case=[f"Pole {n}" for n in table.index], **{f"{kind}__qualifier": qualifier for kind in figures.TIMELINE})


def test_timeline_draws_inexact_years_as_inexact():
    open_mark = figures.timeline(dated([1994.0], [np.nan], [np.nan], "about"), Labels("en")).axes[0]
    assert dots(open_mark) == {1994.0: ("#ffffff", figures.TIMELINE["genesis_year"][1])}
    [(start, end)] = arrows(figures.timeline(dated([2000.0], [np.nan], [np.nan], "at_most"), Labels("en")).axes[0])
    assert start == 2000 and end < 2000


def test_timeline_sets_marks_of_one_year_below_each_other():
    assert figures.below_each_other([2001.0, 2001.0, 2005.0]) == pytest.approx([0.15, -0.15, 0])
    assert figures.below_each_other([2001.0] * 3) == pytest.approx([0.3, 0, -0.3])
    axes = figures.timeline(dated([2001.0], [2001.0], [2005.0]), Labels("en")).axes[0]
    heights = [float(part.get_offsets()[0][1]) for part in axes.collections if len(part.get_offsets())]
    assert heights == pytest.approx([0.15, -0.15, 0])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_where_there_is_nothing_to_draw_a_line_says_so(lang):
    labels, none = Labels(lang), [np.nan]
    judged = pd.DataFrame({"variable_id": ["v"], "alpha": [1.0], "low": [1.0], "high": [1.0], "equal": [1.0]})
    empty = [figures.timeline(dated(none, none, none), labels), figures.ranges(STATED.head(0), labels, {}, "axis_members"),
             figures.agreement(judged, labels, {"v": "V"}, 0.9), heat_map.silence(pd.DataFrame({"members": []}), labels, {})]
    assert [[text.get_text() for text in figure.axes[0].texts] for figure in empty] == [[labels.text("figure_nothing")]] * 4


def test_marks_of_one_study_stand_on_the_line_of_their_pole_and_the_legend_outside():
    axes = drawn("exact")
    assert [float(part.get_offsets()[0][1]) for part in axes.collections if len(part.get_offsets())] == [0.0]
    axes.figure.canvas.draw()
    assert axes.get_legend().get_window_extent().y0 >= axes.get_window_extent().y1


def test_axis_of_agreement_has_the_decimals_of_its_language(raw, coded):
    axes = everything(raw, coded, "fr")["agreement"].axes[0]
    axes.figure.canvas.draw()
    assert {"0,5", "1,0"} & {text.get_text() for text in axes.get_xticklabels()}
    assert not [text.get_text() for text in axes.get_xticklabels() if "." in text.get_text()]

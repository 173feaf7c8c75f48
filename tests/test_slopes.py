"""Paired lines and the picture of the classes: what is drawn is what was compared, and no text covers another."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from ptce_helpers import slopes, snapshot_picture
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import NBSP, Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.snapshots import BOTH, CLASSES, Snapshots
from ptce_helpers.study import narrow


def made(raw, lang="en", without=(), about="rounded"):
    return Snapshots(Sample(narrow(clean(raw), list(without), ["labo2014", "crida2015"]), raw, Labels(lang), Rules(about)))


@pytest.fixture(scope="module")
def real(raw):
    return made(raw)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def ends(snapshots, variable):
    panel = next(panel for panel in slopes.panels(snapshots) if panel.variable_id == variable)
    return [(slope.row["case_id"], slope.first and slope.first["value"], slope.second and slope.second["value"]) for slope in panel.slopes]


def test_a_panel_for_each_figure_that_both_studies_state(real):
    assert slopes.variables(real) == ["circle_count", "enterprises_born_of_cooperation", "enterprises_per_year", "members_in_place", "place_opened_year", "pole_status_year"]


def test_a_line_joins_the_same_thing_and_the_rest_stands_alone(real):
    assert ends(real, "members_in_place") == [("domb_innov", "3", None), ("lille_metropole_solidaire", "7", "10")]
    assert ends(real, "enterprises_born_of_cooperation") == [("domb_innov", "8", "8"), ("pole_sud_aquitain", "10", None), ("pole_sud_aquitain", None, "7")]


def test_abouts_that_count_as_missing_are_not_drawn(raw):
    strict = made(raw, about="missing")
    assert "enterprises_per_year" not in slopes.variables(strict)
    assert ends(strict, "enterprises_born_of_cooperation") == [("domb_innov", "8", "8"), ("pole_sud_aquitain", None, "7")]


def test_marks_are_open_for_about_and_lines_join_two(real):
    figure = slopes.paired(real)
    panel = next(axes for axes in figure.axes if any(text.get_text() == "Enterprises created a year" for text in axes.texts))
    left, right = (mark.get_facecolor()[0][:3].tolist() for mark in panel.collections)
    assert left != [1, 1, 1] and right == [1, 1, 1], "one a year, about one a year"
    assert [list(line.get_ydata()) for line in panel.lines if len(set(line.get_xdata())) == 2 and line.get_color() == slopes.INK] == [[1.0, 1.0]]


def test_a_name_has_its_item_only_where_the_pole_has_several(real):
    texts = [text.get_text().replace("\n", " ").replace(NBSP, " ") for axes in slopes.paired(real).axes for text in axes.texts]
    assert "10 – Lille MétroPôle Solidaire" in texts and "Pôle Sud Aquitain: 2000s – about 10" in texts
    assert "at least 7 – Pôle Sud Aquitain: all" in texts


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_text_of_the_paired_lines_is_cut_or_covers_another(raw, lang):
    figure = slopes.paired(made(raw, lang))
    figure.canvas.draw()
    boxes = [Text.get_window_extent(text) for axes in figure.axes for text in axes.texts if text.get_text()]  # without the leader lines
    assert len(boxes) > 30
    width, height = figure.bbox.width, figure.bbox.height
    assert [box for box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height] == []
    trimmed = [box.padded(-1) for box in boxes]
    assert [(i, j) for i, a in enumerate(trimmed) for j, b in enumerate(trimmed) if i < j and a.overlaps(b)] == []


def test_the_picture_has_every_variable_of_which_both_studies_speak(real):
    shown = snapshot_picture.variables(real)
    assert set(shown) == {one.variable_id for one in real.of(*BOTH)} and len(shown) == 50
    rows = snapshot_picture.lines(real)
    assert [name for _, name in rows if name] == shown and rows[0] == ("identity", "")
    assert len({theme for theme, name in rows if not name}) == sum(not name for _, name in rows), "each theme has one heading"


def test_columns_are_cut_before_a_heading_and_hold_everything():
    rows = [("a", ""), ("a", "1"), ("a", "2"), ("a", "3"), ("b", ""), ("b", "4"), ("c", ""), ("c", "5")]
    assert snapshot_picture.halves(rows) == (rows[:4], rows[4:])
    assert snapshot_picture.halves(rows[:4]) == (rows[:4], []), "one theme stays whole"
    assert snapshot_picture.halves([]) == ([], [])


def test_each_class_has_a_shape_of_its_own():
    looks = {(look["marker"], look.get("fillstyle"), look.get("markerfacecolor"), look["markersize"] > 3) for look in snapshot_picture.MARKS.values()}
    assert list(snapshot_picture.MARKS) == list(CLASSES) and len(looks) == len(CLASSES)


def test_the_picture_marks_each_pole_and_variable_once(real):
    figure = snapshot_picture.picture(real)
    assert sum(len(axes.lines) for axes in figure.axes) == 50 * 5
    crosses = sum(line.get_marker() == "X" for axes in figure.axes for line in axes.lines)
    assert crosses == len(real.of("told"))


def test_where_nothing_can_be_drawn_the_figure_says_so(raw):
    none = made(raw, without=[case for case in raw.cases if case != "la_serre"])
    for draw in (slopes.paired, snapshot_picture.picture):
        assert draw(none).axes[0].texts[0].get_text() == "There is nothing to draw: no figure in what was chosen."
    assert snapshot_picture.picture(made(raw, without=[case for case in raw.cases if case != "coursive_boutaric"])).axes


def test_the_same_figure_twice(real):
    sizes = [figure.get_size_inches().tolist() for figure in (slopes.paired(real), slopes.paired(real))]
    assert sizes[0] == sizes[1] and max(sizes[0][0], 10.5) == 10.5

"""Drawings of the typology: labels that do not cover each other, marks, the tree, the matrix, the map."""

import itertools

import numpy as np
import pytest
from sampled import real

from ptce_helpers import biplot, dendrogram, pole_types, type_map, type_stability
from ptce_helpers.label_places import covers, leader, places


@pytest.fixture(scope="module")
def found(raw):
    return {lang: pole_types.of(real(raw, lang=lang), 3) for lang in ("en", "fr")}


def boxes(figure):
    """The labels within the axes, as they are drawn."""
    figure.canvas.draw()
    return [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts if text.get_text()]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("draw", [biplot.draw, biplot.supplementary])
def test_no_label_covers_another_or_leaves_the_frame(found, lang, draw):
    figure = draw(found[lang])
    shown = boxes(figure)
    assert len(shown) > 30
    assert [(one, other) for (one, a), (other, b) in itertools.combinations(shown, 2) if a.overlaps(b)] == []
    frame = figure.axes[0].get_window_extent()
    assert [one for one, box in shown if box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1] == []


@pytest.mark.parametrize("n_types", [2, 6])
def test_the_labels_keep_apart_in_one_study_too(raw, n_types):
    shown = boxes(biplot.draw(pole_types.of(real(raw, studies=("crida2015",)), n_types)))
    assert [(one, other) for (one, a), (other, b) in itertools.combinations(shown, 2) if a.overlaps(b)] == []


def test_silences_are_grey_and_every_pole_has_the_colour_of_its_type(found):
    colours = {text.get_text(): text.get_color() for text in biplot.draw(found["en"]).axes[0].texts}
    assert colours["Breadth: not said"] == biplot.GREY and colours["no body of its own"] == biplot.INK
    assert colours["Domb’Innov"] == colours["Pôle Sud Archer"] == biplot.TYPE_COLOURS[1] != colours["Le Phares"]


def test_the_surface_of_a_mark_grows_with_its_contribution(found):
    marks = {mark.label: mark for mark in biplot._categories(found["en"], 1, 2)}
    assert max(marks.values(), key=lambda mark: mark.diameter).share == 1 and marks["Breadth: not said"].diameter > marks["work integration"].diameter
    assert biplot.Mark(0, 0, 0.5, "", "o", "k").diameter ** 2 == pytest.approx((biplot.SMALLEST**2 + biplot.LARGEST**2) / 2)


def test_the_tree_is_cut_where_it_makes_the_types(found):
    figure = dendrogram.draw(found["en"])
    line = next(line for line in figure.axes[0].lines if line.get_linestyle() == "--")
    heights = found["en"].types.linkage[:, 2]
    assert (heights > line.get_xdata()[0]).sum() == 2
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()][-1] == "Pays de Bray – Maison de l’économie solidaire"


def test_the_map_and_the_answers_have_every_pole(found):
    assert {text.get_text() for text in type_map.draw(found["en"]).axes[0].texts} == set(found["en"].sample.names.values())
    assert sum(bool(text.get_text()) for text in type_map.answers(found["en"]).axes[0].texts) == 144 - 29


def test_the_matrix_frames_the_types(found):
    figure = type_stability.draw(found["en"], type_stability.of(found["en"], 100, 1))
    assert [patch.get_width() for patch in figure.axes[0].patches] == [6, 6, 6]


def test_where_there_is_nothing_to_draw_a_line_says_so(raw):
    none = pole_types.of(real(raw, excluded=[case for case in raw.cases if case != "phares"]), 3)
    for figure in (biplot.draw(none), biplot.supplementary(none), dendrogram.draw(none), type_map.draw(none), type_stability.draw(none, None)):
        assert figure.axes[0].texts[0].get_text() == none.sample.labels.text("figure_nothing")


def test_three_poles_can_be_drawn(raw):
    few = pole_types.of(real(raw, excluded=[case for case in raw.cases if case not in ("phares", "la_serre", "domb_innov")]), 2)
    assert {"Le Phares", "La Serre", "Domb’Innov"} <= {text for text, _ in boxes(biplot.draw(few))}


# --- places of labels --------------------------------------------------------------------------------------------------


def test_a_lone_label_stands_to_the_right_of_its_point():
    centre = places(np.array([[50, 50]]), np.array([[20, 10]]), np.array([3]), (0, 0, 100, 100))
    assert centre[0].tolist() == [50 + 3 + 1.5 + 10, 50]


def test_at_the_right_edge_it_stands_to_the_left():
    centre = places(np.array([[95, 50]]), np.array([[20, 10]]), np.array([3]), (0, 0, 100, 100))
    assert centre[0].tolist() == [95 - 3 - 1.5 - 10, 50]


def test_twenty_labels_of_one_place_keep_apart_and_off_the_marks():
    points, sizes, radii = np.full((20, 2), 300.0), np.full((20, 2), (40.0, 10.0)), np.full(20, 3.0)
    centres = places(points, sizes, radii, (0, 0, 600, 600))
    found = np.column_stack([centres - sizes / 2, centres + sizes / 2])
    assert all(not covers(box, np.delete(found, i, axis=0)).any() for i, box in enumerate(found)) and not covers(np.array([297, 297, 303, 303]), found).any()


def test_a_line_leads_to_a_label_that_stands_away_and_only_then():
    point, size = np.array([0.0, 0.0]), np.array([20.0, 10.0])
    assert len(leader(point, np.array([12.0, 0.0]), size, 2.0)) == 0 and len(leader(point, np.array([40.0, 0.0]), size, 2.0)) == 10

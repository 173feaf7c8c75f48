"""Drawings of the typology: labels that do not cover each other, marks, the tree, the matrix, the map."""

import itertools

import numpy as np
import pytest
from sampled import real

from ptce_helpers import biplot, dendrogram, label_places, pole_types, type_map, type_stability
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


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("draw", [biplot.draw, biplot.supplementary])
def test_no_line_leads_far_and_none_runs_through_a_label(found, lang, draw):
    """Lines to labels are under a centimetre and a half on a drawing of 27; the lines of the axes stop behind a label."""
    figure = draw(found[lang])
    shown = [box for _, box in boxes(figure)]
    axes = figure.axes[0]
    lines = [axes.transData.transform(np.column_stack(line.get_data())) for line in axes.lines if line.get_linestyle() == "-" and line.get_linewidth() == 0.5]
    assert max(np.hypot(*(line[1] - line[0])) for line in lines) < 1.5 / 2.54 * figure.dpi
    inside = [(n, m) for n, line in enumerate(lines) for m, box in enumerate(shown) if any(box.contains(*(line[0] + t * (line[1] - line[0]))) for t in np.linspace(0.05, 0.9, 40))]
    assert inside == []
    assert all(text.get_bbox_patch().get_facecolor() == (1, 1, 1, 1) and text.zorder > 1 for text in axes.texts)


def test_where_silences_are_out_of_play_none_is_drawn_and_colours_keep_their_types(found):
    figure = biplot.draw(pole_types.out_of_play(found["en"]))
    colours = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    assert not any("not said" in label for label in colours) and biplot.GREY not in colours.values()
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["type 1 (10 poles)", "type 2 (5 poles)", "type 3 (3 poles)", "an answer (a mark is the larger, the more it contributes)"]
    assert colours["Domb’Innov"] == biplot.TYPE_COLOURS[1] and colours["Lille MétroPôle Solidaire"] == colours["La Serre"] == biplot.TYPE_COLOURS[2]
    assert [(one, other) for (one, a), (other, b) in itertools.combinations(boxes(figure), 2) if a.overlaps(b)] == []


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
    """Around them stand twelve marks without labels."""
    around = 300 + 45 * np.column_stack([np.cos(np.arange(12) * np.pi / 6), np.sin(np.arange(12) * np.pi / 6)])
    points, sizes = np.vstack([np.full((20, 2), 300.0), around]), np.vstack([np.full((20, 2), (40.0, 10.0)), np.zeros((12, 2))])
    centres = places(points, sizes, np.full(32, 3.0), (0, 0, 600, 600))[:20]
    found, marks = np.column_stack([centres - sizes[:20] / 2, centres + sizes[:20] / 2]), np.column_stack([points - 3, points + 3])
    assert all(not covers(box, np.vstack([np.delete(found, i, axis=0), marks])).any() for i, box in enumerate(found))


def test_a_label_that_would_stand_far_off_is_placed_earlier():
    """Of these six, placed from the most crowded point on, the second finds its first free place 53.5 away."""
    points, radii, frame = np.array([[85, 75], [70, 70], [85, 60], [75, 60], [95, 65], [75, 75]], dtype=float), np.full(6, 2.0), (0, 0, 220, 110)
    sizes = np.column_stack([[40, 40, 60, 60, 60, 30], [10] * 6]).astype(float)
    once = label_places._placed(points, sizes, radii, frame, label_places._most_crowded_first(points))[1]
    assert once.max() == pytest.approx(53.5)
    assert [len(leader(*label, 2.0)) for label in zip(points, places(points, sizes, radii, frame), sizes, strict=True)] == [0] * 6


def test_a_label_stands_nearest_to_its_own_mark():
    """To the right is another mark, to the left the frame ends; above the label would hang over the other mark, closer to it than to its own."""
    points, sizes, radii = np.array([[50.0, 50.0], [60.0, 51.0]]), np.array([[30.0, 10.0], [0.0, 0.0]]), np.full(2, 0.5)
    assert places(points, sizes, radii, (32, 0, 200, 200))[0].tolist() == [50, 50 - 0.5 - 1.5 - 5]
    assert places(points[:1], sizes[:1], radii[:1], (32, 0, 75, 200))[0].tolist() == [50, 50 + 0.5 + 1.5 + 5], "alone it stands above"


def test_a_label_keeps_off_the_marks_of_others():
    points, sizes = np.array([[50.0, 50.0], [65.0, 50.0]]), np.array([[20.0, 10.0], [0.0, 0.0]])
    assert places(points, sizes, np.full(2, 3.0), (0, 0, 100, 100))[0].tolist() == [50 - 3 - 1.5 - 10, 50]


def test_a_line_leads_to_a_label_that_stands_away_and_only_then():
    point, size = np.array([0.0, 0.0]), np.array([20.0, 10.0])
    assert len(leader(point, np.array([12.0, 0.0]), size, 2.0)) == 0 and len(leader(point, np.array([40.0, 0.0]), size, 2.0)) == 10

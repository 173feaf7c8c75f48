"""Drawings of the graph: every label can be read, in both languages and whatever is chosen; few lines cross."""

import io
from itertools import combinations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text

from ptce_helpers import network_layout, network_map, networks
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.study import narrow

DRAWINGS = {"shared": lambda net, sample: network_map.shared(net, sample.labels), "circle": lambda net, sample: network_map.circle(net, sample.labels),
            "levels": network_map.levels}


@pytest.fixture(scope="module")
def chosen(raw):
    coded = clean(raw)

    def make(lang="en", excluded=(), studies=("labo2014", "crida2015")):
        sample = Sample(narrow(coded, list(excluded), list(studies)), raw, Labels(lang))
        return networks.graph(sample), sample

    return make


def words(figure):
    """All words of a drawing with their extent in pixels."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def faults(figure):
    """Words that overlap others, and words that are cut by the edge."""
    found = words(figure)
    over = [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)]
    return over + [text for text, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.width or box.y1 > figure.bbox.height]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_word_covers_another_and_none_is_cut(chosen, name, lang):
    for studies in (("labo2014", "crida2015"), ("labo2014",), ("crida2015",)):
        figure = DRAWINGS[name](*chosen(lang, studies=studies))
        assert len(words(figure)) > 8 and faults(figure) == []
        assert figure.get_figwidth() <= 10.5


def test_a_word_that_covers_another_or_is_cut_is_seen():
    figure = plt.figure(figsize=(3, 1))
    for x, text in ((0.1, "one"), (0.12, "two"), (0.98, "outside")):
        figure.text(x, 0.5, text)
    assert faults(figure) == [("one", "two"), "outside"]


@pytest.mark.parametrize("name", DRAWINGS)
def test_same_data_give_the_same_picture(chosen, name):
    pictures = []
    for _ in range(2):
        stream = io.BytesIO()
        DRAWINGS[name](*chosen()).savefig(stream, format="png", metadata={"Software": None})
        pictures.append(stream.getvalue())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("name", DRAWINGS)
def test_nothing_to_draw_is_said(raw, chosen, name):
    assert [text for text, _ in words(DRAWINGS[name](*chosen(excluded=raw.cases)))] == ["There is nothing to draw: no figure in what was chosen."]


def test_drawing_of_shared_partners_holds_each_shared_partner_and_pole_once(chosen):
    net, sample = chosen()
    shown = [" ".join(text.split()) for text, _ in words(network_map.shared(net, sample.labels))]
    expected = [net.nodes[key]["label"] for key in (*networks.shared(net), *networks.poles(net))]
    assert sorted(text for text in shown if text in expected) == sorted([*expected, "State"]), "the State is a funder, and the heading above it"
    assert "CRIDA" not in shown and "Europe" in shown


def test_arrows_run_from_the_pole_whose_sheet_names_the_other(chosen):
    figure = network_map.circle(*(lambda net, sample: (net, sample.labels))(*chosen()))
    arrows = [patch for patch in figure.axes[0].patches if isinstance(patch, FancyArrowPatch)]
    heads = sum(type(arrow.get_arrowstyle()).__name__ == "CurveFilledB" for arrow in arrows)
    assert (len(arrows), heads) == (7, 5)  # three one-sided, one of both sides; one by a third pole and one by the study have no head


def test_cells_of_levels_are_the_ties_counted(chosen):
    net, sample = chosen()
    figure = network_map.levels(net, sample)
    numbers = sum(int(text.get_text()) for text in figure.axes[0].texts)
    assert numbers == sum(data["relation"] in networks.FUNDING for *_, data in networks.edges(net, sort="tie"))


# --- order of columns ----------------------------------------------------------------------------------------------------


def test_crossings_by_hand():
    assert network_layout.crossings(["a", "b"], ["x", "y"], [("a", "y"), ("b", "x")]) == 1
    assert network_layout.crossings(["a", "b"], ["x", "y"], [("a", "x"), ("b", "y"), ("c", "x")]) == 0


def test_columns_are_put_in_an_order_without_crossings_where_there_is_one():
    links = [("a", "z"), ("b", "y"), ("c", "x"), ("d", "x")]
    left, poles, right = network_layout.columns([["a", "b"], ["c"]], ["x", "y", "z", "alone"], ["d"], links)
    assert (left, poles, right) == (["a", "b", "c"], ["z", "y", "x", "alone"], ["d"])


def test_groups_stay_together_and_in_order():
    left, *_ = network_layout.columns([["a"], ["b", "c"]], ["x", "y"], [], [("a", "y"), ("b", "y"), ("c", "x")])
    assert left[0] == "a" and set(left[1:]) == {"b", "c"}


def test_the_best_of_all_sweeps_is_kept(chosen, monkeypatch):
    net, _ = chosen()
    found = networks.shared(net)
    links = [(whom, case) for whom, of in found.items() for case in of]

    def left(sweeps):
        monkeypatch.setattr(network_layout, "SWEEPS", sweeps)
        side, poles, _ = network_layout.columns([list(found)], networks.poles(net), [], links)
        return network_layout.crossings(side, poles, links)

    assert left(12) < left(1) < network_layout.crossings(list(found), networks.poles(net), links)

"""Figures of the economy: what is drawn, and that nothing is cut, hidden or left empty."""

import matplotlib.pyplot as plt
import pytest
from economies import SETTINGS, sample_of

from ptce_helpers import diversification, economy, economy_figures

DRAWN = {
    "budgets": economy_figures.budgets, "completions": economy_figures.completions, "own_shares": economy_figures.own_shares, "levels": economy_figures.levels,
    "sources": lambda sample: economy_figures.sources(diversification.breadth(sample), sample.labels),
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def names(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_drawn_or_says_that_there_is_nothing(raw, name, setting):
    figure = DRAWN[name](sample_of(raw, **setting))
    assert figure.get_figwidth() <= 10.5
    figure.canvas.draw()
    inside = figure.get_window_extent()
    for label in (*(figure.axes[0].get_yticklabels() if figure.axes[0].axison else ()), *figure.axes[0].texts):
        box = label.get_window_extent()
        assert not label.get_text() or (box.x0 >= inside.x0 - 1 and box.x1 <= inside.x1 + 1), label.get_text()


def test_nothing_chosen_is_said(raw):
    for draw in DRAWN.values():
        assert len(words(draw(sample_of(raw, keep=())))) == 1 and not draw(sample_of(raw, keep=())).axes[0].axison


def test_budgets_show_stated_harmonised_and_published_ones(raw):
    figure = economy_figures.budgets(sample_of(raw))
    assert names(figure) == ["Les Articulteurs (2014)", "Paris Mix (2014)", "Culture & Coopération (2014)", "Fontaine O Livres (2014)", "Lille MétroPôle Solidaire (2015)",
                             "De Fil en Réseaux (2014)", "Éoliennes en Pays de Vilaine (2014)", "Le Phares (2015)", "11 poles of 2015, together"]
    assert names(economy_figures.budgets(sample_of(raw, missing="drop")))[-1] == "Le Phares (2015)", "without bounds nothing is drawn of unpublished budgets"


def test_completions_are_four_sets_each_with_eleven_budgets(raw):
    figure = economy_figures.completions(sample_of(raw))
    assert names(figure)[:2] == ["lowest median: 35,000", "highest median: 354,400"] and len(names(figure)) == 4
    assert sum(int(text.removeprefix("×")) for text in words(figure)) == 44


def test_own_shares_show_every_year_that_is_stated(raw):
    figure = economy_figures.own_shares(sample_of(raw))
    assert sorted(words(figure)) == ["2011", "2012", "2013", "2013", "2013"] and len(names(figure)) == 7


def test_levels_write_the_number_in_each_cell(raw):
    sample = sample_of(raw)
    frame = economy.levels(sample).frame
    written = words(economy_figures.levels(sample))
    assert len(written) == 4 * len(frame) and written[:4] == [str(frame.iloc[0, place]) for place in range(2, 6)]

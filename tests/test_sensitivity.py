"""How far the ranking of the options moves with the weights, in tables and in the picture."""

import matplotlib.pyplot as plt
import pytest
from test_options import asked

from ptce_helpers import options, sensitivity
from ptce_helpers.evidence import bare
from ptce_helpers.rankings import distance


@pytest.fixture(scope="module")
def answers(raw):
    return asked(raw)


def test_best_and_worst_rank_are_those_of_the_three_weightings(answers):
    table = sensitivity.by_weighting(answers).frame
    ranks = table[["rank_equal", "rank_evidence", "rank_study"]]
    assert (table["highest"] == ranks.min(axis=1)).all() and (table["lowest"] == ranks.max(axis=1)).all()
    assert (table["moves"] == table["lowest"] - table["highest"]).all() and table["rank_equal"].is_monotonic_increasing


def test_distances_are_those_of_the_rankings_of_sixty_six_pairs(answers):
    table, by = sensitivity.distances(answers).frame, options.rankings(answers)
    assert table["of"].tolist() == [66] * 3
    assert table["distance"].tolist() == [distance(by["equal"], by["evidence"]), distance(by["equal"], by["study"]), distance(by["evidence"], by["study"])]


def test_options_that_change_places_are_named_with_both_weightings(answers):
    swaps, by = sensitivity.swaps(answers).frame, options.rankings(answers)
    called = {item.label: item.item_id for item in answers.items}
    weighting = {answers.sample.labels.text(f"weighting_{name}"): name for name in by}
    assert len(swaps) == sensitivity.distances(answers).frame["reversed"].sum() > 0
    for row in swaps.to_dict("records"):
        ahead, behind = called[row["option"]], called[row["overtaken"]]
        one, other = by[weighting[row["weighting"]]], by[weighting[row["other_weighting"]]]
        assert one[ahead] < one[behind] and other[ahead] > other[behind]


def test_summary_counts_what_the_tables_show(answers):
    table, said = sensitivity.by_weighting(answers).frame, bare(sensitivity.summary(answers))
    assert said["kept"] == (table["moves"] == 0).sum() and said["pairs"] == 12
    assert said["n"] == len({frozenset(pair) for pair in sensitivity.swaps(answers).frame[["option", "overtaken"]].itertuples(index=False)})
    assert said["always"] == (table["lowest"] == 1).sum() == 1


def test_an_option_is_always_first_only_if_it_is_under_every_weighting(answers, monkeypatch):
    ids = [item.item_id for item in answers.items]
    by = {"equal": dict.fromkeys(ids, 1), "evidence": {pair: 1 + (pair > "oL.002") for pair in ids}, "study": {pair: 1 + (pair != "oL.002") for pair in ids}}
    monkeypatch.setattr(sensitivity, "rankings", lambda _: by)
    assert bare(sensitivity.summary(answers)) == {"n": 0, "pairs": 12, "kept": 1, "always": 1}


def test_every_cell_leads_to_data(answers):
    for traced in (sensitivity.by_weighting(answers), sensitivity.distances(answers), sensitivity.swaps(answers)):
        assert not (traced.evidence == "").any(axis=None)


def test_picture_has_one_row_an_option_and_one_mark_a_weighting(answers):
    axes = sensitivity.draw(answers).axes[0]
    marks = [part for part in axes.collections if len(part.get_offsets())]
    assert len(marks) == 12 * 3 and [label.get_text() for label in axes.get_yticklabels()][0] == "Build tools that encourage cooperation"
    assert len(axes.get_legend().get_texts()) == 3
    plt.close(axes.figure)


def test_nothing_is_drawn_of_nobody(raw):
    nobody = asked(raw, studies=[])
    assert sensitivity.draw(nobody).axes[0].texts[0].get_text() == nobody.sample.labels.text("figure_nothing")
    assert bare(sensitivity.summary(nobody))["n"] == 0

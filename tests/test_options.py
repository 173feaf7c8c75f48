"""The options: who does or plans them, what a supporting pole counts, and the ranking with and without one pole."""

import pytest
from sampled import real

from ptce_helpers import options, swot
from ptce_helpers.evidence import bare

PLACES = {("p", "labo2014"), ("p", "crida2015"), ("q", "labo2014"), ("r", "crida2015"), ("s", "crida2015")}
FOUND = {
    "a": {("p", "labo2014"): 3.0, ("p", "crida2015"): 1.0},  # one pole in both studies
    "b": {("q", "labo2014"): 0.5, ("r", "crida2015"): 1.0},  # two poles, weak evidence
    "c": {},
}


def asked(raw, **chosen):
    """The options, asked of a sample of the real data."""
    sample = real(raw, **chosen)
    return swot.ask(sample, swot.options_of(sample))


@pytest.fixture(scope="module")
def answers(raw):
    return asked(raw)


@pytest.mark.parametrize(("weighting", "scores"), [
    ("equal", {"a": 1, "b": 2, "c": 0}),
    ("evidence", {"a": 3, "b": 1.5, "c": 0}),
    ("study", {"a": (50 + 100 / 3) / 2, "b": (50 + 100 / 3) / 2, "c": 0}),
])  # fmt: skip
def test_what_a_supporting_pole_counts(weighting, scores):
    assert options.scores(FOUND, PLACES, weighting) == pytest.approx(scores)


def test_poles_that_are_left_out_count_nothing_and_leave_the_shares_of_the_rest():
    kept = {place for place in PLACES if place[0] != "q"}
    assert options.scores(FOUND, kept, "study") == pytest.approx({"a": (100 + 100 / 3) / 2, "b": 100 / 3 / 2, "c": 0})


def test_a_study_that_is_left_out_has_no_weight():
    kept = {place for place in PLACES if place[1] == "crida2015"}
    assert options.scores(FOUND, kept, "study") == pytest.approx({"a": 100 / 3, "b": 100 / 3, "c": 0})
    assert options.scores(FOUND, set(), "study") == {"a": 0, "b": 0, "c": 0}


def test_pairs_are_in_the_order_of_their_rank_with_the_poles_of_option_and_item(answers):
    table = options.pairs(answers, "equal").frame.set_index("option")
    assert table["rank"].is_monotonic_increasing and table["rank"].iloc[0] == 1
    research = table.loc["Encourage action research"]
    doing = set(answers.poles(next(item for item in answers.items if item.item_id == "oL.010"), "supports"))
    assert doing == {"domb_innov", "fontaine_o_livres", "articulteurs", "paris_mix", "periscope", "pays_de_bray", "lille_metropole_solidaire"}
    assert (research["n"], research["supporting"], research["announced"], research["score"]) == (18, 7, 0, 7)
    assert (research["item"], research["with_item"], research["with_both"]) == ("Funding of research", 8, 2), "Domb’Innov and Lille: one-off in one study"


def test_an_item_of_which_no_variable_speaks_has_no_number_of_poles(answers):
    conflicts = options.pairs(answers, "equal").frame.set_index("item").loc["Conflicts left unspoken"]
    assert conflicts["supporting"] > 0 and conflicts.isna()[["with_item", "with_both"]].all()


def test_an_option_that_is_only_planned_is_told_apart(answers):
    organisation = options.pairs(answers, "equal").frame.set_index("option").loc["Improve the organisation"]
    assert (organisation["supporting"], organisation["announced"]) == (7, 5), "two have the support scheme already"


def test_every_cell_with_a_value_leads_to_data(answers):
    for weighting in options.WEIGHTS:
        traced = options.pairs(answers, weighting)
        assert not ((traced.evidence == "") & traced.frame.notna()).any(axis=None)


def test_weights_change_the_order_and_not_who_supports(answers):
    tables = {weighting: options.pairs(answers, weighting).frame.set_index("option").sort_index() for weighting in options.WEIGHTS}
    told = ["item", "fit", "n", "supporting", "announced", "with_item", "with_both"]
    assert tables["equal"][told].equals(tables["evidence"][told]) and tables["equal"][told].equals(tables["study"][told])
    assert not tables["equal"]["score"].equals(tables["evidence"]["score"])


def test_first_option_is_named_with_its_poles(answers):
    said = bare(options.leaders(answers, "equal"))
    assert (said["n"], said["first"], said["poles"], said["pairs"]) == (11, "“Build tools that encourage cooperation”", 18, 12)


def test_without_poles_there_is_nothing_to_rank(raw):
    nobody = asked(raw, studies=[])
    assert bare(options.leaders(nobody, "study"))["n"] == 0
    assert options.pairs(nobody, "evidence").frame["supporting"].tolist() == [0] * 12


def test_in_one_study_its_poles_count_the_same_however_weighted(raw):
    ranked = options.rankings(asked(raw, studies=["labo2014"]))
    assert ranked["equal"] == ranked["study"] != ranked["evidence"]

"""The typology of 2014 beside the sheets: no passage bears out itself, and a silence leaves a statement open."""

import pytest

from ptce_helpers import recounted
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.study import narrow


@pytest.fixture(scope="module")
def real(raw):
    return Sample(clean(raw), raw, Labels("en"))


@pytest.mark.parametrize(("statistic", "value", "low", "high", "verdict"), [
    ("all", "", 12, 12, "yes"), ("all", "", 11, 12, "possible"), ("all", "", 6, 10, "no"),
    ("majority", "", 7, 12, "yes"), ("majority", "", 6, 12, "possible"), ("majority", "", 2, 6, "no"),
    ("count", "5", 5, 5, "yes"), ("count", "5", 4, 10, "possible"), ("count", "5", 6, 10, "no"), ("count", "5", 1, 4, "no"),
])  # fmt: skip
def test_a_claim_holds_is_possible_or_does_not_hold(statistic, value, low, high, verdict):
    assert recounted.holds({"statistic": statistic, "value": value, "n": "12"}, low, high) == verdict


def test_every_statement_recounted_is_one_of_2014_on_the_same_subject(raw):
    rows = raw["statements"].set_index("statement_id")
    for one in recounted.RECOUNTS:
        said = rows.loc[one.statement_id]
        assert said["source_id"] == "labo2014" and said["subject"] in one.variables and said["statistic"] in ("all", "majority", "count"), one
        assert all(code in raw.codebook.allowed(one.variables[0]) for code in one.codes)


def test_only_sheets_count(real):
    made = recounted.of_2014(real)
    employers = made.frame[made.frame["statement"] == "Employer group"].iloc[0]
    assert (employers["says"], employers["n_yes"], employers["n_planned"], employers["n_silent"]) == ("5 poles", 4, 2, 6)
    assert "Éco-Domaine" not in employers["names"], "the footnote (134) names it, its sheet says that it is planned (529)"
    assert "aL.paris_mix.007" not in " ".join(made.evidence["n"]), "the footnote does not bear out its own paragraph"


def test_the_common_place_is_recounted(real):
    frame = recounted.of_2014(real).frame
    place = frame[frame["statement"] == "Common place"]
    assert place["says"].tolist() == ["most poles", "7 poles", "all poles"]
    assert place["sheets"].tolist() == ["leave it open", "leave it open", "disagree"]
    assert place[["n_yes", "n_planned", "n_no", "n_silent", "n_low", "n_high"]].drop_duplicates().values.tolist() == [[6, 1, 1, 4, 6, 10]]


def test_a_code_that_is_not_the_one_asked_for_leaves_it_unsaid(real):
    research = recounted.of_2014(real).frame.query("statement == 'Link with research: Founding'").iloc[0]
    assert (research["n_yes"], research["n_silent"], research["names"]) == (1, 11, "Paris Mix")


def test_statements_on_all_poles_are_not_held_against_some(raw, real):
    assert bare(recounted.summary(real)) == {"n": 14, "yes": 0, "possible": 13, "no": 1}
    fewer = Sample(narrow(real.clean, ["paris_mix"], ["labo2014"]), raw, Labels("en"))
    other = Sample(narrow(real.clean, [], ["crida2015"]), raw, Labels("en"))
    for one in (fewer, other):
        assert recounted.of_2014(one).frame.empty
        assert Labels("en").text("say_recounted", **bare(recounted.summary(one))).startswith("The typology of 2014 speaks of all its poles")

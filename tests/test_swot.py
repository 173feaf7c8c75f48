"""Items by pole: counts with bounds, ranks without one pole, names, what the codings say, and nothing on what was left out."""

import pytest
from sampled import real

from ptce_helpers import swot
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample

CODINGS = """
    coding_id, case_id,    variable_id, value,    status
    k1,        domb_innov, charter,     yes,      stated
    k2,        la_serre,   charter,     yes,      derived
    k3,        phares,     charter,     no,       stated
    k4,        la_serre,   leader,      manager,  stated
    k5,        la_serre,   members_total, 20,     counted
"""
SWOT = """
    item_id, label_en, label_fr, quadrant, query,       against,    fit
    w1,      written,  écrit,    strength, charter=yes, charter=no, direct
    w2,      led,      dirigé,   strength, leader=manager | members_total>=15, charter=yes, indirect
    w3,      unsaid,   tu,       strength, ,            ,           absent
    w4,      other,    autre,    threat,   charter=no,  ,           direct
"""


def drawn_sample(small, lang="en"):
    codings = CODINGS.replace("status", "qualifier, status, comment").replace("yes,      stated", "yes, , stated, ").replace("yes,      derived", "yes, , derived, it follows")
    codings = codings.replace("no,       stated", "no, , stated, ").replace("manager,  stated", "manager, , stated, ").replace("20,     counted", "20, exact, counted, a list")
    raw = small(codings=codings, swot=SWOT)
    return Sample(clean(raw), raw, Labels(lang), Rules())


@pytest.fixture
def answers(small):
    sample = drawn_sample(small)
    return swot.ask(sample, swot.items_of(sample, "strength"))


def row(traced, item, study="crida2015"):
    at = traced.frame[(traced.frame["item"] == item) & (traced.frame["study"] == study)].index[0]
    return traced.frame.loc[at], traced.evidence.loc[at]


def test_items_are_those_of_the_quadrant_in_the_language(small):
    sample = drawn_sample(small, "fr")
    assert [(item.item_id, item.label) for item in swot.items_of(sample, "strength")] == [("w1", "écrit"), ("w2", "dirigé"), ("w3", "tu")]


def test_each_pole_has_one_outcome_and_the_bounds_are_the_worst_and_the_best(answers):
    values, refs = row(swot.counts(answers), "written")
    assert values[["n", "supports", "both", "contradicts", "silent", "possible_low", "possible_high"]].tolist() == [3, 2, 0, 1, 0, 2, 2]
    assert (values["strength"], values["codings"]) == (2, 2), "stated 3 and derived 1"
    assert refs["supports"].split() == ["k1", "k2", "w1"] and refs["contradicts"].split() == ["k3", "w1"]
    assert refs["n"].split() == ["cases.csv#domb_innov", "cases.csv#la_serre", "cases.csv#phares", "w1"]


def test_a_pole_that_says_both_is_in_the_upper_bound_only(answers):
    values, refs = row(swot.counts(answers), "led")
    assert values[["supports", "both", "contradicts", "silent", "possible_low", "possible_high"]].tolist() == [0, 1, 1, 1, 0, 2]
    assert refs["both"].split() == ["k2", "k4", "k5", "w2"]
    assert refs["supports"], "that none supports it rests on all that was asked"


def test_an_item_without_a_query_is_not_known_of_anyone_and_has_no_bounds(answers):
    values, refs = row(swot.counts(answers), "unsaid")
    assert (values["silent"], values["fit"]) == (3, "none")
    assert values[["possible_low", "possible_high", "rank_low", "strength"]].isna().all()
    assert (refs != "").all(), "every cell leads to the item at least"


def test_a_study_without_poles_of_an_item_counts_its_silence(answers):
    assert row(swot.counts(answers), "written", "labo2014")[0][["n", "silent"]].tolist() == [1, 1]


def test_poles_are_named_where_they_say_anything(answers):
    named = swot.names(answers)
    assert named.frame["item"].tolist() == ["written", "led"]
    assert named.frame.loc[0, ["poles_supports", "poles_contradicts"]].tolist() == ["Domb’Innov, La Serre", "Le Phares"]
    assert named.evidence.loc[0, "poles_supports"].split() == ["k1", "k2", "w1"]


def test_findings_say_in_words_what_the_codings_say(answers):
    found = swot.findings(answers)
    assert len(found.frame) == 5 and found.frame["outcome"].tolist() == ["supports", "supports", "contradicts", "contradicts", "the text says both"]
    assert found.frame.iloc[-1]["codings_say"] == "a label: manager; a label: 20\u00a0organisations; a label: yes"
    assert found.evidence.iloc[-1]["codings_say"].split() == ["k2", "k4", "k5", "w2"]


def test_summary_counts_each_pole_once_and_names_the_most_supported(answers):
    assert bare(swot.summary(answers)) == {"n": 2, "most": "“written”", "poles": 3, "items": 3, "unasked": 1, "unsupported": 2, "contradicted": 2, "indirect": 1}


def test_a_pole_that_both_studies_show_supporting_is_counted_once(raw):
    sample = real(raw)
    said = bare(swot.summary(swot.ask(sample, swot.items_of(sample, "strength"))))
    assert (said["n"], said["most"], said["poles"]) == (13, "“Showcase place”", 18), "fifteen times, Lille and Sud Aquitain in both"


def test_ranks_move_with_the_pole_that_is_left_out(raw):
    sample = real(raw)
    counts = swot.counts(swot.ask(sample, swot.items_of(sample, "strength")))
    values, _ = row(counts, "Showcase place")
    assert (values["supports"], values["rank_low"], values["rank_high"]) == (8, 1, 1), "two poles more than the next"
    spans = counts.frame[counts.frame["study"] == "labo2014"].set_index("item")[["supports", "rank_low", "rank_high"]]
    assert spans.loc["Long habit of working together"].tolist() == [9, 1, 2]


def test_items_that_no_pole_of_a_study_supports_have_no_rank(raw):
    sample = real(raw)
    counts = swot.counts(swot.ask(sample, swot.items_of(sample, "weakness"))).frame
    assert counts.loc[counts["supports"] == 0, "rank_low"].isna().all() and counts.loc[counts["supports"] > 0, "rank_low"].notna().all()


def test_queries_are_told_in_words(raw):
    sample = real(raw)
    assert swot.in_words(sample, "challenge=time | challenge=governance | common_offer=yes & joint_tenders=yes") == "Challenge: Time / Governance; Common offer: Yes + Joint answers to tenders: Yes"
    assert swot.in_words(sample, "public_share>=60 | grouping_year<=2008") == "Share of public funding ≥\u00a060%; Year the grouping began ≤\u00a02008"
    assert swot.in_words(real(raw, "fr"), "challenge=time").endswith("\u00a0: Temps")


def test_every_cell_of_the_real_tables_leads_to_data(raw):
    sample = real(raw)
    for items in (swot.items_of(sample, "threat"), swot.practices_of(sample, "challenge"), swot.options_of(sample)):
        answers = swot.ask(sample, items)
        for traced in (swot.counts(answers), swot.names(answers), swot.findings(answers), swot.asked(sample, items)):
            assert not ((traced.evidence == "") & traced.frame.notna()).any(axis=None)


# --- parameters --------------------------------------------------------------------------------------------------------


def test_one_study_or_fewer_poles_change_the_answers_and_nothing_else(raw):
    whole, one = real(raw), real(raw, studies=["crida2015"])
    every, part = (swot.ask(sample, swot.items_of(sample, "strength")) for sample in (whole, one))
    assert set(swot.counts(part).frame["study"]) == {"crida2015"}
    assert {key: found for key, found in every.found.items() if key[1][1] == "crida2015"} == part.found
    without = real(raw, excluded=["la_serre"])
    left = swot.ask(without, swot.items_of(without, "strength"))
    assert {key: found for key, found in every.found.items() if key[1][0] != "la_serre"} == left.found


@pytest.mark.parametrize("about", ["rounded", "missing"])
def test_about_changes_only_answers_that_rest_on_such_figures(raw, about):
    exact, other = real(raw), real(raw, about=about)
    items = [item for quadrant in ("weakness", "threat", "strength") for item in swot.items_of(exact, quadrant)]
    one, two = swot.ask(exact, items).found, swot.ask(other, items).found
    changed = {key for key in one if one[key].outcome != two[key].outcome}
    lille = ("lille_metropole_solidaire", "labo2014")
    assert ("wL.011", lille) in changed and ("wL.024", lille) in changed
    qualifier = exact.clean.codings.set_index("coding_id")["qualifier"]
    assert all("about" in {qualifier.get(ref, "") for ref in one[key].refs} for key in changed)


def test_nothing_is_said_of_nobody(raw):
    nobody = real(raw, studies=[])
    answers = swot.ask(nobody, swot.items_of(nobody, "strength"))
    assert swot.counts(answers).frame.empty and swot.names(answers).frame.empty and swot.findings(answers).frame.empty
    assert bare(swot.summary(answers))["n"] == 0

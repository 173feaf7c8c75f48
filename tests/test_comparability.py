"""Decisions on what can be compared: the pole's own row, else the variable's, else the rule."""

from ptce_helpers import comparability
from ptce_helpers.files import rows_of

VARIABLES = """
    variable_id, theme,        scale,  period,            silence
    founded,     identity,     year,   trajectory,        no
    charter,     governance,   yes_no, date of the study, no
"""
CODES = """
    variable_id, code, label_en, label_fr
    charter,     yes,  yes,      oui
    charter,     no,   no,       non
"""
DECISIONS = """
    variable_id, case_id,    comparable, can_change, reason
    charter,     ,           yes,        no,         judged
    charter,     domb_innov, yes,        yes,        told
    founded,     la_serre,   no,         ,           other
"""


def decided(raw, case, variable):
    found = comparability.decide(raw, comparability.decisions(raw), case, variable)
    return found.comparable, found.can_change, found.reason, found.refs


def test_the_rule_is_that_what_belongs_to_the_trajectory_cannot_change(small):
    raw = small(variables=VARIABLES, codes=CODES, codings="case_id, variable_id, value, qualifier\nla_serre, founded, 2001, exact\n")
    assert decided(raw, "phares", "founded") == (True, False, "", ("variables.csv#founded",))
    assert decided(raw, "phares", "charter") == (True, True, "", ("variables.csv#charter",))


def test_a_row_of_the_pole_comes_before_that_of_the_variable_and_both_before_the_rule(small):
    raw = small(variables=VARIABLES, codes=CODES, comparability=DECISIONS, codings="case_id, variable_id, value, qualifier\nla_serre, founded, 2001, exact\n")
    assert decided(raw, "domb_innov", "charter") == (True, True, "told", ("comparability.csv#charter/domb_innov",))
    assert decided(raw, "phares", "charter") == (True, False, "judged", ("comparability.csv#charter/",))
    assert decided(raw, "la_serre", "founded") == (False, False, "other", ("comparability.csv#founded/la_serre",)), "an empty can_change leaves the rule"
    assert decided(raw, "phares", "founded") == (True, False, "", ("variables.csv#founded",))


def test_each_variable_that_departs_from_a_source_is_decided(raw):
    given = {row["variable_id"] for row in rows_of(raw["comparability"]) if not row["case_id"]}
    departing = {row["variable_id"] for row in rows_of(raw["variables"]) if row["changes"] and row["asked_of"] == "both"}
    assert len(departing) > 10 and departing <= given


def test_a_decision_concerns_what_both_studies_ask_and_says_whether_it_can_change(raw):
    asked = {row["variable_id"] for row in rows_of(raw["variables"]) if row["asked_of"] == "both"}
    both = {row["case_id"] for row in rows_of(raw["cases"]) if row["in_labo2014"] == row["in_crida2015"] == "yes"}
    for row in rows_of(raw["comparability"]):
        assert row["variable_id"] in asked and row["case_id"] in both | {""}
        assert bool(row["can_change"]) == (row["comparable"] == "yes"), row["variable_id"]


def test_reasons_have_their_french(raw):
    french = set(raw["translations"]["english"])
    assert set(raw["comparability"]["reason"]) | set(raw["aliases"]["reason"]) <= french

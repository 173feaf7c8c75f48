"""What tables and sentences count: each pole and each member once, and nothing where there is nothing."""

import pandas as pd
import pytest

from ptce_helpers import describe, doubts, members, overview
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.study import narrow

EN = Labels("en")


@pytest.fixture(scope="module")
def coded(raw):
    return clean(raw)


# --- members -------------------------------------------------------------------------------------------------------

NAMED = pd.DataFrame(
    [
        ("a", "One", "", "member", "labo2014"),
        ("a", "One", "association", "member", "labo2014"),
        ("a", "One", "association", "founder", "crida2015"),
        ("a", "Two", "", "carrier", "labo2014"),
        ("a", "Three", "", "carrier", "labo2014"),
        ("a", "Three", "", "member", "labo2014"),
        ("b", "One", "", "tool", "crida2015"),
    ],
    columns=["case_id", "member", "form", "role", "study"],
)


def test_an_organisation_counts_once_for_a_pole_and_carriers_and_tools_do_not():
    once = members.organisations(NAMED).set_index(["case_id", "member"])
    assert once["counted"].to_dict() == {("a", "One"): True, ("a", "Two"): False, ("a", "Three"): True, ("b", "One"): False}
    assert once.loc[("a", "One"), "form"] == "association"
    assert once.loc[("a", "One"), "studies"] == {"labo2014", "crida2015"}


def test_pages_give_the_same_number_of_members(raw, coded):
    first, said, table = overview.counts(raw), members.named(coded), members.by_form(coded, raw, EN)
    assert (first["members"], first["others"]) == (said["n"], said["others"])
    assert table["total"].sum() == said["n"]
    assert table[["labo2014", "crida2015"]].to_numpy().sum() == said["n"] + said["both"]
    listed = members.listed_and_stated(coded, raw, EN)
    assert listed["named"].sum() == said["n"] + said["both"]


def test_bounds_of_first_circles_follow_from_what_the_text_states(raw, coded):
    told = members.first_circle(raw, coded)
    assert told == {"n": 7, "poles": 11, "low": 6, "high": 20, "limit": 15, "above": 16, "rest": 4, "unknown": 10}
    assert members.first_circle(raw, narrow(coded, [], ["labo2014"])) == {"n": 0}


def test_a_study_left_out_has_no_column_and_its_silence_no_nan(raw, coded):
    alone = narrow(coded, [], ["crida2015"])
    assert list(members.by_form(alone, raw, EN).columns) == ["form", "crida2015"]
    assert EN.text("say_members", **members.summary(alone)) == "No number of members is stated for the pole-study pairs chosen (11)."
    assert list(members.by_form(narrow(coded, raw.cases, ["crida2015"]), raw, EN).columns) == ["form"]


def test_tables_of_poles_are_in_the_order_of_names_the_older_study_first(raw, coded):
    for table in (doubts.doubts(coded, raw, EN).frame, doubts.conflicts(raw, EN).frame, describe.cases(raw, EN).frame, members.jobs(coded, raw, EN), members.listed_and_stated(coded, raw, EN)):
        assert list(describe.by_name(table["case"])) == sorted(describe.by_name(table["case"]))
    both = members.listed_and_stated(coded, raw, EN).query("case == 'Domb’Innov'")
    assert list(both["study"]) == ["labo2014", "crida2015"]


# --- studies and poles ---------------------------------------------------------------------------------------------


def test_each_cell_of_a_study_rests_on_its_row_and_the_number_of_its_poles_on_theirs(raw):
    told = describe.sources(raw, EN)
    assert list(told.frame["poles"]) == [12, 11] and list(told.frame["appeared"]) == ["June 2014", "October 2015"]
    assert list(told.evidence["title"]) == ["sources.csv#labo2014", "sources.csv#crida2015"]
    assert told.evidence["poles"].iloc[1].split()[:2] == ["cases.csv#coursive_boutaric", "cases.csv#culture_cooperation"]
    assert len(told.evidence["poles"].iloc[0].split()) == 12


def test_each_pole_rests_on_its_row_wherever_it_is_sorted(raw):
    told = describe.cases(raw, EN, ["la_serre"])
    by_case = dict(zip(told.frame["case"], told.evidence["region"], strict=True))
    assert by_case["Éoliennes en Pays de Vilaine"] == "cases.csv#eoliennes_pays_vilaine" and len(by_case) == 17


def test_note_of_the_map_counts_the_poles_of_each_study(raw):
    told = describe.map_note(raw["cases"], EN)
    assert told.startswith("12 poles of the 2014 study and 11 poles of the 2015 study. Every pole chosen is on the map.")
    one = raw["cases"].query("case_id == 'la_serre'")
    assert describe.map_note(one, EN).startswith("1 pole of the 2015 study. Every")
    assert describe.map_note(one.head(0), EN).startswith("Every pole")

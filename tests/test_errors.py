"""Faults are said in three parts, all at once and in order, with the nearest name."""

import pytest

from ptce_helpers.errors import DataError, Fault, NotFound, ParameterError, ResearcherError, RunError, nearest, nearest_of_many


def test_a_fault_says_where_what_was_found_what_is_allowed_and_what_to_do():
    fault = Fault("codings.csv", 7, "a share lies outside 0 to 100", found="540", allowed="0 to 100", todo="write 54",
                  case="la_serre", variable="public_share")
    assert str(fault).splitlines() == [
        "codings.csv, row 7, case la_serre, variable public_share: a share lies outside 0 to 100",
        "    found '540'; allowed: 0 to 100",
        "    → write 54",
    ]


def test_a_fault_of_a_whole_file_names_no_row_and_leaves_out_what_it_does_not_know():
    assert str(Fault("codings.csv", 0, "the file is missing")) == "codings.csv: the file is missing"
    assert str(Fault("codings.csv", 0, "empty", allowed="a header")) == "codings.csv: empty\n    allowed: a header"


def test_faults_are_counted_and_ordered_by_file_and_row_not_by_discovery():
    error = DataError([Fault("ties.csv", 2, "c"), Fault("codings.csv", 10, "b"), Fault("codings.csv", 9, "a")])
    assert str(error).splitlines() == [
        "3 faults found, nothing was changed:", "codings.csv, row 9: a", "codings.csv, row 10: b", "ties.csv, row 2: c",
    ]  # fmt: skip
    assert str(DataError([Fault("a.csv", 2, "x")])).startswith("1 fault found, nothing was changed:")


def test_a_fact_in_words_is_followed_by_what_to_do():
    error = NotFound("No text files here.", todo="give another folder.")
    assert str(error) == "No text files here.\n    → give another folder."
    assert error.faults == ()


def test_a_notebook_shows_the_message_in_the_place_of_a_traceback():
    assert DataError([Fault("a.csv", 2, "x")])._render_traceback_() == ["1 fault found, nothing was changed:", "a.csv, row 2: x"]


@pytest.mark.parametrize("kind", [DataError, ParameterError, RunError, NotFound])
def test_every_error_that_a_researcher_can_mend_is_caught_as_one(kind):
    with pytest.raises(ResearcherError, match="mend me"):
        raise kind("mend me")


def test_the_nearest_name_is_suggested():
    assert nearest("la_sere", ["phares", "la_serre"]) == "did you mean 'la_serre'?"


def test_all_names_are_listed_when_none_is_near():
    assert nearest("zzz", ["phares", "la_serre"]) == "choose one of: la_serre, phares"


def test_a_list_of_names_is_said_once_and_what_else_is_to_do_is_kept():
    names = ["la_serre", "phares"]
    told = str(Fault("a.csv", 2, "x", found="zzz", allowed="phares, la_serre", todo=nearest("zzz", names) + " (or add it)"))
    assert told.splitlines()[1:] == ["    found 'zzz'; allowed: phares, la_serre", "    → use one of these (or add it)"]


def test_a_list_of_names_that_does_not_stand_above_is_said_in_full():
    told = str(Fault("a.csv", 2, "x", found="zzz", allowed="a name of cases.csv", todo=nearest("zzz", ["phares", "la_serre"])))
    assert told.endswith("allowed: a name of cases.csv\n    → choose one of: la_serre, phares")


def test_of_a_long_list_the_three_nearest_are_named_and_the_file_that_lists_all():
    many = ["members_total", "budget", "founded", "charter", "tenders"]
    assert nearest_of_many("member_total", many, "variables.csv") == "did you mean 'members_total'?"
    assert nearest_of_many("uvwxyd", many, "variables.csv") == "the nearest are 'budget', 'founded', 'tenders'; all are listed in variables.csv"

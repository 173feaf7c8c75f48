"""Levels of the economy, stated budgets, and what unpublished budgets can be."""

import numpy as np
import pytest
from economies import SETTINGS, row, sample_of

from ptce_helpers import economy
from ptce_helpers.bounds import Known
from ptce_helpers.evidence import bare

STATEMENTS = """
    statement_id, subject,     statistic, value, unit, qualifier, n, source_id
    sC.1,         budget_pole, min,       10,    EUR,  exact,     3, crida2015
    sC.2,         budget_pole, max,       90,    EUR,  exact,     3, crida2015
    sC.3,         budget_pole, mean,      50,    EUR,  exact,     3, crida2015
"""
VARIABLES = """
    variable_id,          theme,        scale,  unit, several, silence
    budget_pole,          pole_economy, amount, EUR,  by_year, yes
    price,                pole_economy, amount, EUR,  by_item, no
    self_financing_share, pole_economy, share,  ,     by_year, no
    charter,              cooperation_1, yes_no, ,    one,     no
"""
CODES = "variable_id, code\ncharter, yes\ncharter, no"


@pytest.fixture(scope="module")
def real(raw):
    return sample_of(raw)


@pytest.fixture
def three(small):
    """Three poles of 2015, of whose budgets the smallest, the largest and the mean are published."""
    codings = "case_id, variable_id, value, status\n" + "\n".join(f"{case}, budget_pole, , not_stated" for case in ("domb_innov", "la_serre", "phares"))
    return small(variables=VARIABLES, codes=CODES, codings=codings, statements=STATEMENTS)


# --- unpublished budgets ----------------------------------------------------------------------------------------------


def test_three_budgets_are_known_once_their_ends_and_mean_are(three):
    frame = economy.completions(sample_of(three)).frame  # 10, 90 and a sum of 150 leave 50 for the third
    assert list(frame["bound_low"]) == list(frame["bound_high"]) == [50, 33]
    assert set(frame["budgets_lowest"]) == set(frame["budgets_highest"]) == {"10; 50; 90"}
    assert economy.completions(sample_of(three, "fr")).frame["budgets_lowest"][0] == "10\u202f; 50\u202f; 90"


def test_nothing_is_said_where_the_figures_speak_of_other_poles(three):
    for sample in (sample_of(three, out=["phares"]), sample_of(three, studies=["labo2014"]), sample_of(three, missing="drop")):
        assert economy.unpublished(sample) is None and bare(economy.completion_counts(sample)) == {"n": 0}
        assert economy.completions(sample).frame.empty and economy.completion_note(sample) == ""


def test_nothing_is_said_where_the_mean_is_not_published(small, three):
    raw = small(variables=VARIABLES, codes=CODES, codings="case_id, variable_id, value, status\nphares, budget_pole, , not_stated", statements=STATEMENTS.replace("mean, ", "majority,"))
    assert economy.unpublished(sample_of(raw)) is None


def test_the_budgets_of_2015_can_be_far_from_their_mean(real):
    told = bare(economy.completion_counts(real))  # lines 1016-1017
    assert (told["n"], told["smallest"], told["largest"], told["mean"]) == (11, 35_000, 748_000, 245_000)
    assert (told["median_low"], told["median_high"]) == (35_000, 354_400)  # (11 x 245 - 748 - 5 x 35) / 5 = 354.4 thousand
    assert (told["at_smallest"], told["at_most_half"]) == (7, 5)
    table = economy.completions(real)
    assert table.frame["budgets_highest"][0] == "5\u00a0×\u00a035,000; 5\u00a0×\u00a0354,400; 748,000"
    assert table.evidence["bound_low"][0].split() == ["sC.223", "sC.224", "sC.225"]


def test_each_completion_has_the_published_figures(real):
    known, also = economy.unpublished(real)
    assert isinstance(known, Known)
    for bound_of in economy.STATISTICS.values():
        limits = bound_of(known)
        for budgets in (limits.at_low, limits.at_high):
            assert (budgets.min(), budgets.max(), len(budgets)) == (35_000, 748_000, 11)
            assert np.mean(budgets) == pytest.approx(also.mean)


# --- stated budgets ------------------------------------------------------------------------------------------------------------------


def test_a_budget_stands_with_its_doubt_and_what_is_made_of_it(real):
    said, refs = row(economy.budgets(real), case="Éoliennes en Pays de Vilaine", study="labo2014")  # lines 952-957
    assert said["figure"] == "100,000\u00a0euros (2012)" and said["taken"] and "association EPV" in said["doubt"]
    assert said["made_comparable"] == "at least 100,000\u00a0euros and 32,258\u00a0euros per FTE"
    assert refs["figure"] == ["aL.eoliennes_pays_vilaine.112"] and "hL.eoliennes_pays_vilaine.001" in refs["made_comparable"]


def test_a_budget_that_is_not_published_says_why(real):
    said, refs = row(economy.budgets(real), case="Le Phares", study="crida2015")
    assert (said["figure"], said["made_comparable"]) == ("the text does not say", "25,550 to 546,040\u00a0euros")
    assert refs["figure"] == ["aC.phares.003"]


def test_budgets_are_counted_by_pole_and_study(real):
    assert bare(economy.budget_counts(real)) == {"n": 6, "pairs": 23, "inexact": 2, "doubted": 1, "low": 100_000, "high": 291_000}


def test_conflicting_budgets_are_two_rows_of_which_one_is_taken(small):
    codings = """
        coding_id, case_id,  variable_id, value, qualifier, doubt
        a1,        la_serre, budget_pole, 100,   exact,     another figure stands elsewhere
        a2,        la_serre, budget_pole, 120,   exact,     another figure stands elsewhere
    """
    decided = "correction_id, case_id, variable_id, kind, first_coding, second_coding, winner\nk1, la_serre, budget_pole, sources, a1, a2, first"
    frame = economy.budgets(sample_of(small(variables=VARIABLES, codes=CODES, codings=codings, corrections=decided))).frame
    assert frame[frame["case"] == "La Serre"][["figure", "taken"]].to_numpy().tolist() == [["100\u00a0euros", True], ["120\u00a0euros", False]]


# --- levels ------------------------------------------------------------------------------------------------------------------------------------


def test_every_variable_of_a_level_is_one_of_the_codebook_and_of_one_level(raw):
    every = [variable for variables in economy.LEVELS.values() for variable in variables]
    assert set(every) <= set(raw.codebook.ids) and len(every) == len(set(every)) and len(economy.LEVELS) == 4


def test_levels_count_variables_and_not_codings(real):
    said, refs = row(economy.levels(real), case="Lille MétroPôle Solidaire", study="crida2015")
    assert [said[level] for level in economy.LEVELS] == [1, 0, 5, 0]
    assert len(refs["level_offer"]) == 8, "five variables, one of which has four codes"
    assert refs["level_members"][0].startswith("lille_metropole_solidaire/crida2015/")


def test_the_least_told_level_is_found(real):
    told = bare(economy.level_counts(real))
    assert (told["n"], told["least"]) == (23, "members’ resources and turnover")
    assert told["silent"] == int((economy.levels(real).frame["level_members"] == 0).sum()) == 10


def test_a_study_that_is_left_out_has_no_column(raw):
    assert list(economy.variables_of_levels(sample_of(raw, studies=["crida2015"])).frame.columns) == ["economic_level", "variables_meant", "crida2015"]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_tables_hold_under_every_parameter_set_and_each_cell_leads_back(raw, setting):
    sample = sample_of(raw, **setting)
    for table in (economy.budgets(sample), economy.levels(sample), economy.variables_of_levels(sample), economy.completions(sample)):
        assert not ((table.evidence == "") & table.frame.notna()).any(axis=None)
    bare(economy.level_counts(sample)), bare(economy.budget_counts(sample)), bare(economy.completion_counts(sample))

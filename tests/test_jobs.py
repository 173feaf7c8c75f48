"""Jobs, sizes and origins: which figures may be added and why not, what shares and ranges allow, what a paragraph states."""

from itertools import combinations

import pytest

from ptce_helpers import jobs, matrix, member_sizes, origins
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels

EN = Labels("en")
BOTH = ["labo2014", "crida2015"]


@pytest.fixture(scope="module")
def sample(of):
    return of()


def column(table, name):
    return list(table.frame[name])


# --- may they be added? ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("staff_pole", "ftes_pole", ["same", "unit"]),
        ("jobs_members_total", "ftes_members_total", ["same", "unit"]),
        ("jobs_members_total", "jobs_insertion", ["within"]),
        ("ftes_members_total", "contracts_insertion", ["unit", "flow"]),
        ("jobs_insertion", "contracts_insertion", ["same", "unit", "flow"]),
        ("contracts_insertion", "contracts_professionalisation", []),
        ("jobs_insertion", "entrepreneurs_employees", []),
        ("jobs_members_total", "jobs_induced", []),
        ("jobs_members_total", "jobs_created", ["within", "flow"]),
    ],
)
def test_reasons_against_adding_two_kinds(one, other, why):
    one, other = jobs.BY_NAME[one], jobs.BY_NAME[other]
    assert jobs.reasons(one, other) == jobs.reasons(other, one) == why


def test_kinds_are_variables_of_the_codebook_and_name_each_other(raw):
    assert {kind.variable_id for kind in jobs.KINDS} <= set(raw.codebook.ids)
    assert {name for kind in jobs.KINDS for name in (*kind.within, *filter(None, [kind.same]))} <= set(jobs.BY_NAME)
    units = {raw.codebook.variable(kind.variable_id)["unit"]: kind.unit for kind in jobs.KINDS}
    assert units == {"people": "heads", "jobs": "heads", "fte": "fte", "contracts": "contracts", "people_or_organisations": "bodies"}


def test_every_pair_has_a_verdict_and_those_that_occur_come_first(sample):
    found = jobs.pairs(sample)
    assert len(found.frame) == len(list(combinations(jobs.KINDS, 2)))
    assert column(found, "poles") == sorted(column(found, "poles"), reverse=True)
    rows = found.frame.set_index(["one_kind", "other_kind"])
    domb = rows.loc[("Jobs in the member organisations", "People in insertion jobs")]
    assert (domb["may"], domb["why"], domb["where"]) == ("no", "the one may be counted within the other", "Domb’Innov"), "550 holds both, 270 one of them"
    assert bare(jobs.counts(sample)) == {"n": 26, "may": 2, "kinds": 12, "all": 66, "figures": 50}


def test_figures_of_different_years_are_not_added(sample, of):
    rows = jobs.pairs(sample).frame.set_index(["one_kind", "other_kind"])
    assert rows.loc[("Staff of the pole", "Jobs induced"), "why"] == "not of the same year, as far as the text says"
    alone = jobs.pairs(of(["fontaine_o_livres"])).frame.set_index(["one_kind", "other_kind"])
    assert alone.loc[("Staff of the pole", "Jobs induced"), "may"] == "yes", "of no pole that is left are both stated"


def test_no_kind_is_exact_and_alike_enough_to_be_added_over_poles(sample):
    found = jobs.over_poles(sample).frame.set_index("kind_of_job")
    assert set(found["may"]) == {"no"}
    assert found.loc["Jobs in the member organisations", "why"] == "inexact figures; doubtful figures"
    assert found.loc["Professionalisation contracts", "why"] == "only one pole; several figures for one pole, of different things"


def test_every_figure_stands_in_one_of_the_two_tables(sample):
    stated = {(case, study, kind.variable_id) for case, study in sample.pairs for kind in jobs.KINDS if any(row["value"] for row in sample.codings(case, study, kind.variable_id))}
    told = sum(int(table.frame.iloc[:, 2:].notna().sum().sum()) for table in (jobs.of_poles(sample, jobs.OWN), jobs.of_poles(sample, jobs.BESIDE)))
    assert told == len(stated)
    own = jobs.of_poles(sample, jobs.OWN).frame.set_index(["case", "study"])
    assert own.loc[("Domb’Innov", "labo2014"), "Jobs in the member organisations"] == "at least 550; 270; about 570"
    beside = jobs.of_poles(sample, jobs.BESIDE).frame.set_index(["case", "study"])
    assert beside.loc[("Pôle Sud Aquitain", "crida2015"), "Professionalisation contracts"] == "155 (2014); 37 (2014)", "lines 538-540"


def test_the_matrix_marks_who_states_what(sample):
    frame = matrix.of(sample, jobs.modalities(sample)).frame.set_index(["case", "study"])
    assert frame.loc[("Lille MétroPôle Solidaire", "crida2015"), "Employee-entrepreneurs"] == "yes", "line 541"
    assert frame.loc[("Le Phares", "crida2015")].eq("silent").all()


# --- full-time equivalents -----------------------------------------------------------------------------------------------


def test_the_published_range_of_full_time_equivalents_by_hand(sample):
    row = jobs.ftes(sample).frame.iloc[0]
    assert (row["n"], row["sum_low"], row["sum_high"]) == (11, 10 * 60 + 162, 60 + 10 * 162), "60 to 162, line 503"
    assert (row["mean_low"], row["mean_high"]) == pytest.approx((762 / 11, 1680 / 11))
    assert (row["median_low"], row["median_high"]) == (60, 162)
    assert "Culture & Coopération" in bare(jobs.fte_counts(sample))["beside"], "53 in 2014, below the least of 2015"


@pytest.mark.parametrize("chosen", [{"excluded": ["phares"]}, {"studies": ["labo2014"]}, {"missing": "drop"}])
def test_a_range_of_all_says_nothing_of_a_part(of, chosen):
    assert jobs.ftes(of(**chosen)).frame.empty and bare(jobs.fte_counts(of(**chosen))) == {"n": 0}


# --- sizes and turnover -----------------------------------------------------------------------------------------------------


def test_shares_of_members_become_organisations(sample):
    rows = member_sizes.followed(sample).frame.set_index("statement_id")
    assert tuple(rows.loc["sC.109", ["members_low", "members_high"]]) == (94, 143), "66.7% of 140, 75% of 191 (478-480)"
    assert tuple(rows.loc["sC.113", ["members_low", "members_high"]]) == (22, 44), "two to four in each of eleven poles (484-485)"
    assert tuple(rows.loc["sC.112", ["members_low", "members_high"]]) == (71, 191), "more than half of 140 at least (482-483)"
    assert rows.loc["sC.110", ["members_low", "members_high"]].isna().all()


def test_without_all_poles_nothing_follows_from_shares(of):
    assert member_sizes.followed(of(["phares"])).frame[["members_low", "members_high"]].isna().all(axis=None)
    assert member_sizes.followed(of(studies=["labo2014"])).frame.empty


def test_the_list_of_one_pole_shows_two_thirds_of_small_members(sample, of):
    row = member_sizes.listed(sample).frame.set_index("case").loc["Domb’Innov"]
    assert (row["with_jobs"], row["small"], row["middle"], row["large"]) == (12, 8, 3, 1), "footnote 56 and Val’Horizon"
    assert (row["share_low"], row["share_high"]) == pytest.approx((100 * 8 / 14, 100 * 10 / 14)), "two of fourteen members have no figure"
    assert bare(member_sizes.counts(sample))["share"] == "67%"
    assert bare(member_sizes.counts(of(studies=["crida2015"]))) == {"n": 0}
    assert member_sizes.listed(of(missing="drop")).frame["share_low"].round(1).iloc[0] == 66.7


def test_turnover_per_member_keeps_what_is_inexact(sample, of):
    rows = member_sizes.per_member(sample).frame.set_index("case")
    assert tuple(rows.loc["Lille MétroPôle Solidaire", ["euros_low", "euros_high"]]) == pytest.approx((21e6 / 19, 21e6 / 19))
    assert rows.loc["De Fil en Réseaux", "euros_high"] == float("inf"), "at least three million"
    rounded = member_sizes.per_member(of(about="rounded")).frame.set_index("case")
    assert tuple(rounded.loc["Pôle Sud Aquitain", ["euros_low", "euros_high"]]) == pytest.approx((10e6 / 25, 10e6 / 15)), "about twenty members"
    assert bare(member_sizes.turnover_counts(sample)) == {"n": 9, "million": 1}
    assert bare(member_sizes.turnover_counts(of(about="missing"), "with_number"))["n"] == 6, "two inexact turnovers and one number of members fall away"


# --- paragraph b of the typology of 2014 ---------------------------------------------------------------------------------------


def test_the_paragraph_beside_the_codings(sample):
    rows = origins.compared(sample).frame.set_index("statement_id")
    assert list(rows.loc["sL.021", ["found", "agrees"]]) == ["7 to 12 poles", "follows from the codings"], "most of twelve (line 50)"
    assert list(rows.loc["sL.022", ["found", "agrees"]]) == ["4 to 12 poles", "outside the bounds of the codings"], "two are said, several origins are coded"
    assert list(rows.loc["sL.023", ["found", "agrees"]]) == ["7 to 12 poles", "possible, not decided"]
    assert list(rows.loc["sL.024", ["found", "agrees"]]) == ["1 to 12 poles", "as many are coded; there could be more"]
    assert rows.loc["sL.025", "found"] == "at least 19.6 members a pole, on average", "235 members of ten poles over twelve"
    assert rows.loc["sL.026", "agrees"] == "possible, not decided"
    assert bare(origins.counts(sample)) == {"n": 7, "follows": 2, "same": 1, "open": 3, "contradicts": 1}


def test_the_mean_of_2014_leaves_room_for_the_silent_poles(sample, of):
    told = bare(origins.left(sample))
    assert (told["n"], told["ours"], told["low"], told["high"]) == (2, 23.5, 0, 12 * 25 - 235)
    assert bare(origins.left(of(["phares"])))["n"] == 2, "not a pole of 2014"
    assert bare(origins.left(of(["paris_mix"]))) == {"n": 0} and bare(origins.left(of(studies=["crida2015"]))) == {"n": 0}


def test_the_share_of_members_by_hand(sample):
    found, refs = origins.share_of_members(sample)
    least = 18 + 13 + 12 + 2 + 21 + 20 + 6  # most of 34 and of 41; 13, 12, 2 and 20 as counted; most of Culture & Coopération's eleven
    assert found.low == pytest.approx(100 * least / 235) and found.high == pytest.approx(100 * (235 - 2 - 3) / 235)
    assert "aL.domb_innov.077" in refs


def test_a_paragraph_on_all_poles_is_not_judged_on_some(of):
    assert set(origins.compared(of(["paris_mix"])).frame["agrees"]) == {"said of all poles of the study, not of those taken here"}
    assert bare(origins.counts(of(["paris_mix"])))["n"] == bare(origins.counts(of(missing="drop")))["n"] == bare(origins.left(of(missing="drop")))["n"] == 0
    assert origins.compared(of(studies=["crida2015"])).frame.empty

"""The poles' memberships in calibrated sets: worked out by hand, with their evidence, refused at 0.5, and bad rows of the tables named at once."""

import csv
import math
from dataclasses import replace

import pytest

from ptce_helpers import calibration, calibration_tables, codings
from ptce_helpers.calibration import Member
from ptce_helpers.errors import DataError, NotFound, ResearcherError

LN19 = math.log(0.95 / 0.05)


def by_case(sample, wanted):
    return {member.case_id: member for member in calibration.of(sample, wanted)}


def logistic(odds):
    return 1 / (1 + math.exp(-odds))


def test_direct_memberships_are_those_worked_out_by_hand(of):
    members = by_case(of(), "large_membership")  # 5.5, 15.5, 40
    assert members["articulteurs"].membership == pytest.approx(logistic(LN19 * (34 - 15.5) / (40 - 15.5)), abs=1e-12)
    assert members["eco_domaine_bouquetot"].membership == pytest.approx(logistic(LN19 * (5 - 15.5) / (15.5 - 5.5)), abs=1e-12)
    assert by_case(of(), "self_financing")["lille_metropole_solidaire"].membership == pytest.approx(0.95)  # it lies on the anchor
    assert by_case(of(), "jobs_born")["culture_cooperation"].membership == pytest.approx(0.05)


def test_scale_that_runs_backwards_puts_the_older_pole_further_in(of):
    members = by_case(of(), "old_cooperation")  # 2007, 2004.5, 1994
    assert members["articulteurs"].membership == pytest.approx(logistic(LN19 * 0.5 / 10.5), abs=1e-12)
    assert members["pole_sud_aquitain"].membership > members["lille_metropole_solidaire"].membership > 0.5 > members["paris_mix"].membership == pytest.approx(0.05)


def test_figure_that_is_at_most_so_much_has_a_range_of_memberships(of):
    bray = by_case(of(), "old_cooperation")["pays_de_bray"]  # 2000 or earlier
    assert (bray.low, bray.high) == pytest.approx((logistic(LN19 * 4.5 / 10.5), 1.0))
    assert bray.membership == bray.low and not bray.undecided


def test_rounded_figure_that_reaches_over_the_turning_point_is_undecided(of):
    rounded = by_case(of(about="rounded"), "large_membership")["pole_sud_aquitain"]  # about 20: 15 to 25
    assert rounded.undecided and rounded.membership == pytest.approx(logistic(LN19 * 4.5 / 24.5))
    assert not by_case(of(), "large_membership")["pole_sud_aquitain"].undecided
    assert by_case(of(about="missing"), "jobs_born")["fontaine_o_livres"].missing == "about"
    told = calibration_tables.members(of(about="missing")).frame.set_index(["case", "calibrated_set"])["raw_value"]
    assert told["Fontaine O Livres", "Outcome: many jobs created"] == "an approximate figure only, set aside"


def test_crisp_set_takes_the_codes_that_are_named_and_says_on_what_it_rests(of):
    members = by_case(of(), "authorities_seated")
    assert members["de_fil_en_reseaux"].membership == 0 and members["de_fil_en_reseaux"].raw == "Partner only"
    assert members["domb_innov"].membership == 1 and members["domb_innov"].raw == "Partner only and Member by right"
    assert all(ref.startswith("aL.domb_innov.") for ref in members["domb_innov"].refs) and len(members["domb_innov"].refs) == 2
    assert members["phares"].membership is None and members["phares"].missing == "not_stated"
    assert by_case(of(), "own_entity")["phares"].missing == "contradictory"


def test_variable_of_the_other_study_is_asked_where_the_first_gives_nothing(of):
    members = by_case(of(), "accounts_apart")
    assert (members["fontaine_o_livres"].membership, members["fontaine_o_livres"].study) == (1, "labo2014")  # a budget of its own
    assert (members["pole_sud_archer"].membership, members["domb_innov"].membership) == (0, 0)
    assert (members["culture_cooperation"].study, members["culture_cooperation"].raw) == ("crida2015", "Own legal and budgetary entity")
    territory = by_case(of(), "outlying_territory")
    assert (territory["pays_de_bray"].membership, territory["resto_passerelle"].membership) == (1, 0)  # only the study of 2015 places them


def test_values_of_a_condition_are_the_numbers_of_their_groups(of):
    members = by_case(of(), "territory_kind")
    assert [members[case].membership for case in ("pole_sud_archer", "domb_innov", "articulteurs", "paris_mix")] == [0, 1, 1, 2]


def test_share_that_is_not_stated_is_what_the_steps_of_harmonisation_leave(of):
    member = by_case(of(), "self_financing")["culture_cooperation"]  # public money is about half, the rest its own
    assert member.number == 50 and member.membership == pytest.approx(logistic(LN19 * 6 / 26))
    assert "aL.culture_cooperation.131" in member.refs and "(harmonised)" in member.raw


def test_indirect_method_is_refused_where_it_breaks_the_order_of_the_poles(of):
    found = replace(calibration.condition(of(), "many_jobs"), method="indirect")  # 130 jobs would be more in than 150
    with pytest.raises(DataError, match="case pole_sud_aquitain.*below fontaine_o_livres, whose figure is smaller") as caught:
        calibration.of(of(), found)
    assert "use the direct method" in str(caught.value)


def test_indirect_method_keeps_the_order_where_the_figures_allow_it(of):
    found = replace(calibration.condition(of(), "large_membership"), method="indirect")
    known = [member for member in calibration.of(of(), found) if member.membership is not None]
    assert [m.membership for m in sorted(known, key=lambda m: m.number)] == pytest.approx(sorted(m.membership for m in known))


def test_pole_on_the_turning_point_is_refused_by_name(of):
    moved = calibration.anchored(calibration.condition(of(), "large_membership"), (5.5, 19, 40))
    with pytest.raises(DataError, match="case lille_metropole_solidaire.*exactly on the turning point") as caught:
        calibration.of(of(), moved)
    assert "move the crossover" in str(caught.value) and "found '19'" in str(caught.value)


def test_turning_point_moves_a_part_of_the_way_to_either_side(of):
    found = calibration.condition(of(), "jobs_born")  # 3, 15, 30
    assert found.moved(0.2).anchors == pytest.approx((3, 18, 30)) and found.moved(-0.5).anchors == pytest.approx((3, 9, 30))
    with pytest.raises(ResearcherError, match="own_entity can't be moved"):
        calibration.condition(of(), "own_entity").moved(0.1)
    with pytest.raises(ResearcherError, match="calibrated by codes and has no anchors"):
        calibration.anchored(calibration.condition(of(), "own_entity"), (1, 2, 3))


def test_set_that_is_not_calibrated_names_the_nearest(of):
    with pytest.raises(NotFound, match="'large_members' is not calibrated") as caught:
        calibration.of(of(), "large_members")
    assert "did you mean 'large_membership'?" in str(caught.value)


def member(membership):
    return Member("la_serre", "crida2015", "", None, membership, membership, membership, "", ())


@pytest.mark.parametrize(("memberships", "found"), [([1, 0, 0, 0, 0], (5, 1, False)), ([1, 0, 0, 0, 0, 0], (6, 1, True)), ([0.9, 0.8, 0.7], (3, 3, True)), ([None, 1], (1, 1, True)), ([None], (0, 0, False))])
def test_set_is_skewed_with_less_than_a_fifth_of_the_poles_on_a_side(memberships, found):
    assert calibration.skewness([member(one) for one in memberships]) == found


def test_real_sets_that_are_skewed_are_named(of):
    assert calibration.skewness(calibration.of(of(), "charter_written")) == (9, 8, True)
    counts = calibration_tables.counts(of())
    assert (counts["n"].value, counts["fuzzy"].value, counts["skewed"].value) == (18, 6, 4) and "Written charter" in counts["which"].value


@pytest.mark.parametrize("studies", [("crida2015",), ("labo2014",), ()])
def test_sample_without_a_value_still_has_its_tables(of, studies):
    sample = of((), studies)
    sets = calibration_tables.sets(sample)
    assert len(sets.frame) == 18 and (sets.frame["poles_known"].sum() == 0) == (not studies)
    assert calibration_tables.counts(sample)["n"].value == 18
    assert all(one.membership is None for one in calibration.of(of((), ("crida2015",)), "self_financing"))


def test_every_membership_leads_to_its_rows(of):
    found = calibration_tables.members(of())
    known = found.frame["membership"].notna()
    assert known.sum() > 200 and (found.frame.loc[known, "membership"] != 0.5).all()
    assert all("calibration.csv#" in refs and len(refs.split()) >= 2 for refs in found.evidence.loc[known, "membership"])


def spoil(folder, table, change):
    path = folder / f"{table}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    change({row[next(iter(row))] if table != "analysis_conditions" else f"{row['analysis_id']}/{row['condition_id']}": row for row in rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_all_faults_of_the_declared_sets_come_at_once(raw_copy):
    def sets(rows):
        rows["own_entity"]["full_in_codes"] = "yess"
        rows["jobs_born"]["crossover"] = "40"
        rows["large_membership"]["full_in_codes"] = "yes"
        rows["laureate"]["symbol"] = "BODY"
        rows["lasting_research"]["symbol"] = "PRI"
        rows["many_jobs"]["full_in"] = ""
        rows["shared_place"]["absent_fr"] = ""
        rows["territory_kind"]["full_in_codes"] = "rural;rural"
        rows["outlying_territory"]["also"] = "territory_dynamic=rural"
        rows["charter_written"]["crossover"] = "3"
        rows["large_budget"]["method"] = "crisp"
        rows["members_grew"].update(condition_id="fragile_model", full_in_codes="more")
        rows["self_financing"]["crossover"] = "44 %"
        rows["integration_core"]["full_in_codes"] = ""

    def analyses(rows):
        rows["jobs"]["outcome"] = "jobs_bred"
        rows["autonomy"]["incl_cut"] = "0.3"
        rows["accounts"]["doubtful"] = "jobs_born:phares|own_entity:phare"
        rows["growth"]["outcome"] = "own_entity"
        rows["autonomy_by_territory"].update(outcome="territory_kind", doubtful="culture_cooperation")
        rows["fragility"]["analysis_id"] = "my analysis"

    def conditions(rows):
        rows["accounts/laureate"]["expected"] = "yes"
        rows["accounts/own_entity"]["expected"] = ""
        rows["fragility/old_cooperation"]["condition_id"] = "old_cooperations"
        rows["fragility/large_membership"]["analysis_id"] = "fragile"

    for table, change in (("calibration", sets), ("analyses", analyses), ("analysis_conditions", conditions)):
        spoil(raw_copy, table, change)
    with pytest.raises(DataError) as caught:
        codings.load(raw_copy)
    said = str(caught.value)
    for fact in ("own_entity: full_in_codes: own_legal_entity has no such code", "jobs_born: the anchors are not in order", "large_membership: codes are given for a set of numbers", "laureate: this symbol stands twice",
                 "lasting_research: this can't be a name in formulas", "many_jobs: an anchor is missing", "shared_place: the words for its absence are missing", "territory_kind: a code stands twice",
                 "outlying_territory: also: the codebook has no such variable", "charter_written: anchors are given for a set of codes", "large_budget: budget_pole is a number and can't be calibrated by codes",
                 "jobs: the outcome is not calibrated", "autonomy: incl_cut is out of range", "accounts: a doubtful membership is in no set of this analysis", "accounts: a doubtful membership is of no case",
                 "growth: the outcome is also a condition", "autonomy_by_territory: the outcome has more than two values", "accounts/laureate: this can't be expected",
                 "fragility/old_cooperations: the condition is not calibrated", "fragile/large_membership: there is no such analysis",
                 "fragile_model: full_in_codes: members_trend has no such code", "this key stands twice", "integration_core: full_in_codes: a code of insertion_component is missing",
                 "autonomy_by_territory: a doubtful membership can't be read", "analysis_id: this can't be a name"):  # fmt: skip
        assert fact in said, fact
    assert said.count("found '44 %'") == 1 and "self_financing: an anchor is missing" not in said  # a fault is said once
    assert said.count("accounts/own_entity") == 0 and "expected is empty" in said
    assert "did you mean 'jobs_born'?" in said and "did you mean 'old_cooperation'?" in said

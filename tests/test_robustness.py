"""What holds: conclusions decided under single changes, worked out by hand on small data, and on the real data."""

import json
import math

import numpy as np
import pytest

from ptce_helpers import codings, conclusions, decisions_of_methods, flips, plans, robust_core, robustness, robustness_facts, robustness_tables, robustness_words
from ptce_helpers.cleaning import clean
from ptce_helpers.decisions import Analysis, Figure, exactly, without
from ptce_helpers.errors import DataError
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths
from ptce_helpers.perturbations import Samples, Setting, settings
from ptce_helpers.sample import Sample
from ptce_helpers.verdicts import Range

GIVEN = {"lang": "en", "study": "both", "exclude_cases": [], "treat_about_as": "exact", "weights": "equal", "alpha": 0.1, "n_types": 3, "seed": 20, "readings": "arbitrated"}

STATED = {"04.social": (100 * 58 / 139, 100 * 120 / 139), "05.text.2014": (100 * 36 / 61,) * 2, "06.direct": (1, 1), "06.posts": (9 - 8, 1), "07.pooled": (42.58, 42.58),
          "07.text.2014": (0.455, 0.455), "08.alike": (100 * 61 / 107,) * 2, "08.lille": (3, 3), "09.turnover.p": (4 / 63 - 0.1,) * 2, "12.option": (1, 1), "13.group": (7, 7), "13.text.2015": (0.62, 0.62)}  # fmt: skip

# Three poles in 2015, one of them (Domb'Innov) also in 2014. Two are led by founders, one by a manager; one has a charter, one none, one is silent.
CODINGS = """
    coding_id, case_id,    variable_id,   value,    qualifier, source_id
    a1,        la_serre,   leader,        founders, ,          crida2015
    a2,        phares,     leader,        founders, ,          crida2015
    a3,        domb_innov, leader,        manager,  ,          crida2015
    a4,        la_serre,   members_total, 30,       exact,     crida2015
    a5,        phares,     members_total, 12,       exact,     crida2015
    a6,        domb_innov, members_total, 20,       about,     crida2015
    a7,        la_serre,   charter,       yes,      ,          crida2015
    a8,        phares,     charter,       no,       ,          crida2015
"""
CONCLUSIONS = """
    conclusion_id, measure, asks,                                    holds
    charter,       count,   query: charter=yes,                      most
    lead,          lead,    variable: leader; code: founders,        >0
    largest,       largest, case: la_serre; variable: members_total, >5
"""


@pytest.fixture
def tried(small):
    """``tried(conclusions='''...''')``: the small data with some conclusions, under every single change."""

    def run(lang="en", given=None, **tables):
        raw = small(**{"codings": CODINGS, "conclusions": CONCLUSIONS} | tables)
        return robustness.of(Sample(clean(raw), raw, Labels(lang)), GIVEN | (given or {}))

    return run


def named(tested, name):
    return next(one for one in tested.conclusions if one.conclusion_id == name)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_conclusion_that_one_pole_carries_flips_exactly_without_it(tried):
    tested = tried()
    one = named(tested, "lead")
    assert (tested.base(one).state, tested.base(one).figure.low) == ("holds", 1)  # founders in two poles, a manager in one
    assert {case: tested.outcomes["lead", run].state for run in tested.runs_of(one, "case") for case in tested.left_out(run)} == {"la_serre": "fails", "phares": "fails", "domb_innov": "holds"}
    assert tested.carriers(one) == ["la_serre", "phares"]  # one to one without either of them


def test_share_and_smallest_change_are_those_worked_out_by_hand(tried):
    tested = tried()
    one = named(tested, "largest")
    # 30 against 20: a lead of 10; rounded, about 20 is 15 to 25 and the lead may be 5: open. Without La Serre it says nothing.
    about = {tested.settings[int(run)].changed["treat_about_as"]: outcome.state for run, outcome in tested.runs_of(one, "about").items()}
    assert about == {"rounded": "open", "missing": "holds"}
    by = {case: outcome.state for run, outcome in tested.runs_of(one, "case").items() for case in tested.left_out(run)}
    assert by == {"domb_innov": "holds", "phares": "holds"}
    assert "treat_about_as = rounded" in tested.smallest(one)
    assert robustness_tables.share(list(tested.runs_of(one, "about").values())) == 50.0
    assert robustness_words.smallest(tested, one).startswith("“about” taken as rounded")


def test_silence_leaves_a_majority_open_and_both_ends_are_tried(tried):
    tested = tried()
    one = named(tested, "charter")
    assert (tested.base(one).state, tested.base(one).figure.low, tested.base(one).figure.high, tested.base(one).figure.n) == ("open", 1, 2, 3)
    assert [outcome.state for outcome in tested.runs_of(one, "completion").values()] == ["fails", "holds"]
    assert robustness_words.smallest(tested, one).count("what no text says") == 0  # that is what open means


def test_without_the_pole_it_is_about_a_conclusion_is_not_applicable(tried):
    tested = tried()
    run = next(run for (name, run), outcome in tested.outcomes.items() if name == "largest" and outcome.figure.why)
    assert tested.left_out(run) == ["la_serre"] and tested.outcomes["largest", run].figure.why == "inapplicable_pole_left_out"
    told = robustness_tables.inapplicable(tested).frame
    assert "the pole that it is about is left out" in set(told["reason"])


def test_a_sample_without_an_answer_is_not_applicable_and_said_so(tried):
    tested = tried(codings="""
        case_id,  variable_id, value
        la_serre, motto,       alone
    """)
    assert {one.conclusion_id for one in robustness_tables.applicable(tested)} == {"charter"}
    assert tested.base(named(tested, "lead")).figure.why == "inapplicable_no_pole"


def test_a_change_is_only_tried_on_what_it_can_touch():
    asked = frozenset({("phares", "crida2015")})
    assert Setting("case", {"exclude_cases": ["phares"]}).touches(asked, ("exclude_cases",), {})
    assert not Setting("case", {"exclude_cases": ["la_serre"]}).touches(asked, ("exclude_cases",), {})
    assert not Setting("case", {"exclude_cases": ["la_serre", "phares"]}).touches(asked, ("exclude_cases",), {"exclude_cases": ["phares"]})
    assert not Setting("study", {"study": "crida2015"}).touches(asked, ("study",), {}) and Setting("study", {"study": "labo2014"}).touches(asked, ("study",), {})
    assert not Setting("weights", {"weights": "study"}).touches(asked, ("exclude_cases",), {})


def test_what_no_single_pole_flips_is_tried_without_each_two_and_the_pairs_are_named(tried):
    tested = tried(conclusions="""
        conclusion_id, measure, asks,                                          holds
        many,          more,    query: members_total>=1; other: leader=nobody, >1
        lead,          lead,    variable: leader; code: founders,              >0
    """.replace("leader=nobody", "tenders=yes"))
    many = named(tested, "many")  # three poles to none; two to none without any one, one to none without any two
    assert (tested.base(many).figure.low, tested.carriers(many)) == (3, [])
    assert len(tested.flipping(many, "cases")) == 3 and not tested.runs_of(named(tested, "lead"), "cases")  # which single poles flip
    assert robustness_words.smallest(tested, many).count("Le Phares") == 2 and "3 of 3 pairs" in robustness_words.smallest(tested, many)


def test_a_pole_that_is_left_out_anyway_stays_out_of_every_setting(tried):
    tested = tried(given={"exclude_cases": ["phares"]})
    assert all("phares" in setting.changed["exclude_cases"] for setting in tested.settings if "exclude_cases" in setting.changed)


def test_runs_and_results_are_those_of_a_batch(tried):
    tested = tried()
    assert list(tested.runs.columns[[0, -2, -1]]) == ["run", "status", "reason"] and tested.runs["run"].iloc[0] == "0000"
    assert list(tested.results.columns) == ["run", *flips.PLACE, "type", "value"]
    again = flips.flips(tested.results, tested.runs)
    assert set(again.table["result"]) == {"charter", "lead", "largest"}


def test_figures_decide_by_both_of_their_ends():
    assert [Figure(low, high).state(Range(0, math.inf, without_low=True)) for low, high in ((1, 2), (0, 1), (-1, 0))] == ["holds", "open", "fails"]
    assert without("no_pole").state(Range(0, 1)) == "" and exactly(math.nan, frozenset(), ()).why == "inapplicable_undefined"


# --- conclusions that can't be put --------------------------------------------------------------------------------------


def test_conclusions_that_can_not_be_read_are_refused_with_all_faults_at_once(small):
    raw = small(conclusions="""
        conclusion_id, notebook,   measure, asks,                              holds
        one,           04-membres, lead,    variable: leader; code: founder,   >0
        two,           04-members, leed,    variable: leader,                  most
        three,         04-members, count,   query: charta=yes,                 mostly
        four,          04-members, largest, case: la_sere,                     >0
        five,          04-members, count,   charter=yes,                       most
    """)
    with pytest.raises(DataError) as caught:
        conclusions.read(raw, Labels("en"))
    said = str(caught.value)
    for fact in ("did you mean '04-members'?", "did you mean 'founders'?", "did you mean 'lead'?", "did you mean 'charter'?", "did you mean 'la_serre'?",
                 "found 'mostly'", "found 'charter=yes'", "allowed: case, variable"):
        assert fact in said, fact
    assert len(caught.value.faults) == 8


def test_conclusions_of_the_wrong_kind_are_refused_before_they_are_put(raw_copy):
    path = raw_copy / "conclusions.csv"
    asked = {"middle": "study: labo2014; variable: charter", "lead": "variable: members_total; code: 5", "path": "analysis: jobs; side: presence; solution: complex; path: MEMBRES*OLD",
             "necessary": "analysis: jobs; side: presence; condition: OLD + MEMBERS"}
    rows = [f"z.{measure},claims,04-members,A,B,C,D,{measure},{asks},>0,E\n" for measure, asks in asked.items()]
    path.write_text(path.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    raw = codings.load(raw_copy)
    said = "\n".join(map(str, conclusions.faults(raw)))
    for fact in ("charter is not a number", "members_total has no codes", "did you mean 'MEMBERS'?", "a condition is one term"):
        assert fact in said, fact
    assert len(list(conclusions.faults(raw))) == 4


def test_a_path_is_the_same_in_whatever_order_it_is_written(few):
    at = Analysis(few.sample, dict(GIVEN))
    found = [decisions_of_methods.path(at, "autonomy", "presence", "intermediate", path) for path in ("~MEMBERS*~OUTLYING", "~OUTLYING * ~MEMBERS")]
    assert found[0] == found[1] and found[0].high == 1


# --- the robust core ------------------------------------------------------------------------------------------------------


def test_robust_core_is_worked_out_by_hand():
    initial, outcome = np.array([0.8, 0.6, 0.2, 0.4]), np.array([1.0, 0.7, 0.1, 0.3])
    same = robust_core.fit(initial, [initial], outcome)
    assert (same.cov, same.cons, same.smallest, same.largest) == (1, 1, 1, 1)
    found = robust_core.fit(initial, [np.array([0.8, 0.2, 0.2, 0.4]), np.array([0.9, 0.6, 0.1, 0.4])], outcome)
    # Core: 0.8, 0.2, 0.1, 0.4 = 1.5; within the outcome 1.4. Initial 2.0, within 1.8.
    assert found.cov == pytest.approx(1.4 / 1.8) and found.cons == pytest.approx((1.8 / 2.0) / (1.4 / 1.5))
    assert found.smallest == pytest.approx(1.5 / 2.0) and found.largest == pytest.approx(2.0 / 2.1)


def test_every_test_counts_for_the_intersection():
    """SetMethods 4.0 for R takes the first and the last test only (its loop runs over length(test_sol)); here the one in the middle counts."""
    one, middle, y = np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0])
    assert robust_core.fit(one, [one, middle, one], y).smallest == 0.5 == robust_core.fit(one, [one, one, middle], y).smallest


def test_without_tests_or_without_a_core_the_robustness_is_missing():
    x = np.array([1.0, 0.0])
    assert math.isnan(robust_core.fit(x, [], x).cov) and math.isnan(robust_core.fit(x, [np.zeros(2)], x).cons)


def test_the_range_around_the_base_ends_at_the_first_change():
    assert robust_core._around([0.5, 0.6, 0.7, 0.8, 0.9], [True, False, True, True, False], 0.8) == (0.7, 0.8)


# --- the real data ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(raw, coded):
    """All poles, as arbitrated."""
    return Sample(coded, raw, Labels("en"))


@pytest.fixture(scope="module")
def few(sample):
    """Some conclusions of data/raw, on all poles."""
    wanted = ("04.function", "06.direct", "12.economic", "15.first_circle", "11.jobs")
    return robustness.of(sample, GIVEN, [one for one in conclusions.read(sample.raw, sample.labels) if one.conclusion_id in wanted])


@pytest.fixture(scope="module")
def filled(sample):
    """Conclusions of the methods, with nothing changed but the silences filled in."""
    wanted = ("09.body.p", "09.holm", "10.third", "11.autonomy.many", "11.jobs", "11.members")
    tested = robustness.Tested(sample, GIVEN, [one for one in conclusions.read(sample.raw, sample.labels) if one.conclusion_id in wanted], [Setting("base")])
    samples = Samples(sample, GIVEN)
    robustness._run(tested, samples, 0, Setting("base"), tested.conclusions)
    robustness._complete(tested, samples)
    return tested


def test_direct_governance_hangs_on_any_of_its_five_poles(few):
    one = named(few, "06.direct")
    assert few.base(one).figure.low == 1 and len(few.carriers(one)) == 5 and len(few.runs_of(one, "case")) == 11


def test_the_contradicted_first_circle_is_carried_by_one_pole_alone(few):
    assert robustness_tables.alone(few).frame[["case", "state_base", "becomes"]].values.tolist() == [["Fontaine O Livres", "holds", "does not hold"], ["Lille MétroPôle Solidaire", "holds", "open"]]
    said = robustness_facts.carried(few)
    assert said["single"].value == 2 and "Lille MétroPôle Solidaire" in said["told"].value


def test_a_path_holds_under_every_cut_off_that_has_a_solution(few):
    one = named(few, "11.jobs")
    assert {outcome.state for outcome in few.runs_of(one, "cutoffs").values()} == {"holds"} and few.base(one).figure.n == 7


def test_a_path_that_no_combination_shows_any_more_does_not_hold(few):
    """Without the one pole that shows it there is no row of the truth table for jobs at all: the path is gone, as the table of steady paths says too."""
    assert few.carriers(named(few, "11.jobs")) == ["fontaine_o_livres"]


def test_readings_and_coders_are_all_among_the_settings(sample):
    kinds = [setting.kind for setting in settings(sample, GIVEN)]
    assert (kinds.count("case"), kinds.count("study"), kinds.count("reading"), kinds.count("coder")) == (18, 2, 4, 2)


def test_the_ready_made_plan_changes_one_thing_at_a_time_and_knows_every_pole(root, raw):
    plan = plans.read("does-it-hold", Paths(root))
    assert plan.runs[0] == {} and all(len(run) == 1 for run in plan.runs[1:])
    assert sorted(run["exclude_cases"][0] for run in plan.runs if "exclude_cases" in run) == raw.cases
    tried = {row["notebook"] for row in raw["conclusions"].to_dict("records")}
    assert tried == set(plan.notebooks)


def test_the_sentences_are_those_of_the_notebook(root):
    cells = json.loads((root / "notebooks" / "14-does-it-hold.ipynb").read_text(encoding="utf-8"))["cells"]
    assert sum('desk.say("' in "".join(cell["source"]) for cell in cells) == 6


def test_the_figures_are_those_that_the_pages_state(sample):
    """Each worked out by the module of its own notebook, whose page says it in a sentence."""
    at = Analysis(sample, GIVEN)
    found = {one.conclusion_id: conclusions.decide(one, at).figure for one in conclusions.read(sample.raw, sample.labels) if one.conclusion_id in STATED}
    for name, (low, high) in STATED.items():
        assert (found[name].low, found[name].high) == pytest.approx((low, high), abs=0.005), name


def test_readers_are_told_apart_and_what_depends_on_none_of_them_is_counted(few):
    said = {name: cell.value for name, cell in robustness_facts.readers(few).items()}
    assert (said["n"], said["coder"], said["reading"], said["study"], said["neither"]) == (5, 1, 0, 1, 3)
    assert "economic model" in said["names"]


def test_steady_paths_are_counted_without_each_pole(sample):
    found = robust_core.paths(robust_core.solved(sample)).frame.set_index(["outcome_side", "path"])
    columns = ["in_base", "share_without", "carried_paths", "steady"]
    assert found.loc[("JOBS", "MEMBERS*OLD*~OUTLYING"), columns].tolist() == ["1 of 1", 85.7, "Fontaine O Livres", False]  # six of seven poles
    assert found.loc[("~AUTONOMY", "~MEMBERS*OUTLYING"), columns[:2]].tolist() == ["1 of 2", 14.3]
    assert not found["steady"].any()


def test_silence_is_filled_in_for_paths_types_and_comparisons_too(filled):
    """A path that every single change leaves alone stands in 6 of the 32 completions of its own page (notebook 11), a p below alpha in some."""
    held = {name: [outcome.state for outcome in filled.runs_of(named(filled, name), "completion").values()] for name in ("11.jobs", "11.autonomy.many", "09.body.p", "10.third")}
    assert held == {"11.jobs": ["fails", "holds"], "11.autonomy.many": ["holds", "holds"], "09.body.p": ["holds", "fails"], "10.third": ["fails", "fails"]}
    ends = [outcome.figure.low for outcome in filled.runs_of(named(filled, "09.body.p"), "completion").values()]
    assert ends == pytest.approx([1 / 462 - 0.1, 32 / 165 - 0.1])  # the p of notebook 09, less alpha


def test_after_holm_no_p_is_alpha_at_most(filled):
    base = filled.base(named(filled, "09.holm"))
    assert base.state == "holds" and base.figure.low == pytest.approx(4 / 35 - 0.1)  # 2 of 70 arrangements, four tests in the family


def test_many_members_are_necessary_for_many_jobs_only_as_coded(filled):
    one = named(filled, "11.members")
    assert filled.base(one).state == "holds" and filled.base(one).figure.low == pytest.approx(0.9489, abs=1e-4)
    assert [outcome.state for outcome in filled.runs_of(one, "completion").values()] == ["fails", "holds"]

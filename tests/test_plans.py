"""A plan of many runs is checked whole, and refused with all its faults, before anything runs."""

import re

import pytest
import trial
from conftest import five_notebooks

from ptce_helpers import parameters, plans
from ptce_helpers.errors import DataError, NotFound, ParameterError
from ptce_helpers.paths import Paths
from ptce_helpers.run import cases_of


@pytest.fixture(scope="module", autouse=True)
def _few():
    with five_notebooks():
        yield


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    return trial.workbench(tmp_path_factory.mktemp("plans"))


@pytest.fixture
def read(where):
    return lambda text, name="trial.yaml": plans.read(str(trial.written(where, text, name)), where)


@pytest.fixture
def refused(read):
    """What is said of a plan that is refused."""

    def message(text, name="trial.yaml"):
        with pytest.raises(ParameterError) as error:
            read(text, name)
        return str(error.value)

    return message


# --- what a plan comes to ----------------------------------------------------------------------------------------------


def test_grid_is_every_combination_of_its_values_and_begins_with_the_run_that_changes_nothing(read):
    plan = read("notebooks: [3]\ngrid: {alpha: [0.2, 0.3], study: [both, labo2014]}")
    assert plan.runs == ({}, {"alpha": 0.2}, {"alpha": 0.2, "study": "labo2014"}, {"alpha": 0.3}, {"alpha": 0.3, "study": "labo2014"})
    assert (plan.name, plan.notebooks, plan.keep) == ("trial", (trial.TRIAL,), "failed")


def test_list_of_runs_and_what_is_left_out_are_combined_with_the_grid(read, where):
    plan = read("notebooks: [3]\ngrid: {alpha: [0.1, 0.2]}\nruns: [{seed: 1}, {seed: 7, n_resamples: 200}]\nleave_out: cases")
    cases = cases_of(where)
    left_out = [{}, *({"exclude_cases": [case]} for case in cases)]
    wanted = [alpha | run | out for alpha in ({}, {"alpha": 0.2}) for run in ({}, {"seed": 7, "n_resamples": 200}) for out in left_out]
    assert len(cases) == 18 and len(wanted) == 2 * 2 * 19
    assert list(plan.runs) == wanted


def test_value_that_is_the_notebooks_own_is_no_change_and_equal_runs_are_one(read):
    assert read("notebooks: [3]\nparameters: {lang: en}\nruns: [{alpha: 0.1}, {alpha: 0.2}, {seed: 1, alpha: 0.2}]").runs == ({}, {"alpha": 0.2})


def test_parameters_of_the_plan_hold_in_every_run(read):
    plan = read("notebooks: [3]\nparameters: {lang: fr, alpha: 0.2}\ngrid: {alpha: [0.2, 0.3]}")
    assert plan.runs == ({"lang": "fr", "alpha": 0.2}, {"lang": "fr", "alpha": 0.3})


def test_cases_that_a_plan_always_leaves_out_stay_out_when_another_is_left_out(read, where):
    plan = read("notebooks: [3]\nparameters: {exclude_cases: [phares]}\nleave_out: cases")
    others = [case for case in cases_of(where) if case != "phares"]
    assert [run["exclude_cases"] for run in plan.runs] == [["phares"], *(["phares", case] for case in others)]


def test_notebooks_that_are_not_named_are_those_that_know_what_is_changed(read):
    assert read("grid: {seed: [2]}").notebooks == (trial.TRIAL,)
    assert read("leave_out: [cases, sources]").notebooks == (trial.TRIAL, "04-members")
    assert len(read("grid: {lang: [fr]}").notebooks) == 5


def test_notebook_is_given_what_it_declares_and_a_value_says_what_held_in_a_run(read):
    plan = read("notebooks: [0, '03']\ngrid: {alpha: [0.2], lang: [fr]}")
    assert plan.notebooks == (trial.START, trial.TRIAL)
    assert [plan.given(1, name) for name in plan.notebooks] == [{"lang": "fr"}, {"alpha": 0.2, "lang": "fr"}]
    assert [plan.value(number, "alpha") for number in (0, 1)] == [0.1, 0.2]
    assert plan.label(1) == "0001"


def test_value_that_is_the_own_one_of_a_single_notebook_is_given_to_the_others_only():
    plan = plans.Plan("trial", ("a", "b"), ({"alpha": 0.1},), {"a": {"alpha": 0.1}, "b": {"alpha": 0.2}})
    assert (plan.given(0, "a"), plan.given(0, "b")) == ({}, {"alpha": 0.1})


def test_leave_one_case_out_is_ready_made(where):
    plan = plans.read("leave-one-case-out", where)
    assert plan.name == "leave-one-case-out" and len(plan.runs) == 19
    assert [run.get("exclude_cases") for run in plan.runs] == [None, *([case] for case in cases_of(where))]
    assert plan.notebooks == ("01-sources-and-cases", trial.TRIAL, "04-members")


def test_leave_one_source_out_is_ready_made(where):
    plan = plans.read("leave-one-source-out", where)
    assert plan.runs == ({}, {"study": "labo2014"}, {"study": "crida2015"})
    assert plan.notebooks == (trial.TRIAL, "04-members")


def test_each_reading_is_ready_made(where):
    plan = plans.read("each-reading", where)
    assert [run.get("readings", "arbitrated") for run in plan.runs] == list(parameters.READINGS), "the first run is that of the arbitrated data"
    assert plan.notebooks == ("04-members",)


def test_example_of_the_readme_is_a_plan_for_the_study(where):
    readme = (trial.ROOT / "README.md").read_text(encoding="utf-8").partition("## Many runs")[2]
    example = re.search(r"(?s)```yaml\n(.*?)```", readme)[1]
    assert {line.partition(":")[0] for line in example.splitlines() if line[0].isalpha()} == set(plans.KEYS), "every word of a plan is shown"
    plan = plans.read(str(trial.written(where, example, "example.yaml")), Paths(trial.ROOT))
    assert (plan.name, plan.notebooks, len(plan.runs)) == ("levels-and-poles", ("03-how-we-coded", "04-members"), 1 + 3 * 2 * 2 * 19)


# --- what is refused -----------------------------------------------------------------------------------------------------


def test_plan_that_is_nowhere_is_told_with_the_nearest_ready_made_one(where):
    with pytest.raises(NotFound, match=r"no file 'leave-one-case-ot' and no ready-made plan of that name.\n.*did you mean 'leave-one-case-out'\?"):
        plans.read("leave-one-case-ot", where)


FAULTS = {
    "name: a/b": "name: not a name for a folder\n    found 'a/b'; allowed: letters, digits, spaces, - _ .",
    "name: ..": "name: not a name for a folder\n    found '..'",
    "name: 2015": "name: wrong kind\n    found '2015'; allowed: a text\n    → give a text",
    "nam: x": "a plan has no such word\n    found 'nam'; allowed: name, notebooks, parameters, grid, runs, leave_out, keep\n    → did you mean 'name'?",
    "notebooks: []": "notebooks: the list is empty",
    "notebooks: [3, 44]": "the study has no such notebook\n    found '44'; allowed: 00-start-here, 01-sources-and-cases, 02-",
    "notebooks: 3": "notebooks: wrong kind\n    found '3'; allowed: a list",
    "parameters: [lang]": "parameters: wrong kind\n    found \"['lang']\"; allowed: NAME: VALUE lines",
    "grid: {alpha: 0.2}": "grid, alpha: not a list of values\n    found '0.2'; allowed: a list with at least one value\n    → write alpha: [0.2]",
    "grid: {alpha: []}": "grid, alpha: not a list of values\n    found '[]'",
    "grid: {alfa: [0.2]}": "no such parameter here\n    found 'alfa'; allowed: alpha, exclude_cases, lang, missing, n_resamples, readings, seed, study, treat_about_as\n    → did you mean 'alpha'?",
    "grid: {alpha: [0.2, 7]}": "alpha: out of range\n    found '7'; allowed: a number from 0.001 to 0.5",
    "grid: {alpha: [.nan]}": "alpha: out of range\n    found 'nan'",
    "grid: {seed: [true]}": "seed: wrong type\n    found 'True, bool'",
    "grid: {seed: [2015-10-01]}": "seed: wrong type",
    "grid: {study: [labo2015]}": "study: this value is not allowed\n    found 'labo2015'; allowed: both, labo2014, crida2015\n    → did you mean 'labo2014'?",
    "grid: {exclude_cases: [[la_sere]]}": "exclude_cases: this case does not exist\n    found 'la_sere'; allowed: articulteurs, ",
    "notebooks: [0]\ngrid: {alpha: [0.2]}": "no such parameter here\n    found 'alpha'; allowed: lang\n",
    "runs: [3]": "runs, number 1: not parameters\n    found '3'; allowed: {NAME: VALUE, ...}\n    → write for instance - {alpha: 0.1}",
    "runs: [{alpha: 0.1}, {}]": "runs, number 2: not parameters\n    found '{}'",
    "leave_out: case": "leave_out: this is not allowed\n    found 'case'; allowed: cases, sources\n    → did you mean 'cases'?",
    "keep: some": "keep: this is not allowed\n    found 'some'; allowed: failed, all, none",
    "leave_out: cases\ngrid: {exclude_cases: [[phares]]}": "exclude_cases: changed in two places\n    found 'grid and leave_out: cases'; allowed: one place",
    "runs: [{alpha: 0.2}]\ngrid: {alpha: [0.2]}": "alpha: changed in two places\n    found 'grid and runs'",
    "{[a]: 1}": "line 1 can't be read: found unhashable key",
    "- name: x": "a plan is a list of NAME: VALUE lines\n    found \"[{'name': 'x'}]\"; allowed: name, notebooks,",
    "": "a plan is a list of NAME: VALUE lines",
    "name: x\nname: y": "line 2 can't be read: 'name' stands twice",
    "grid: {alpha: [0.1], alpha: [0.2]}": "line 1 can't be read: 'alpha' stands twice",
    "name: [": "line 1 can't be read: ",
    "name: !!python/name:os.system": "can't be read: could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.system'",
    "runs: !!python/object/apply:os.mkdir [gone]": "can't be read: could not determine a constructor for the tag",
}


@pytest.mark.parametrize("text", FAULTS)
def test_fault_of_a_plan_is_named_with_what_is_allowed(text, refused):
    said = refused(text)
    assert said.startswith("1 fault found, nothing was changed:\ntrial.yaml: ")
    assert FAULTS[text] in said


def test_all_faults_come_at_once(refused):
    said = refused("""
        name: ../x
        nam: y
        notebooks: [3, 55]
        parameters: {lang: de}
        grid: {alpha: [0.1, 9], seed: 3, study: [both]}
        runs: [{exclude_cases: [la_sere]}, 5]
        leave_out: source
        keep: []
    """)
    facts = ["name: not a name for a folder", "a plan has no such word", "the study has no such notebook", "lang: this value is not allowed", "alpha: out of range",
             "grid, seed: not a list of values", "exclude_cases: this case does not exist", "runs, number 2: not parameters",
             "leave_out: this is not allowed", "keep: wrong kind"]  # fmt: skip
    assert said.startswith(f"{len(facts)} faults found, nothing was changed:")
    assert [fact for fact in facts if f"trial.yaml: {fact}\n" not in said] == []


def test_name_of_a_file_that_is_no_name_for_a_folder_is_refused_too(refused):
    assert "name: not a name for a folder\n    found '(1)'" in refused("leave_out: cases", "(1).yaml")


def test_too_many_runs_are_refused_without_counting_them_out(refused):
    values = ", ".join(map(str, range(1000)))
    said = refused(f"notebooks: [3]\ngrid: {{seed: [{values}], n_resamples: [{', '.join(map(str, range(100, 1100)))}], study: [both, labo2014, crida2015]}}")
    assert "too many runs\n    found '3000000'; allowed: up to 20000\n    → take fewer values, or several plans" in said


def test_table_of_cases_that_cannot_be_read_is_what_is_told(tmp_path):
    where = trial.workbench(tmp_path)
    (where.raw / "cases.csv").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"cases.csv"):
        plans.read("leave-one-case-out", where)


def test_text_that_is_not_utf8_is_refused(where):
    (where.root / "latin.yaml").write_bytes("name: été".encode("latin-1"))
    with pytest.raises(ParameterError, match=r"latin.yaml: this is not a plan in YAML \(UTF-8 text\)"):
        plans.read(str(where.root / "latin.yaml"), where)

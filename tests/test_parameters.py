"""A parameter that is unknown, misspelt, of the wrong type or out of range is refused with its allowed values."""

import nbformat
import pytest

from ptce_helpers import notebooks, overview, parameters, study
from ptce_helpers.errors import ParameterError
from ptce_helpers.labels import Labels

CASES = ["la_serre", "paris_mix", "phares"]


def refusal(values, **options):
    with pytest.raises(ParameterError) as caught:
        parameters.check(values, **options)
    return str(caught.value)


def notebook(source, tags=("parameters",)):
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title"), cell, nbformat.v4.new_code_cell("seed = 3")])


# --- check -------------------------------------------------------------------------------------------------


def test_good_parameters_pass_at_both_ends_of_their_ranges():
    for values in (
        {"lang": "fr", "study": "both", "exclude_cases": [], "seed": 0, "n_resamples": 100, "alpha": 0.001},
        {"lang": "en", "study": "crida2015", "exclude_cases": ["la_serre"], "seed": 2**32 - 1, "n_resamples": 100_000, "alpha": 0.5},
    ):
        parameters.check(values, cases=CASES)


def test_a_misspelt_parameter_names_the_nearest():
    said = refusal({"langue": "fr"}, where="-p")
    assert "-p: no such parameter here\n    found 'langue'; allowed: alpha, exclude_cases, incl_cut, lang, missing, n_cut, n_resamples, n_types, pri_cut, readings, seed, study, treat_about_as, weights" in said
    assert "→ did you mean 'lang'?" in said


def test_an_unknown_parameter_lists_all_there_are():
    assert "allowed: lang, seed\n    → use one of these" in refusal({"zzz": 1}, known=["seed", "lang"])


def test_a_parameter_that_no_notebook_of_the_run_declares_is_refused_though_others_know_it():
    said = refusal({"seed": 1}, known=["lang", "study"], where="04-members")
    assert "04-members: no such parameter here\n    found 'seed'; allowed: lang, study" in said


@pytest.mark.parametrize(
    ("name", "value", "found", "allowed"),
    [
        ("seed", "abc", "found \"'abc', str\"", "a whole number from 0 to 4294967295"),
        ("seed", 1.5, "found '1.5, float'", "a whole number from 0 to 4294967295"),
        ("seed", True, "found 'True, bool'", "a whole number"),
        ("n_resamples", None, "found 'None, NoneType'", "a whole number from 100 to 100000"),
        ("alpha", "high", "found \"'high', str\"", "a number from 0.001 to 0.5"),
        ("lang", ["fr"], "found \"['fr'], list\"", "en, fr"),
        ("exclude_cases", "la_serre", "found \"'la_serre', str\"", "a list of case names, as la_serre,phares (an empty list leaves out none)"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(name, value, found, allowed):
    said = refusal({name: value})
    assert f"parameters: {name}: wrong type\n    {found}; allowed: {allowed}" in said
    assert f"→ give {allowed}" in said


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("n_resamples", 99, "a whole number from 100 to 100000"),
        ("n_resamples", 100_001, "a whole number from 100 to 100000"),
        ("seed", -1, "a whole number from 0 to 4294967295"),
        ("alpha", 1, "a number from 0.001 to 0.5"),
        ("alpha", 5.0, "a number from 0.001 to 0.5"),
        ("alpha", float("nan"), "a number from 0.001 to 0.5"),
    ],
)
def test_a_number_out_of_range_is_refused(name, value, allowed):
    assert f"{name}: out of range\n    found '{value}'; allowed: {allowed}" in refusal({name: value})


def test_a_value_that_is_not_on_the_list_names_the_nearest():
    assert "study: this value is not allowed\n    found 'labo2015'; allowed: both, labo2014, crida2015\n    → did you mean 'labo2014'?" in refusal({"study": "labo2015"})
    assert "→ did you mean 'coder:second'?" in refusal({"readings": "coder:secnd"})
    assert "found 'de'; allowed: en, fr\n    → use one of these" in refusal({"lang": "de"})


def test_an_excluded_case_must_exist():
    said = refusal({"exclude_cases": ["phare", "la_serre", "atlantis"]}, cases=CASES)
    assert "2 faults found" in said
    assert "exclude_cases: this case does not exist\n    found 'phare'" in said and "→ did you mean 'phares'?" in said
    assert "found 'atlantis'; allowed: la_serre, paris_mix, phares\n    → use one of these" in said


def test_a_case_that_is_no_text_is_refused_and_not_a_crash():
    assert "found '3'" in refusal({"exclude_cases": [3]}, cases=CASES)


def test_leaving_out_every_case_is_refused():
    said = refusal({"exclude_cases": [*CASES]}, cases=CASES)
    assert "exclude_cases: this would leave out every case\n    found 'la_serre, paris_mix, phares'" in said
    assert "→ leave at least one case in" in said


def test_all_faults_come_at_once():
    said = refusal({"lang": "de", "sed": 1, "n_resamples": 5})
    assert said.startswith("3 faults found") and "lang: this value" in said and "found 'sed'" in said and "n_resamples: out of range" in said


# --- parse -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("exclude_cases=la_serre,phares", {"exclude_cases": ["la_serre", "phares"]}),
        ('exclude_cases=["la_serre", "phares"]', {"exclude_cases": ["la_serre", "phares"]}),
        ("exclude_cases= la_serre , ", {"exclude_cases": ["la_serre"]}),
        ("exclude_cases=", {"exclude_cases": []}),
        ("exclude_cases=[]", {"exclude_cases": []}),
        ("seed=12", {"seed": 12}),
        ("alpha=0.05", {"alpha": 0.05}),
        (" lang = fr ", {"lang": "fr"}),
        ("lang=a=b", {"lang": "a=b"}),
    ],
)
def test_assignments_of_the_command_line_become_typed_values(written, expected):
    assert parameters.parse([written]) == expected


@pytest.mark.parametrize(
    ("written", "found"),
    [("seed=many", "'many', str"), ("seed=1.5", "'1.5', str"), ("exclude_cases=[la_serre]", "'[la_serre]', str"), ("alpha=0,1", "'0,1', str")],
)
def test_what_can_not_be_typed_is_kept_as_text_so_that_check_can_say_what_was_found(written, found):
    assert f"wrong type\n    found \"{found}\"" in refusal(parameters.parse([written]))


def test_a_name_without_a_value_is_refused_with_an_example():
    with pytest.raises(ParameterError) as caught:
        parameters.parse(["lang", "seed=1", "exclude_cases"])
    said = str(caught.value)
    assert "2 faults found" in said
    assert "-p: a parameter needs a value\n    found 'lang'; allowed: NAME=VALUE\n    → write for instance -p lang=fr" in said


def test_an_unknown_name_is_left_for_check_which_knows_the_notebooks():
    assert "→ did you mean 'seed'?" in refusal(parameters.parse(["sead=1"]))


# --- declared ----------------------------------------------------------------------------------------------


def test_the_values_of_a_notebooks_own_cell_are_read():
    cell = 'lang: str = "fr"  # a comment\nexclude_cases: list = ["la_serre"]\nseed: int = -5\nalpha: float = 0.1\n'
    expected = {"lang": "fr", "exclude_cases": ["la_serre"], "seed": -5, "alpha": 0.1}
    assert parameters.declared(notebook(cell)) == expected
    as_stored = notebook(cell)
    as_stored["cells"][1]["source"] = cell.splitlines(keepends=True)
    assert parameters.declared(as_stored) == expected


def test_a_value_written_without_its_type_counts_too():
    assert parameters.declared(notebook('lang = "fr"\nseed: int = 1\nalpha: float')) == {"lang": "fr", "seed": 1}


def test_a_notebook_without_a_tagged_cell_declares_nothing():
    assert parameters.declared(notebook('lang: str = "fr"', tags=())) == {}


def test_a_value_that_is_not_written_out_is_refused():
    with pytest.raises(ParameterError, match="seed: the value is not written out") as caught:
        parameters.declared(notebook("seed: int = today()"))
    assert "found 'today()'; allowed: a plain number, text or list" in str(caught.value)


def test_a_cell_that_python_can_not_read_is_refused_with_its_line():
    with pytest.raises(ParameterError, match="line 2 can't be read") as caught:
        parameters.declared(notebook('seed: int = 1\nlang: str = "fr'))
    assert "found 'lang: str = \"fr'" in str(caught.value)


@pytest.mark.parametrize("name", notebooks.NAMES)
def test_every_notebook_declares_good_parameters_of_the_catalogue(root, raw, name):
    declared = parameters.declared(study.read_notebook(root / "notebooks", name))
    assert "lang" in declared
    parameters.check(declared, cases=raw.cases, where=name)


# --- said to people ----------------------------------------------------------------------------------------


def test_the_table_of_parameters_shows_limits_that_are_really_accepted():
    allowed = overview.parameters(Labels("en")).frame.set_index("parameter")["allowed"]
    assert allowed["alpha"] == "0.001 to 0.5"
    assert allowed["n_resamples"] == "100 to 100,000"
    assert allowed["study"] == "both, labo2014, crida2015"
    assert overview.parameters(Labels("fr")).frame.set_index("parameter")["allowed"]["alpha"] == "0,001 à 0,5"

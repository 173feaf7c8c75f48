"""Steps of harmonisation: what the table may hold, and that ptce check names every fault of it."""

import pytest

from ptce_helpers import codings, steps
from ptce_helpers.errors import DataError
from ptce_helpers.files import rows_of
from ptce_helpers.schemas import OPERATIONS

CODINGS = """
    coding_id,           case_id,    variable_id,   item, value,  unit, qualifier, source_id
    aL.domb_innov.001,   domb_innov, budget,        ,     100000, EUR,  exact,     labo2014
    aL.domb_innov.002,   domb_innov, public_share,  ,     60,     ,     exact,     labo2014
    aL.domb_innov.003,   domb_innov, charter,       ,     yes,    ,     ,          labo2014
    aL.domb_innov.004,   domb_innov, users,         team, 4,      people, exact,   labo2014
    aL.domb_innov.005,   domb_innov, motto,         ,     words,  ,     ,          labo2014
    aC.la_serre.001,     la_serre,   budget,        ,     50000,  EUR,  exact,     crida2015
"""
TIES = """
    tie_id,            case_id,    partner, partner_kind, relation, amount, unit, qualifier, source_id
    tL.domb_innov.001, domb_innov, Region,  authority,    funds,    20000,  EUR,  exact,     labo2014
    tL.domb_innov.002, domb_innov, State,   authority,    funds,    ,       ,     ,          labo2014
"""
ROW = {"step_id": "hL.domb_innov.001", "case_id": "domb_innov", "variable_id": "public_share", "applies_to": "aL.domb_innov.002",
       "operation": "complement", "operand": "", "result_variable": "public_share", "source_id": "labo2014"}


def table(*rows):
    rows = [ROW | row for row in rows]
    return "\n".join([",".join(ROW), *(",".join(row.values()) for row in rows)])


@pytest.fixture
def refused(drawn):
    """``refused({...}, ...)``: what is said of data with these steps; each row is a sound one with some cells changed."""

    def said(*rows, **tables):
        folder = drawn(**{"codings": CODINGS, "ties": TIES} | tables | {"harmonisation": table(*rows)})
        with pytest.raises(DataError) as caught:
            codings.load(folder)
        return str(caught.value)

    return said


@pytest.fixture
def loaded(drawn):
    def load(*rows, **tables):
        return codings.load(drawn(**{"codings": CODINGS, "ties": TIES} | tables | {"harmonisation": table(*rows)}))

    return load


BUDGET = {"variable_id": "budget", "applies_to": "aL.domb_innov.001", "result_variable": "budget"}


def test_a_sound_table_is_read(loaded):
    raw = loaded({}, BUDGET | {"step_id": "hL.domb_innov.002", "operation": "subtract_share", "operand": "aL.domb_innov.002"},
                 BUDGET | {"step_id": "hL.domb_innov.003", "applies_to": "hL.domb_innov.002", "operation": "add", "operand": "tL.domb_innov.001"},
                 BUDGET | {"step_id": "hL.domb_innov.004", "applies_to": "", "operation": "not_comparable"})
    assert len(raw["harmonisation"]) == 4 and steps.check(raw) == []


@pytest.mark.parametrize(("changed", "fact"), [
    ({"step_id": "hC.domb_innov.001"}, "the step_id does not fit its pole and study"),
    ({"step_id": "hL.la_serre.001"}, "the step_id does not fit its pole and study"),
    ({"step_id": "step 1"}, "allowed: hL.domb_innov.001 and so on"),
    ({"operation": "complment"}, "operation: this is not an allowed code"),
    ({"case_id": "domb_inov"}, "case_id: this case does not exist"),
    ({"result_variable": "public_shre"}, "the codebook has no such variable"),
    ({"result_variable": "motto"}, "the result must be a number"),
    ({"applies_to": "aL.domb_innov.009"}, "applies_to: no figure has this name"),
    ({"applies_to": "aL.domb_innov.001"}, "applies_to is a figure of another variable"),
    ({"variable_id": "charter", "applies_to": "aL.domb_innov.003"}, "applies_to is no number"),
    ({"variable_id": "motto", "applies_to": "aL.domb_innov.005"}, "applies_to is no number"),
    ({"variable_id": "budget", "applies_to": "tL.domb_innov.002", "operation": "at_least"}, "applies_to is no number"),
    ({"variable_id": "budget", "applies_to": "aC.la_serre.001", "operation": "at_least"}, "applies_to is a figure of another pole or study"),
    ({"applies_to": ""}, "applies_to is empty, and the study publishes no smallest and largest value"),
    ({"operand": "3"}, "complement takes no operand"),
    (BUDGET, "complement can't be applied to this unit"),
    (BUDGET | {"operation": "add"}, "add takes an operand"),
    (BUDGET | {"operation": "add", "operand": "aL.domb_innov.002"}, "the operand of add has another unit"),
    (BUDGET | {"operation": "add", "operand": "tL.domb_innov.0001"}, "did you mean 'tL.domb_innov.001'?"),
    (BUDGET | {"operation": "add", "operand": "-5"}, "add can't take this number"),
    (BUDGET | {"operation": "per_year", "operand": "0"}, "per_year can't take this number"),
    (BUDGET | {"operation": "per_fte", "operand": "aL.domb_innov.004"}, "the operand of per_fte has another unit"),
    (BUDGET | {"operation": "subtract_share", "operand": "101"}, "a share lies outside 0 to 100"),
    (BUDGET | {"operation": "subtract_share", "operand": "aL.domb_innov.003"}, "operand is no number"),
    (BUDGET | {"operation": "add", "operand": "hL.domb_innov.002"}, "no figure has this name"),
])  # fmt: skip
def test_each_fault_is_named_with_its_row_and_pole(refused, changed, fact):
    said = refused(changed)
    assert fact in said and "data/raw/harmonisation.csv, row 2" in said and "1 fault found" in said


def test_a_growth_may_be_more_than_the_whole(loaded):
    assert steps.check(loaded(BUDGET | {"operation": "grow_by", "operand": "120"})) == []


def test_a_step_may_only_go_on_from_one_above_it_that_has_a_result(refused):
    later = BUDGET | {"step_id": "hL.domb_innov.001", "applies_to": "hL.domb_innov.002", "operation": "at_least"}
    assert "no figure has this name" in refused(later, BUDGET | {"step_id": "hL.domb_innov.002", "operation": "at_least"})
    none = BUDGET | {"step_id": "hL.domb_innov.001", "applies_to": "", "operation": "not_comparable"}
    assert "applies_to is no number" in refused(none, BUDGET | {"step_id": "hL.domb_innov.002", "applies_to": "hL.domb_innov.001", "operation": "at_least"})


def test_units_are_followed_through_the_steps(refused):
    shared = BUDGET | {"operation": "share_of", "operand": "tL.domb_innov.001", "result_variable": "public_share"}
    added = {"step_id": "hL.domb_innov.002", "applies_to": "hL.domb_innov.001", "operation": "add", "operand": "tL.domb_innov.001"}
    assert "found 'tL.domb_innov.001: EUR'; allowed: percent" in refused(shared, added)


def test_a_reason_and_a_passage_are_asked_for(refused, drawn):
    folder = drawn(codings=CODINGS, ties=TIES, harmonisation=table({}))
    path = folder / "harmonisation.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("une raison", "").replace("5w4 0.0a1b2c3d 1.4e5f6a7b", ""), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        codings.load(folder)
    assert "reason_fr is empty" in str(caught.value) and "passage is empty: there is no evidence" in str(caught.value)


def test_a_coding_that_was_set_aside_is_refused(refused):
    second = "coding_id, case_id, variable_id, value, unit, qualifier, source_id\nbL.domb_innov.001, domb_innov, budget, 90000, EUR, exact, labo2014"
    decided = ("correction_id, case_id, variable_id, source_id, kind, first_coding, second_coding, winner\n"
               "k.domb_innov.001, domb_innov, budget, labo2014, coders, aL.domb_innov.001, bL.domb_innov.001, {}")
    step = BUDGET | {"operation": "at_least"}
    assert "no figure has this name" in refused(step, second_codings=second, corrections=decided.format("second"))
    assert "no figure has this name" in refused(step | {"applies_to": "bL.domb_innov.001"}, second_codings=second, corrections=decided.format("first"))


def test_a_second_coding_that_was_taken_may_be_used(loaded):
    second = "coding_id, case_id, variable_id, value, unit, qualifier, source_id\nbL.domb_innov.001, domb_innov, budget, 90000, EUR, exact, labo2014"
    decided = ("correction_id, case_id, variable_id, source_id, kind, first_coding, second_coding, winner\n"
               "k.domb_innov.001, domb_innov, budget, labo2014, coders, aL.domb_innov.001, bL.domb_innov.001, second")
    raw = loaded(BUDGET | {"operation": "at_least", "applies_to": "bL.domb_innov.001"}, second_codings=second, corrections=decided)
    assert steps.check(raw) == []


def test_an_empty_figure_is_allowed_where_the_ends_of_all_are_published(loaded, refused):
    said = """
        statement_id, subject, statistic, value, unit, qualifier, n, source_id
        sL.001,       budget,  min,       10000, EUR,  exact,     5, labo2014
        sL.002,       budget,  max,       90000, EUR,  exact,     5, labo2014
    """
    row = BUDGET | {"applies_to": "", "operation": "subtract_share", "operand": "20"}
    assert steps.check(loaded(row, statements=said)) == []
    assert "publishes no smallest and largest value" in refused(row, statements=said.replace("max", "mean"))


def test_every_operation_says_what_it_needs_and_is_explained_and_used(root, raw):
    assert set(steps.NEEDS) == set(OPERATIONS)
    readme = (root / "data" / "raw" / "README.md").read_text(encoding="utf-8").partition("## Steps of harmonisation")[2].partition("## Fingerprints")[0]
    assert [operation for operation in OPERATIONS if operation not in readme] == []
    assert {row["operation"] for row in rows_of(raw["harmonisation"])} == set(OPERATIONS)

"""Fees and levies, products and services, the members' own economy."""

import pytest
from economies import SETTINGS, row, sample_of

from ptce_helpers import products
from ptce_helpers.evidence import bare


@pytest.fixture(scope="module")
def real(raw):
    return sample_of(raw)


def test_variables_are_those_of_the_codebook(raw):
    named = {*products.FEES, *products.GRANTS, *products.PRODUCTS, *products.MEMBERS, *products.YES_NO}
    assert named <= set(raw.codebook.ids)


def test_all_figures_of_a_pole_stand_in_one_cell(real):
    said, refs = row(products.listed(real, ["membership_fee"]), case="Paris Mix")  # lines 1819-1820
    assert said["figure"] == "actor of the cluster: 100\u00a0euros; benefactor member: 1,000\u00a0euros" and len(refs["figure"]) == 2


def test_doubts_are_said_once_and_in_french(raw):
    said, _ = row(products.listed(sample_of(raw, "fr"), ["fee_basis"]), case="Paris Mix")
    assert said["figure"] == "Statut\u202f; Forfait" and said["doubt"] and "en anglais" not in said["doubt"]


def test_fees_are_counted_by_pole(real):
    assert bare(products.fee_counts(real)) == {"n": 7, "amount": 2, "total": 1, "levy": 1}


def test_a_fee_that_is_denied_is_not_one(small):
    variables = "variable_id, theme, scale, several, silence\nfee_charged, pole_economy, yes_no, one, yes\ncharter, cooperation_1, yes_no, one, no"
    codes = "variable_id, code\nfee_charged, yes\nfee_charged, no\ncharter, yes\ncharter, no"
    raw = small(variables=variables, codes=codes, codings="case_id, variable_id, value\nla_serre, fee_charged, no\nphares, fee_charged, yes")
    sample = sample_of(raw)
    assert sum(bool(sample.used(case, study, "fee_charged")) for case, study in sample.pairs) == 2
    assert bare(products.fee_counts(sample))["n"] == 1


def test_the_parts_of_an_investment_are_held_against_its_total(real):
    table = products.investments(real)  # lines 963-968
    said, refs = row(table, part="sum of the parts")
    assert (said["euros"], said["share"]) == (12_000_000, 100) and len(refs["euros"]) == 5
    assert row(table, part="bank loans, Béganne")[0]["share"] == 77.5
    assert bare(products.investment_counts(real)) == {"n": 1, "fitting": 1}


def test_the_members_turnover_is_counted_by_pole_and_study(real):
    assert bare(products.turnover_counts(real)) == {"n": 9, "pairs": 23, "low": 250_000, "high": 22_000_000, "inexact": 3}


def test_poles_with_anything_said_are_counted_once(real):
    told = bare(products.said_of(real, ["services_invoiced"]))
    assert told["of"] == 18 and told["n"] == 7 < len(products.listed(real, ["services_invoiced"]).frame)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_tables_hold_under_every_parameter_set_and_each_cell_leads_back(raw, setting):
    sample = sample_of(raw, **setting)
    every = [variable for names in (products.FEES, products.GRANTS, products.PRODUCTS, products.MEMBERS) for variable in names]
    for table in (products.listed(sample, every), products.investments(sample)):
        assert not (table.evidence == "").any(axis=None)
    bare(products.fee_counts(sample)), bare(products.turnover_counts(sample)), bare(products.investment_counts(sample))

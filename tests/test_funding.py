"""Own and public shares, the claim of less than half, levels of funders and the amounts named."""

import pytest
from economies import SETTINGS, row, sample_of

from ptce_helpers import funding, summaries
from ptce_helpers.evidence import bare
from ptce_helpers.harmonisation import Figure


@pytest.fixture(scope="module")
def real(raw):
    return sample_of(raw)


def test_both_years_and_both_shares_are_shown_beside_the_harmonised_ones(real):
    said, refs = row(funding.shares(real), case="Fontaine O Livres")  # lines 1569-1576
    assert (said["own"], said["public"], said["own_harmonised"], said["whole"]) == ("20% (2011); 37% (2013)", "63%", "37%; 37%", 100)
    assert refs["own"] == ["aL.fontaine_o_livres.140", "aL.fontaine_o_livres.141"]


def test_a_complement_is_a_bound_where_private_funders_pay_too(real):
    assert row(funding.shares(real), case="Les Articulteurs")[0]["public_harmonised"] == "at most 46%"  # lines 728-731
    assert row(funding.shares(real), case="Culture & Coopération")[0]["own_harmonised"] == "about 50%"  # lines 2194-2197


def test_a_share_of_another_whole_is_no_share_of_the_budget(real):
    said, _ = row(funding.shares(real), case="Pôle Sud Aquitain")  # lines 308-309
    assert said["public_harmonised"] == "not comparable" and not isinstance(said["public"], str)


@pytest.mark.parametrize(("figure", "side"), [
    (Figure(54, 54, "percent"), "above"), (Figure(30, 30, "percent"), "below"), (Figure(0, 30, "percent"), "below"), (Figure(37, 100, "percent"), "open"),
    (Figure(50, 50, "percent", True), "open"), (Figure(50, 50, "percent"), "open"), (Figure(45, 55, "percent"), "open"), (Figure(49, 49, "percent", True), "below"),
])  # fmt: skip
def test_on_which_side_of_a_half_a_share_lies(figure, side):
    assert funding._side(figure) == side


def test_less_than_half_holds_of_some_poles_only(real):
    table = funding.below_half(real)
    assert row(table, case="Les Articulteurs")[0]["side"] == "more than half"  # 54%, lines 728-729
    said, refs = row(table, case="Paris Mix")  # lines 1758-1820
    assert (said["side"], said["side_harmonised"]) == ("less than half", "open: about half or within a range")
    assert {"aL.paris_mix.117", "aL.paris_mix.112"} <= set(refs["own"])
    assert bare(funding.half_counts(real)) == {"n": 7, "asked": 12, "below": 3, "above": 2, "open": 2, "silent": 5, "most": 10, "of": 12}


def test_poles_without_a_share_leave_the_count_when_missing_ones_do(raw):
    told = bare(funding.half_counts(sample_of(raw, missing="drop")))
    assert (told["most"], told["of"], told["silent"]) == (5, 7, 5)


def test_the_sum_of_the_budgets_is_another_question_than_each_pole(raw, real):
    told = bare(funding.pooled(real))  # own: 157,140 + 100,000 + 30,000 + 30,000 + 59,570 + 84,000; budgets: 291 + 200 + 100 + 100 + 161 + 230 thousand
    assert (told["n"], told["share"]) == (6, f"{100 * 460_710 / 1_082_000:.1f}%") and told["reading"].endswith("holds.")
    rounded = bare(funding.pooled(sample_of(raw, about="rounded")))
    assert rounded["share"] == "35.0% to 52.3%" and rounded["reading"].endswith("stays open.")
    assert bare(funding.pooled(sample_of(raw, studies=["crida2015"]))) == {"n": 0}


def test_a_pole_with_a_large_own_share_moves_the_sum(raw):
    assert bare(funding.pooled(sample_of(raw, keep=["articulteurs"])))["reading"].endswith("fails.")


def test_levels_of_payers_keep_those_without_an_amount(real):
    said, refs = row(funding.level_amounts(real), level="Commune", study="labo2014")
    assert (said["ties"], said["with_amount"], said["without_amount"]) == (5, 1, 4) and refs["with_amount"] == ["tL.culture_cooperation.011"]
    told = bare(funding.amount_counts(real))
    frame = funding.level_amounts(real).frame
    assert (told["n"], told["named"], told["without"]) == (frame["ties"].sum(), frame["with_amount"].sum(), frame["without_amount"].sum())


def test_each_amount_is_said_with_its_years_and_never_summed(real):
    said, refs = row(funding.amounts(real), case="Domb’Innov", level="Region")  # lines 2406-2407
    assert (said["sum_named"], said["years_paid"], said["relation"]) == ("36,000\u00a0euros", "2014 to 2017", "funds")
    assert refs["sum_named"] == ["tL.domb_innov.014"]
    assert len(funding.amounts(real).frame) == bare(funding.amount_counts(real))["named"]


def test_payers_without_a_name_are_called_in_french(raw):
    frame = funding.amounts(sample_of(raw, "fr")).frame
    assert "banques (non nommées)" in set(frame["payer"]) and not frame.apply(lambda column: column.astype(str).str.contains("en anglais")).any(axis=None)


def test_levels_come_from_europe_down(real):
    assert [modality.code for modality in funding.supporters(real)] == list(funding.LEVELS)


def test_the_most_named_code_counts_each_pole_once(real):
    told = bare(funding.most_named(real, "own_resource_kind"))
    assert (told["top"], told["most"], told["of"]) == ("Fees", 7, 18)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_tables_hold_under_every_parameter_set_and_each_cell_leads_back(raw, setting):
    sample = sample_of(raw, **setting)
    for table in (funding.shares(sample), funding.below_half(sample), funding.level_amounts(sample), funding.amounts(sample)):
        assert not ((table.evidence == "") & table.frame.notna()).any(axis=None)
    bare(funding.half_counts(sample)), bare(funding.amount_counts(sample)), bare(funding.most_named(sample, "supporter_level")), bare(funding.pooled(sample))


def test_the_confidence_level_moves_intervals_and_nothing_else(raw):
    narrow, wide = (summaries.shares(sample_of(raw, alpha=alpha), ["own_resource_kind"]).frame for alpha in (0.5, 0.01))
    moved = [name for name in narrow if not narrow[name].equals(wide[name])]
    assert moved == ["interval_low", "interval_high"] and (wide["interval_high"] > narrow["interval_high"]).all()

"""What tables and sentences count: silence without what was not coded, each member once, and nothing where there is nothing."""

from dataclasses import replace

import pytest

from ptce_helpers import describe
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.study import narrow

EN = Labels("en")


@pytest.fixture(scope="module")
def coded(raw):
    return clean(raw)


def uncoded(coded, case, variable):
    """The clean tables as if nobody had coded a variable of a case."""
    rest = coded.codings[(coded.codings["case_id"] != case) | (coded.codings["variable_id"] != variable)]
    gone = (coded.missing["case_id"] == case) & (coded.missing["variable_id"] == variable)
    return replace(coded, codings=rest, missing=coded.missing.assign(kind=coded.missing["kind"].mask(gone, "not_coded")))


# --- silence -------------------------------------------------------------------------------------------------------


def test_what_was_not_coded_is_neither_silence_nor_compared(raw, coded):
    before = describe.silence_counts(coded, raw, EN)
    after = describe.silence_counts(uncoded(coded, "la_serre", "genesis_year"), raw, EN)
    assert before["others"] == ""
    assert (after["n"], after["silent"]) == (before["n"] - 1, before["silent"] - 1)
    assert after["others"] == " Not coded, and not counted as silence: 1."


def test_share_of_silence_counts_only_not_stated_among_what_was_coded(raw, coded):
    book = raw.codebook
    asked = [v for v in book.compared_when_silent("crida2015") if book.variable(v)["theme"] == "identity"]
    ours = coded.missing.query("case_id == 'la_serre' and study == 'crida2015' and kind == 'not_stated'")["variable_id"].isin(asked).sum()
    assert "genesis_year" in asked
    whole = describe.silence(coded, raw).loc[("la_serre", "crida2015"), "identity"]
    part = describe.silence(uncoded(coded, "la_serre", "genesis_year"), raw).loc[("la_serre", "crida2015"), "identity"]
    assert (whole, part) == pytest.approx((ours / len(asked), (ours - 1) / (len(asked) - 1)))


def test_every_kind_of_missing_has_its_row_also_when_it_does_not_occur(raw, coded):
    table = describe.missing_by_kind(coded, EN)
    assert list(table["kind"]) == ["The text does not say", "Does not apply", "Published only as a picture", "The text contradicts itself", "Not coded"]
    assert table[["labo2014", "crida2015"]].to_numpy().sum() == len(coded.missing)


# --- years ---------------------------------------------------------------------------------------------------------


def test_a_year_that_was_not_coded_is_not_called_unsaid(raw, coded):
    before, after = (describe.span_of_years(tables, raw, EN)["others"] for tables in (coded, uncoded(coded, "la_serre", "genesis_year")))
    assert (before, after) == (" For 6 poles they do not say it.", " For 5 poles they do not say it. For 1 pole it has not been coded.")
    table = describe.years_in_words(uncoded(coded, "la_serre", "genesis_year"), raw, EN).set_index("case")
    assert list(table.loc["La Serre", ["genesis_year", "grouping_year"]]) == ["not coded", "the text does not say"]


def test_years_keep_the_exactness_of_their_text(raw, coded):
    table = describe.years(coded, raw).set_index("case_id")
    assert tuple(table.loc["pays_de_bray", ["genesis_year", "genesis_year__qualifier"]]) == (2000.0, "at_most")
    assert describe.years_in_words(coded, raw, EN).set_index("case").loc["Pays de Bray – Maison de l’économie solidaire", "genesis_year"] == "by 2000 at the latest"


def test_poles_without_any_year_have_a_sentence_of_their_own(raw, coded):
    alone = narrow(coded, [case for case in raw.cases if case != "la_serre"], list(describe.STUDIES))
    said = EN.text("say_years", **describe.span_of_years(alone, raw, EN))
    assert said == "The texts give no year of origin for the poles chosen (1). For 1 pole they do not say it."


def test_tables_of_poles_are_in_the_order_of_names_the_older_study_first(raw, coded):
    for table in (describe.doubts(coded, raw, EN), describe.conflicts(raw, EN), describe.figures_of(coded, "members_total", raw, EN)):
        assert list(describe.by_name(table["case"])) == sorted(describe.by_name(table["case"]))


def test_what_is_only_in_pictures_is_counted_in_three_ways(raw, coded):
    assert describe.chart_counts(coded, raw) == {"codings": 33, "pairs": 21, "slots": 84, "filled": 0}

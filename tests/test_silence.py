"""What the texts leave unsaid: silence is counted without what was not coded, and each count leads to its rows."""

from dataclasses import replace

import pytest

from ptce_helpers import silence
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

EN = Labels("en")


def uncoded(coded, case, variable):
    """The clean tables as if nobody had coded a variable of a case."""
    rest = coded.codings[(coded.codings["case_id"] != case) | (coded.codings["variable_id"] != variable)]
    gone = (coded.missing["case_id"] == case) & (coded.missing["variable_id"] == variable)
    return replace(coded, codings=rest, missing=coded.missing.assign(kind=coded.missing["kind"].mask(gone, "not_coded")))


def test_what_was_not_coded_is_neither_silence_nor_compared(raw, coded):
    before = bare(silence.counts(Sample(coded, raw, EN)))
    after = bare(silence.counts(Sample(uncoded(coded, "la_serre", "genesis_year"), raw, EN)))
    assert before["others"] == ""
    assert (after["n"], after["silent"]) == (before["n"] - 1, before["silent"] - 1)
    assert after["others"] == " Not coded, and not counted as silence: 1."


def test_share_of_silence_counts_only_not_stated_among_what_was_coded(raw, coded):
    book = raw.codebook
    asked = [v for v in book.compared_when_silent("crida2015") if book.variable(v)["theme"] == "identity"]
    ours = coded.missing.query("case_id == 'la_serre' and study == 'crida2015' and kind == 'not_stated'")["variable_id"].isin(asked).sum()
    assert "genesis_year" in asked
    whole = silence.share(coded, raw).loc[("la_serre", "crida2015"), "identity"]
    part = silence.share(uncoded(coded, "la_serre", "genesis_year"), raw).loc[("la_serre", "crida2015"), "identity"]
    assert (whole, part) == pytest.approx((ours / len(asked), (ours - 1) / (len(asked) - 1)))


def test_every_kind_of_missing_has_its_row_also_when_it_does_not_occur(raw, coded):
    table = silence.by_kind(Sample(coded, raw, EN)).frame
    assert list(table["kind"]) == ["The text does not say", "Does not apply", "Published only as a picture", "The text contradicts itself", "Not coded"]
    assert table[["labo2014", "crida2015"]].to_numpy().sum() == len(coded.missing)


def test_a_kind_of_missing_leads_to_the_codings_that_say_so_or_to_the_silence_itself(raw, coded):
    told = silence.by_kind(Sample(coded, raw, EN)).evidence
    assert told["crida2015"].iloc[3].split() == ["aC.phares.067", "aC.phares.070"], "the contradiction on the own legal entity of Le Phares"
    assert told["labo2014"].iloc[4] == "codings.csv", "that nothing is uncoded rests on all codings"
    gap = silence.by_kind(Sample(uncoded(coded, "la_serre", "genesis_year"), raw, EN)).evidence
    assert gap["crida2015"].iloc[4] == "la_serre/crida2015/genesis_year"


def test_note_of_the_picture_says_of_what_a_share_is(raw, coded):
    told = silence.note(Sample(coded, raw, EN))
    counts = bare(silence.counts(Sample(coded, raw, EN)))
    assert f"{EN.number(counts['n'])} pairs of pole and variable, {counts['silent']} of them silent." in told
    assert told.startswith("12 poles of the 2014 study and 11 poles of the 2015 study. ") and "Source: codings of Le Labo de l’ESS" in told
    assert "Not coded, and not counted as silence: 1." in silence.note(Sample(uncoded(coded, "la_serre", "genesis_year"), raw, EN))


# --- what is only in pictures ----------------------------------------------------------------------------------------


def test_what_is_only_in_pictures_is_counted_in_three_ways(raw, coded):
    assert bare(silence.chart_counts(Sample(coded, raw, EN))) == {"codings": 33, "pairs": 21, "slots": 84, "filled": 0}


def test_slots_of_a_picture_lead_to_the_rows_where_their_values_go(raw):
    told = silence.charts(raw)
    assert list(told.frame["chart"]) == list("123456") and told.frame["slots"].sum() == 84 and told.frame["filled"].sum() == 0
    assert told.evidence["filled"].iloc[1].split()[0] == "chart_values.csv#2/coursive_boutaric/members_first_circle//2012"
    assert [len(cell.split()) for cell in told.evidence["slots"]] == list(told.frame["slots"])

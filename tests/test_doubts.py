"""Doubts and contradictions: whole, side by side, in the language of the page, each leading to its codings."""


from ptce_helpers import doubts
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels

EN, FR = Labels("en"), Labels("fr")


def test_every_kept_coding_with_a_doubt_is_listed_and_leads_to_itself(raw, coded):
    told, counts = doubts.doubts(coded, raw, EN), bare(doubts.counts(coded, raw))
    assert len(told.frame) == counts["doubts"] == (coded.codings["doubt"] != "").sum()
    assert list(told.evidence["doubt"]) == list(told.frame["coding"])


def test_a_contradiction_leads_to_both_passages_and_to_what_was_decided(raw):
    told = doubts.conflicts(raw, EN)
    row = told.frame.index[(told.frame["case"] == "Culture & Coopération") & (told.frame["variable"] == "Year of origin")][0]
    assert tuple(told.frame.loc[row, ["one", "other", "winner"]]) == ("about 2000 [2106]", "2006 [2206–2207]", "the second")
    correction = raw["corrections"].query("case_id == 'culture_cooperation' and variable_id == 'genesis_year' and kind == 'sources'").iloc[0]
    assert tuple(told.evidence.loc[row, ["one", "other", "reason"]]) == (correction["first_coding"], correction["second_coding"], correction["correction_id"])
    assert set(told.evidence.at[row, "case"].split()) == set(told.evidence.loc[row, ["one", "other", "reason"]])


def test_doubts_and_reasons_are_in_french_on_french_pages(raw, coded):
    english, french = doubts.doubts(coded, raw, EN).frame, doubts.doubts(coded, raw, FR).frame
    assert not set(english["doubt"]) & set(french["doubt"])
    reasons = doubts.conflicts(raw, FR).frame["reason"]
    assert not [text for text in [*french["doubt"], *reasons] if "(en anglais)" in text]

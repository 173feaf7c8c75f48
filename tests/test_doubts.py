"""Doubts: whole, in the language of the page, each leading to its coding."""


from ptce_helpers import doubts
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels

EN, FR = Labels("en"), Labels("fr")


def test_every_kept_coding_with_a_doubt_is_listed_and_leads_to_itself(raw, coded):
    told, counts = doubts.doubts(coded, raw, EN), bare(doubts.counts(coded, raw))
    assert len(told.frame) == counts["doubts"] == (coded.codings["doubt"] != "").sum()
    assert list(told.evidence["doubt"]) == list(told.frame["coding"])


def test_doubts_are_in_french_on_french_pages(raw, coded):
    english, french = doubts.doubts(coded, raw, EN).frame, doubts.doubts(coded, raw, FR).frame
    assert not set(english["doubt"]) & set(french["doubt"])
    assert not [text for text in french["doubt"] if "(en anglais)" in text]

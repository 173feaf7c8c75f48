"""Years of origin, grouping and foundation: as exact as the texts, and what is not coded is not called unsaid."""

from test_silence import uncoded

from ptce_helpers import milestones
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.study import narrow

EN = Labels("en")


def test_a_year_that_was_not_coded_is_not_called_unsaid(raw, coded):
    before, after = (bare(milestones.span(Sample(tables, raw, EN)))["others"] for tables in (coded, uncoded(coded, "la_serre", "genesis_year")))
    assert (before, after) == (" For 6 poles they do not say it.", " For 5 poles they do not say it. For 1 pole it has not been coded.")
    table = milestones.in_words(Sample(uncoded(coded, "la_serre", "genesis_year"), raw, EN)).frame.set_index("case")
    assert list(table.loc["La Serre", ["genesis_year", "grouping_year"]]) == ["not coded", "the text does not say"]


def test_years_keep_the_exactness_of_their_text(raw, coded):
    table = milestones.years(coded, raw).set_index("case_id")
    assert tuple(table.loc["pays_de_bray", ["genesis_year", "genesis_year__qualifier"]]) == (2000.0, "at_most")
    assert milestones.in_words(Sample(coded, raw, EN)).frame.set_index("case").loc["Pays de Bray – Maison de l’économie solidaire", "genesis_year"] == "by 2000 at the latest"


def test_poles_without_any_year_have_a_sentence_of_their_own(raw, coded):
    alone = narrow(coded, [case for case in raw.cases if case != "la_serre"], ["labo2014", "crida2015"])
    said = EN.text("say_years", **bare(milestones.span(Sample(alone, raw, EN))))
    assert said == "The texts give no year of origin for the poles chosen (1). For 1 pole they do not say it."


def test_a_year_leads_to_all_that_either_study_says_of_it_and_silence_to_its_coding(raw, coded):
    told = milestones.in_words(Sample(coded, raw, EN))
    at = told.frame.index[told.frame["case"] == "Domb’Innov"][0]
    assert told.evidence.at[at, "grouping_year"].split() == ["aC.domb_innov.017", "aL.domb_innov.040", "aL.domb_innov.076"]
    assert told.evidence.at[at, "case"] == "cases.csv#domb_innov"
    assert (told.evidence != "").all(axis=None)


def test_note_of_the_timeline_counts_missing_years_of_a_pole_once(raw, coded):
    lacking = int(milestones.years(coded, raw)[list(milestones.YEARS)].isna().sum().sum())
    told = milestones.note(Sample(coded, raw, EN))
    assert f"Missing: {lacking} values of 54 ({lacking} not stated)." in told
    assert "1 not coded" in milestones.note(Sample(uncoded(coded, "la_serre", "genesis_year"), raw, EN))

"""Places and people: what is said of each pole in the words of its codings, and clashes told."""

import pytest
from cooperating import sample

from ptce_helpers import places
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.study import narrow

CODINGS = """
    case_id,    variable_id,       item,    value,   unit, qualifier, source_id, status
    domb_innov, place_role,        ,        origin,  ,     ,          labo2014,  stated
    domb_innov, place_role,        ,        outcome, ,     ,          crida2015, stated
    domb_innov, common_place,      ,        yes,     ,     ,          labo2014,  stated
    la_serre,   place_role,        ,        origin,  ,     ,          crida2015, stated
    la_serre,   place_role,        ,        outcome, ,     ,          crida2015, stated
    la_serre,   place_name,        fab lab, Artilect, ,    ,          crida2015, stated
    la_serre,   place_surface,     hall,    1300,    m2,   about,     crida2015, stated
    la_serre,   place_opened_year, hall,    2013,    ,     exact,     crida2015, stated
    phares,     people_involved,   ,        50,      ,     about,     crida2015, stated
"""


@pytest.fixture(scope="module")
def real(raw):
    return Sample(clean(raw), raw, Labels("en"))


def test_a_place_is_told_in_the_words_of_its_codings(small):
    made = places.places(sample(small, CODINGS))
    assert made.frame[["case", "study"]].values.tolist() == [["Domb’Innov", "labo2014"], ["Domb’Innov", "crida2015"], ["La Serre", "crida2015"]]
    serre = made.frame.iloc[2]
    assert (serre["place_name"], serre["surface"], serre["place_opened"]) == ("Artilect (fab lab)", "hall: about 1,300\u00a0m²", "hall: 2013")
    assert made.evidence.loc[2, "surface"] == "a7" and made.evidence.loc[2, "spaces"] == "la_serre/crida2015/collaborative_space", "an empty cell leads to the silence"


def test_roles_are_counted_by_study_and_both_in_one_text_are_told_apart(small):
    made = places.roles(sample(small, CODINGS)).frame
    assert made[made["study"] == "crida2015"][["n", "count"]].values.tolist() == [[3, 0], [3, 1], [3, 1], [3, 1]]
    assert made.loc[6, "names"] == "La Serre"


def test_a_clash_within_one_text_or_between_two_is_named(small):
    told = bare(places.role_counts(sample(small, CODINGS)))
    assert (told["n"], told["poles"], told["places"], told["origin"], told["outcome"]) == (2, 3, 1, 2, 2)
    assert told["clash"] == " Both are said of 2 poles: Domb’Innov and La Serre."


def test_places_of_the_real_poles(real):
    told = bare(places.role_counts(real))
    assert (told["n"], told["places"], told["origin"], told["outcome"]) == (11, 12, 7, 4)
    assert told["clash"] == " Of no pole are both said."
    found = places.roles(real).frame.query("study == 'crida2015'")["count"].tolist()
    assert found == [5, 2, 0, 4], "five poles are named that began round a place, two where it came out of the cooperation (2015, 656-663)"
    grappe = places.places(real).frame.query("case == 'Lille MétroPôle Solidaire' and study == 'crida2015'").iloc[0]
    assert "10" in grappe["inside"] and "2013" in grappe["place_opened"]


def test_people_per_member_is_said_of_all_and_of_one_pole(real, raw):
    made = places.people(real)
    assert made.frame.loc[0, ["case", "figure", "lines"]].tolist() == ["All 11 poles together", "1 to 3", "583–585"]
    assert made.evidence.loc[0, "figure"] == "sC.127"
    told = bare(places.people_counts(real))
    assert (told["n"], told["involved"], told["pairs"]) == (1, 4, 23)
    earlier = Sample(narrow(real.clean, [], ["labo2014"]), raw, Labels("en"))
    assert bare(places.people_counts(earlier))["all"] == "" and "All" not in places.people(earlier).frame.loc[0, "case"], "the statement is that of the other study"


def test_names_of_places_are_not_translated(raw, real):
    french = places.places(Sample(real.clean, raw, Labels("fr")))
    assert "en anglais" not in " ".join(french.frame.fillna("").astype(str).to_numpy().ravel())

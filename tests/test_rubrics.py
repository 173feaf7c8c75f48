"""The rubrics of both studies: every modality has its place in each, and a pole is counted as the texts speak of it."""

import pytest
from cooperating import sample

from ptce_helpers import rubrics
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

CODINGS = """
    case_id,    variable_id,                value,           source_id, status
    domb_innov, working_groups,             yes,             labo2014,  stated
    domb_innov, communication_post_planned, yes,             crida2015, stated
    domb_innov, common_place,               no,              labo2014,  stated
    la_serre,   collaborative_space,        nursery_planned, crida2015, stated
    la_serre,   common_place,               yes,             crida2015, stated
    phares,     collaborative_space,        nursery_planned, crida2015, stated
"""


@pytest.fixture(scope="module")
def real(raw):
    return Sample(clean(raw), raw, Labels("en"))


def rubric(key):
    return next(one for one in rubrics.LEVELS if one.key == key)


@pytest.mark.parametrize("typology", rubrics.TYPOLOGIES)
def test_every_modality_stands_exactly_once_in_each_typology(raw, typology):
    placed = [variable for one in rubrics.TYPOLOGIES[typology] for variable in one.variables]
    book = raw.codebook
    wanted = [variable for variable in book.ids if book.variable(variable)["theme"].startswith("cooperation_") and book.variable(variable)["scale"] in rubrics.CATEGORICAL]
    assert sorted([*placed, *rubrics.NOT_A_MODALITY]) == wanted and len(wanted) > 35


def test_the_level_of_a_rubric_is_the_theme_of_its_modalities(raw):
    for one in rubrics.LEVELS:
        assert {raw.codebook.variable(variable)["theme"] for variable in one.variables} == {f"cooperation_{one.level}"}, one.key


def test_the_text_of_2015_has_six_rubrics_of_pooling_and_four_of_common_projects():
    assert [len(rubrics.of_level(level)) for level in (1, 2)] == [6, 4]
    assert rubrics.variables(2)[-1] == "common_offer"


def test_a_rubric_is_yes_before_announced_before_denied_before_silent(small):
    ours = sample(small, CODINGS)
    found = {(case, study): rubrics.state(ours, case, study, rubric("place")) for case, study in ours.pairs}
    assert {place: one.value for place, one in found.items()} == {
        ("domb_innov", "labo2014"): "no", ("domb_innov", "crida2015"): "silent", ("la_serre", "crida2015"): "yes", ("phares", "crida2015"): "planned"}
    assert found["la_serre", "crida2015"].refs == ("a5",), "the announced nursery is not what makes it a yes"
    assert found["domb_innov", "crida2015"].refs == ("domb_innov/crida2015/collaborative_space", "domb_innov/crida2015/common_place")


def test_poles_are_counted_by_state_and_zeros_lead_to_all_that_was_looked_at(small):
    made = rubrics.counts(sample(small, CODINGS), "levels")
    row = made.frame[(made.frame["rubric"] == "Shared place, collaborative spaces") & (made.frame["study"] == "crida2015")]
    assert row[["n", "n_yes", "n_planned", "n_no", "n_silent", "names"]].values.tolist() == [[3, 1, 1, 0, 1, "La Serre"]]
    assert len(made.evidence.loc[row.index[0], "n_no"].split()) == 4
    post = made.frame[(made.frame["rubric"] == "Common communication") & (made.frame["study"] == "crida2015")]
    assert post[["n_yes", "n_planned"]].values.tolist() == [[0, 1]], "a post that is being considered is not there"


def test_a_pole_of_both_studies_has_a_rubric_if_either_says_so(small):
    held = rubrics.members(sample(small, CODINGS), rubrics.of_level(1))
    assert held["Exchange of information and experience"] == {"domb_innov": ("a1",)}
    assert list(held["Shared place, collaborative spaces"]) == ["la_serre"] and held["Common communication"] == {}


def test_contents_lead_to_the_codebook(real):
    made = rubrics.contents(real, "levels")
    assert made.frame["n_modalities"].sum() == 38
    assert made.evidence.loc[1, "modalities"] == "variables.csv#collaborative_space variables.csv#common_place"
    assert "of_level" not in rubrics.contents(real, "logics").frame


def test_rubrics_of_the_real_poles(real):
    told = bare(rubrics.summary(real, "levels"))
    assert (told["n"], told["poles"], told["least"], told["fewest"]) == (15, 18, "Foresight", 1)
    place = rubrics.counts(real, "levels").frame.query("rubric == 'Shared place, collaborative spaces' and study == 'labo2014'").iloc[0]
    assert (place["n"], place["n_yes"], place["n_planned"], place["n_silent"]) == (12, 8, 1, 3)

"""The matrix of poles by modalities: four states, each with its codings; and the bars of counts."""

import pandas as pd
import pytest

from ptce_helpers import bars, matrix, summaries
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.matrix import Modality
from ptce_helpers.sample import Sample

CODES = """
    variable_id, code,        label_en,      label_fr
    accounting,  own,         own accounts,  comptes propres
    accounting,  shared,      shared,        partagés
    charter,     yes,         yes,           oui
    charter,     no,          no,            non
    charter,     in_progress, being written, en cours
    leader,      founders,    founders,      fondateurs
    leader,      manager,     manager,       gérant
    tenders,     yes,         yes,           oui
    tenders,     no,          no,            non
"""
CODINGS = """
    case_id,    variable_id, value,       source_id, status
    domb_innov, charter,     in_progress, labo2014,  stated
    domb_innov, charter,     yes,         crida2015, stated
    la_serre,   charter,     no,          crida2015, stated
    phares,     charter,     ,            crida2015, not_stated
    la_serre,   leader,      manager,     crida2015, stated
    phares,     accounting,  own,         crida2015, stated
"""


@pytest.fixture
def sample(small):
    raw = small(codings=CODINGS, codes=CODES)
    return Sample(clean(raw), raw, Labels("en"))


def test_a_text_says_denies_announces_or_is_silent(sample):
    made = matrix.of(sample, [Modality("charter"), Modality("leader", "manager")])
    assert made.frame.values.tolist() == [
        ["Domb’Innov", "labo2014", "planned", "silent"], ["Domb’Innov", "crida2015", "yes", "silent"],
        ["La Serre", "crida2015", "no", "yes"], ["Le Phares", "crida2015", "silent", "silent"]]
    assert made.evidence["manager"].tolist() == ["domb_innov/labo2014/leader", "domb_innov/crida2015/leader", "a5", "phares/crida2015/leader"]
    assert made.evidence.iloc[3, 2] == "a4", "silence that was coded leads to its coding"


def test_what_is_asked_of_one_study_is_empty_for_the_other(small):
    asked = """
        variable_id, theme,        scale,    unit, several, silence, asked_of
        accounting,  pole_economy, category, ,     one,     yes,     crida2015
    """
    rows = "case_id, variable_id, value, source_id, status\nphares, accounting, own, crida2015, stated\n"
    codes = "variable_id, code, label_en, label_fr\naccounting, own, own accounts, comptes propres\naccounting, shared, shared, partagés\n"
    raw = small(codings=rows, variables=asked, codes=codes)
    made = matrix.of(Sample(clean(raw), raw, Labels("en")), [Modality("accounting")])
    assert pd.isna(made.frame.iloc[0, 2]) and made.frame.iloc[3, 2] == "yes"


@pytest.mark.parametrize(("value", "variable", "kind"), [
    ("yes", "charter", "yes"), ("lacking", "evaluation_practice", "no"), ("planned", "common_place", "planned"),
    ("nursery_planned", "collaborative_space", "planned"), ("nursery", "collaborative_space", "yes"),
    ("yes", "communication_post_planned", "planned"), ("no", "communication_post_planned", "no"),
])  # fmt: skip
def test_codes_and_variables_that_hold_only_plans_announce(value, variable, kind):
    assert matrix.kind_of(value, variable) == kind


def test_a_text_that_contradicts_itself_is_not_called_silent(small):
    raw = small(codings=CODINGS.replace("phares,     charter,     ,            crida2015, not_stated", "phares,     charter,     yes,         crida2015, stated")
                + "    phares,     charter,     no,          crida2015, stated\n", codes=CODES,
                corrections="correction_id, case_id, variable_id, kind, first_coding, second_coding, winner\nr1, phares, charter, sources, a4, a7, none\n")
    sample = Sample(clean(raw), raw, Labels("en"))
    made = matrix.of(sample, [Modality("charter")])
    assert made.frame.iloc[3, 2] == "contradictory" and made.evidence.iloc[3, 2] == "a4 a7"
    legend = [text.get_text() for text in matrix.draw(made, sample.labels).axes[0].get_legend().get_texts()]
    assert legend == ["yes", "announced", "denied", "the text contradicts itself", "the text does not say"]


def test_marks_of_one_kind_and_study_are_drawn_at_once(sample):
    axes = matrix.draw(matrix.of(sample, [Modality("charter"), Modality("leader", "manager")]), sample.labels).axes[0]
    drawn = sorted(sorted(map(tuple, dots.get_offsets().tolist())) for dots in axes.collections if dots.get_offsets()[0][0] >= 0)
    assert drawn == [[(0, 0)], [(0, 1), (1, 2)], [(0, 2)], [(0, 3), (1, 1), (1, 3)], [(1, 0)]]


def test_in_words_of_the_language(sample):
    made = matrix.in_words(matrix.of(sample, [Modality("charter")]), Labels("fr"))
    assert made.frame.iloc[:, 2].tolist() == ["annoncé", "oui", "nié", "le texte ne le dit pas"]


def test_of_several_statements_the_strongest_is_drawn_and_a_pole_of_both_studies_counts_once(small):
    said = CODINGS.replace("domb_innov, charter,     in_progress, labo2014", "domb_innov, charter,     yes,         labo2014") + "    domb_innov, leader,      manager,     crida2015, stated\n"
    raw = small(codings=said, codes=CODES)
    sample = Sample(clean(raw), raw, Labels("en"))
    assert matrix.draw(matrix.of(sample, [Modality("charter")]), sample.labels).axes[0].texts[0].get_text() == "1"
    both = small(codings="case_id, variable_id, item, value, status\nphares, tenders, a, yes, stated\nphares, tenders, b, no, stated\n", codes=CODES, variables="""
        variable_id, theme,         scale,  unit, several, silence, asked_of
        accounting,  pole_economy,  category, ,   one,     no,      both
        charter,     cooperation_1, category, ,   one,     no,      both
        leader,      governance,    multi,  ,     by_code, no,      both
        tenders,     cooperation_2, yes_no, ,     by_item, no,      both
    """)
    assert matrix.state(Sample(clean(both), both, Labels("en")), "phares", "crida2015", Modality("tenders")).value == "yes"


def test_the_picture_counts_each_pole_once_and_marks_each_state(sample):
    figure = matrix.draw(matrix.of(sample, [Modality("charter")]), sample.labels)
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written == ["1", "poles with it, each once"]
    assert [text.get_text() for text in figure.legends or figure.axes[0].get_legend().get_texts()] == ["yes", "announced", "denied", "the text does not say"]


def test_codes_in_the_order_of_their_frequency(sample):
    assert matrix.modalities_of(sample, "charter") == [Modality("charter", "in_progress"), Modality("charter", "no"), Modality("charter", "yes")]
    assert matrix.modalities_of(sample, "tenders") == []


def test_bars_say_the_count_and_how_many_could_have_it(sample):
    figure = bars.shares(summaries.shares(sample, ["charter"]), sample.labels, "a label")
    written = sorted(text.get_text() for text in figure.axes[0].texts)
    assert written == ["1 of 1", "1 of 3, at most 2", "1 of 3, at most 2"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["being written", "no", "yes"]


def test_an_empty_picture_says_so(sample):
    figure = bars.shares(summaries.shares(sample, ["tenders"]), sample.labels)
    assert figure.axes[0].texts[0].get_text() == "There is nothing to draw: no figure in what was chosen."


def test_a_bar_without_a_companion_stands_beside_its_name(sample):
    axes = bars.shares(summaries.shares(sample, ["charter"]), sample.labels, "a label").axes[0]
    drawn = sorted((bar.get_y() + bar.get_height() / 2, bar.get_width()) for bar in axes.patches)
    assert [round(height, 6) for height, _ in drawn] == [0, 0, 1, 1, 2, 2], "each code is said in one study only: its bar and how many could have it"

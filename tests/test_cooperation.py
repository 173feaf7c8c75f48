"""Cooperation: three matrices, what goes together, how far the evidence reaches; each parameter changes what it says."""

import pytest
from cooperating import sample

from ptce_helpers import cooperation, rubrics, summaries
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

CODINGS = """
    case_id,    variable_id,          value,   source_id, status
    domb_innov, working_groups,       yes,     labo2014,  stated
    domb_innov, common_place,         no,      labo2014,  stated
    domb_innov, shared_jobs,          yes,     crida2015, stated
    la_serre,   common_place,         yes,     crida2015, stated
    la_serre,   shared_jobs,          yes,     crida2015, stated
    phares,     common_place,         planned, crida2015, stated
    phares,     common_offer,         yes,     crida2015, stated
"""


@pytest.fixture(scope="module")
def real(raw):
    return Sample(clean(raw), raw, Labels("en"))


def row_of(traced, **wanted):
    frame = traced.frame
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    return frame.iloc[0]


# --- the matrices ----------------------------------------------------------------------------------------------


def test_a_matrix_has_the_modalities_of_its_level_in_the_order_of_the_rubrics(real):
    for level, columns in ((1, 18), (2, 9), (3, 11)):
        frame = cooperation.of_level(real, level).frame
        assert frame.shape == (23, 2 + columns)
    assert list(cooperation.of_level(real, 2).frame.columns[2:5]) == ["Bilateral cooperation", "Cross shareholding", "Joint answers to tenders"]


def test_marks_of_the_real_poles_are_those_of_their_passages(real):
    pooling = cooperation.of_level(real, 1)
    assert row_of(pooling, case="Domb’Innov", study="labo2014")["Common place"] == "no", "no seat that houses the organisations (2014, 2310)"
    assert row_of(pooling, case="Éoliennes en Pays de Vilaine")["Common place"] == "planned"
    assert row_of(pooling, case="Pays de Bray – Maison de l’économie solidaire")["Collaborative spaces"] == "planned", "a nursery is being set up (2015, 550)"
    posts = pooling.frame[pooling.frame["Communication post planned"] == "planned"]
    assert sorted(posts["case"]) == ["Culture & Coopération", "Domb’Innov", "InnoVales", "Pôle Sud Aquitain"], "four are named (2015, 778)"
    concierge = pooling.frame[pooling.frame["Concierge service"] == "yes"]
    assert len(concierge) == 5, "five are named (2015, 788)"


def test_every_mark_has_evidence_and_that_of_a_silence_is_the_silence(real):
    for level in cooperation.LEVELS:
        made = cooperation.of_level(real, level)
        assert (made.evidence != "").all(axis=None)
    phares = cooperation.of_level(real, 2).frame.query("case == 'Le Phares'").index[0]
    assert cooperation.of_level(real, 2).evidence.loc[phares, "Common offer"] == "phares/crida2015/common_offer"


def test_in_words_holds_the_rubrics_asked_for(small):
    made = cooperation.in_words(sample(small, CODINGS, lang="fr"), "place", "offer")
    assert made.frame.shape == (4, 5)
    assert made.frame["common_place"].tolist() == ["nié", "non dit", "oui", "annoncé"]


def test_modalities_of_several_kinds_stand_apart_from_those_with_one_answer(real):
    one, several = (set(table(real, 1).frame["variable"]) for table in (cooperation.shares, cooperation.kinds))
    assert several == {"Collaborative spaces", "Common communication", "Convivial moments"} and not one & several and len(one) == 15


def test_figures_are_listed_as_exact_as_the_texts(real):
    made = cooperation.figures(real)
    assert len(made.frame) == 15
    gain = made.frame[made.frame["case"] == "Resto Passerelle"]["figure"].iloc[0]
    assert gain == "7 to 17%"


# --- how far the evidence reaches -----------------------------------------------------------------------------------


def test_cells_that_say_announce_deny_or_are_silent_add_up(small):
    made = cooperation.reach(sample(small, CODINGS))
    assert row_of(made, of_level="Level 1", study="crida2015")[["cells", "n_yes", "n_planned", "n_no", "n_silent"]].tolist() == [54, 3, 1, 0, 50]
    assert row_of(made, of_level="Level 1", study="labo2014")["n_no"] == 1
    assert row_of(made, of_level="Level 2", study="crida2015")["share_silent"] == pytest.approx(100 * 26 / 27)


def test_the_real_matrices_are_silent_for_the_most_part(real):
    assert bare(cooperation.reached(real)) == {"n": 23 * 38, "silent": 613, "share": "70%", "denied": 3, "planned": 20}


def test_the_sentence_on_a_level_names_what_is_said_of_most_and_of_no_pole(small):
    told = bare(cooperation.stated(sample(small, CODINGS), 1))
    assert (told["n"], told["modalities"], told["poles"], told["most"], told["all_poles"]) == (3, 18, 2, "shared_jobs", 3)
    assert "concierge_service" in told["rest"] and "common_place" not in told["rest"]


# --- what goes together --------------------------------------------------------------------------------------------


def test_pairs_count_each_pole_once(small):
    made = cooperation.pairs(sample(small, CODINGS))
    jobs = row_of(made, first="Exchange of information and experience", second="Shared jobs, common training")
    assert jobs[["n", "n_both", "n_first", "n_second", "n_neither", "names"]].tolist() == [3, 1, 0, 1, 1, "Domb’Innov"]
    place = row_of(made, first="Shared place, collaborative spaces", second="Shared jobs, common training")
    assert place[["n_both", "n_first", "n_second", "n_neither"]].tolist() == [1, 0, 1, 1]
    assert (made.frame[["n_both", "n_first", "n_second", "n_neither"]].sum(axis=1) == 3).all()
    index = made.frame.index[(made.frame["first"] == "Exchange of information and experience") & (made.frame["second"] == "Shared jobs, common training")][0]
    assert made.evidence.loc[index, "n_both"] == "a1 a3"


def test_the_most_frequent_pair_is_the_same_in_both_languages(raw, real):
    other = Sample(real.clean, raw, Labels("fr"))
    assert [bare(cooperation.together(one))["n"] for one in (real, other)] == [13, 13]
    assert bare(cooperation.together(real))["second"] == "New activities and enterprises"
    assert bare(cooperation.together(other))["second"] == "Nouvelles activités et entreprises"
    assert bare(cooperation.together(other))["first"] == "Échanges d’informations et d’expériences"


def test_combinations_hold_each_pole_once(real):
    made = cooperation.combined(real, rubrics.of_level(1))
    assert made.frame["count"].sum() == 18 and len(made.frame) == 13
    assert made.frame.loc[0, "names"] == "Domb’Innov, InnoVales and Paris Mix"
    assert (made.evidence != "").all(axis=None)


# --- parameters ------------------------------------------------------------------------------------------------------


def test_study_and_poles_left_out_are_left_out_everywhere(raw, real):
    alone = Sample(narrow(real.clean, ["la_serre"], ["crida2015"]), raw, Labels("en"))
    assert set(cooperation.of_level(alone, 1).frame["study"]) == {"crida2015"} and "La Serre" not in set(cooperation.of_level(alone, 1).frame["case"])
    assert (cooperation.pairs(alone).frame["n"] == 10).all() and len(rubrics.poles(alone)) == 10
    assert bare(cooperation.stated(alone, 1))["all_poles"] == 10


def test_alpha_moves_the_intervals_only_and_drop_takes_the_bounds_only(raw, real):
    base, wide, dropped = (cooperation.shares(Sample(real.clean, raw, Labels("en"), rules), 1).frame for rules in (Rules(), Rules(alpha=0.01), Rules(missing="drop")))
    stated = base["answered"] > 0
    assert (wide["interval_low"] < base["interval_low"])[stated].all() and wide.loc[~stated, "interval_low"].isna().all()
    assert wide.drop(columns=["interval_low", "interval_high"]).equals(base.drop(columns=["interval_low", "interval_high"]))
    assert set(base) - set(dropped) == {"count_low", "count_high", "share_low", "share_high"}


def test_figures_that_are_only_about_so_much_can_be_taken_as_missing(raw, real):
    known = [summaries.numbers(Sample(real.clean, raw, Labels("en"), Rules(about=about)), ["people_involved"], {"people_involved": ""}).frame.loc[0, "answered"]
             for about in ("exact", "missing")]
    assert known == [3, 0]


def test_nothing_left_is_said_so(raw, real):
    none = Sample(narrow(real.clean, [case for case, study in real.pairs if study == "labo2014"], ["labo2014"]), raw, Labels("en"))
    assert none.pairs == []
    assert Labels("en").text("say_reached", **bare(cooperation.reached(none))) == "None of the chosen poles has anything to say on cooperation."
    assert Labels("en").text("say_pooling", **bare(cooperation.stated(none, 1))) == "No modality of pooling is said of any of the poles chosen."
    assert Labels("en").text("say_together", **bare(cooperation.together(none))) == "No two rubrics are said of the same pole in what was chosen."
    assert Labels("en").text("say_rubrics", **bare(rubrics.summary(none, "logics"))) == "No rubric is said of any of the poles chosen."

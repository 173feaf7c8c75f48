"""Types of poles: what they answer, the axes, the types, and what is said where there is nothing to analyse."""

import itertools

import pytest
from sampled import real

from ptce_helpers import pole_answers, pole_types, type_facts, type_silences, type_tables
from ptce_helpers.errors import DataError, ParameterError
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.pole_answers import NOT_ASKED

ALL_BUT = {3: ("phares", "la_serre", "domb_innov"), 2: ("phares", "la_serre"), 1: ("phares",)}


@pytest.fixture(scope="module")
def found(raw):
    return pole_types.of(real(raw), 3)


def left(raw, keep, **options):
    return real(raw, excluded=[case for case in raw.cases if case not in keep], **options)


# --- answers -----------------------------------------------------------------------------------------------------------


def test_the_poles_answer_by_the_first_condition_that_holds(found):
    answers = found.answers
    assert answers.said["domb_innov", "authorities"].category == "seat", "both a seat and a partnership are coded; the closer tie counts"
    assert answers.said["lille_metropole_solidaire", "animation"].category == "otherwise", "2014 names staff of its own, 2015 those of the carrier: the latest stands"
    assert answers.said["domb_innov", "research"].category == "lasting", "one-off in 2015, lasting in 2014: either may say the strongest"
    assert answers.said["phares", "own_body"].category == "", "the texts contradict each other, which is no answer"
    assert answers.said["la_serre", "territory_2014"].category == NOT_ASKED


def test_an_answer_rests_on_the_codings_that_give_it(found, raw):
    said = found.answers.said["pole_sud_aquitain", "own_body"]
    rows = raw["codings"].set_index("coding_id").loc[list(said.refs)]
    assert set(rows["variable_id"]) == {"own_legal_entity"} and set(rows["value"]) == {"no"} and "1025" in set(rows["line_start"])
    assert found.answers.said["la_serre", "texts"].refs == ("cases.csv#la_serre",)
    assert all(one.refs for one in found.answers.said.values())


def test_one_study_alone_answers_otherwise(raw):
    sample = real(raw)
    animation = pole_answers.questions(raw)["animation"]
    assert pole_answers.say(sample, "lille_metropole_solidaire", animation, "labo2014").category == "pole_staff"
    assert pole_answers.say(sample, "lille_metropole_solidaire", animation, "crida2015").category == "otherwise"


def test_questions_that_few_answer_or_all_answer_alike_are_left_out(raw):
    alone = pole_answers.of(real(raw, studies=("crida2015",)))
    assert (alone.usable["authorities"], alone.usable["place"], alone.usable["research"]) == ("few", "alike", "")
    assert alone.of_role("active") == ["research", "animation", "arts", "breadth", "integration", "own_body"]


# --- axes and types ----------------------------------------------------------------------------------------------------


def test_the_types_of_the_eighteen_poles(found):
    assert found.data.shape == (18, 8) and int(found.data.isna().sum().sum()) == 29
    assert [len(found.mca.axes), found.types.n_axes, found.types.tied] == [15, 6, False]
    assert found.members(1) == ["culture_cooperation", "de_fil_en_reseaux", "eco_domaine_bouquetot", "fontaine_o_livres", "coursive_boutaric", "articulteurs"]
    assert found.members(2) == ["domb_innov", "eoliennes_pays_vilaine", "lille_metropole_solidaire", "pole_sud_aquitain", "pole_sud_archer", "resto_passerelle"]
    assert found.members(3) == ["innovales", "la_serre", "periscope", "phares", "paris_mix", "pays_de_bray"]


def test_the_axes_of_the_eighteen_poles(found):
    said = bare(type_facts.axis(found, 1))
    assert (said["rate"], said["silent"], said["r"], said["texts"], said["share"]) == ("23%", "55%", "0.18", "72%", "73%")
    assert said["negative"] == "authorities beside the pole; Work integration: not said; Link with research: not said"
    assert found.mca.category_contributions.loc["animation=otherwise", 2] == pytest.approx(17.3, abs=0.05)
    rates = bare(type_facts.rates(found))
    assert (rates["n"], rates["raw"], rates["benzecri"], rates["greenacre"]) == (18, "41%", "83%", "66%")


def test_benzecri_and_greenacre_stay_empty_below_the_mean_inertia(found):
    shown = type_tables.axes(found).frame
    assert shown["benzecri"].notna().sum() == shown["greenacre"].notna().sum() == 6 and (shown.loc[shown["benzecri"].notna(), "eigenvalue"] > 1 / 8).all()


def test_the_table_of_types_names_the_parangon_and_what_marks_them(found):
    row = type_tables.types(found).frame.iloc[1]
    assert (row["type"], row["poles"], row["parangon"]) == (2, 6, "Pôle Sud Aquitain")
    assert row["marked_by"].startswith("animated otherwise (6 of 6); no body of its own (6 of 6)")
    carried = type_tables.description(found).frame.query("type == 2 and answer == 'delegated governance'").iloc[0]
    assert (carried["poles"], carried["part_in_axes"], carried["cla_mod"]) == (4, "supplementary", 100)


def test_every_cell_of_every_table_rests_on_something(found):
    for made in (type_tables.asked, type_tables.answers, type_tables.axes, type_tables.categories, type_tables.supplementary, type_tables.poles, type_tables.types, type_tables.description, type_tables.heights):
        traced = made(found)
        assert traced.evidence.ne("").to_numpy().all(), made.__name__


def test_the_count_of_an_answer_rests_on_the_codings_that_give_it(found, raw):
    table = type_tables.categories(found)
    at = table.frame.index[table.frame["answer"] == "no common place yet"][0]
    assert table.frame.at[at, "poles"] == 2
    rows = raw["codings"].set_index("coding_id").loc[table.evidence.at[at, "poles"].split()]
    assert {(case, value) for case, value in zip(rows["case_id"], rows["value"], strict=True)} == {("domb_innov", "no"), ("eoliennes_pays_vilaine", "planned")}


def test_the_page_says_the_same_in_french(raw):
    said = bare(type_facts.silences(pole_types.of(real(raw, lang="fr"), 3)))
    assert Labels("fr").text("say_type_silences", **said).startswith("18 pôles répondent à 8 questions")


# --- silences out of play ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def out(found):
    return pole_types.out_of_play(found)


def test_the_types_of_the_eighteen_poles_with_silences_out_of_play(out):
    assert [len(out.mca.axes), out.types.n_axes, out.types.tied, out.silence] == [15, 4, False, "passive"]
    assert out.mca.values[:3] == pytest.approx([0.33152, 0.22053, 0.18317], abs=1e-5)
    assert set(out.members(2)) == {"domb_innov", "eoliennes_pays_vilaine", "pole_sud_aquitain", "pole_sud_archer", "resto_passerelle"}
    assert set(out.members(3)) == {"innovales", "la_serre", "lille_metropole_solidaire"} and len(out.members(1)) == 10


def test_either_way_to_put_silences_out_of_play_gives_the_same_types(raw, out):
    alone = pole_types.of(real(raw), 3, silence="passive")
    assert alone.labels.equals(out.labels) and alone.mca.eigenvalues.equals(out.mca.eigenvalues)


def test_types_keep_the_numbers_of_those_they_share_most_poles_with(raw):
    """With five types, numbers by size would be other ones."""
    found = pole_types.of(real(raw), 5)
    out = pole_types.out_of_play(found)
    by_size = pole_types.of(real(raw), 5, silence="passive")
    assert sorted(out.types.sizes) == sorted(by_size.types.sizes) and not out.labels.equals(by_size.labels)
    kept = sum(found.labels == out.labels)
    assert kept == max(sum(found.labels == by_size.labels.map(dict(zip(range(1, 6), order, strict=True)))) for order in itertools.permutations(range(1, 6)))


def test_what_changes_is_said_with_its_numbers(found, out):
    axes, types = bare(type_silences.axes(found, out)), bare(type_silences.types(found, out))
    assert (axes["silent"], axes["texts"], axes["texts_out"], axes["nearest"], axes["r"], axes["rate"]) == ("55%", "72%", "8%", 2, "0.91", "28%")
    assert (types["rand"], types["moved"], types["axes"]) == ("0.43", 5, 4)
    assert types["names"] == "Le Périscope, Le Phares, Lille MétroPôle Solidaire, Paris Mix and Pays de Bray – Maison de l’économie solidaire"
    table = type_silences.poles(found, out).frame.set_index("case")
    assert table.loc["Le Phares", ["type", "type_out", "changes_type", "silences"]].tolist() == [3, 1, "yes", 4]
    assert (table["changes_type"] == "yes").sum() == 5 and table.loc["Domb’Innov", "coordinate_1_out"] == pytest.approx(0.732, abs=5e-4)
    said = bare(type_facts.axis(out, 1))
    assert (said["silent"], said["r"]) == ("0%", "−0.19")


def test_inertia_that_silences_take_with_them(found, out):
    """Of 8 questions: each category adds (1 - its frequency) / 8."""
    shares = found.data.fillna("not_stated").apply(lambda column: column.value_counts(normalize=True)).stack()
    silent = shares[shares.index.get_level_values(0) == "not_stated"]
    wanted = 100 * (1 - silent).sum() / (1 - shares).sum()
    assert bare(type_silences.axes(found, out))["inertia"] == found.sample.labels.percent(wanted)


def test_tables_of_the_analysis_without_silences_show_them_as_supplementary(out):
    active, other = type_tables.categories(out), type_tables.supplementary(out)
    assert not active.frame["answer"].str.contains("not said").any() and len(active.frame) == 16
    silent = other.frame[other.frame["answer"] == "Breadth: not said"].iloc[0]
    assert silent["poles"] == out.data["breadth"].isna().sum() and other.frame["answer"].iloc[0].endswith("not said")
    assert set(type_tables.description(out).frame["part_in_axes"]) == {"active", "out of play", "supplementary"}
    for traced in (active, other, type_tables.axes(out), type_tables.poles(out), type_tables.types(out), type_tables.description(out)):
        assert traced.evidence.ne("").to_numpy().all()


def test_a_pole_that_says_nothing_can_not_be_placed_without_silences(raw):
    """Of these three poles nothing is said of one on any question that is left."""
    sample = real(raw)
    answers = pole_answers.of(sample)
    mute = {key: pole_answers.Said("", one.refs) if key[0] == "phares" and answers.questions[key[1]].role == "active" else one for key, one in answers.said.items()}
    none = pole_types.out_of_play(pole_types.PoleTypes(pole_answers.PoleAnswers(sample, answers.questions, mute), 3, ""))
    assert (none.why_not, none.types, none.labels.empty) == ("why_types_silent_pole", None, True)
    assert type_facts.types(none)["why"].value == "nothing is said on these questions of Le Phares, which would have no place with silences out of play."


def test_an_unknown_way_to_take_silences(raw):
    with pytest.raises(ParameterError, match="silence is 'passif'; allowed: 'category', 'passive'.\n.*did you mean 'passive'"):
        pole_types.of(real(raw), 3, silence="passif")


# --- other samples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("study", "n", "questions"), [("labo2014", 12, 7), ("crida2015", 11, 6)])
def test_one_study_alone(raw, study, n, questions):
    alone = pole_types.of(real(raw, studies=(study,)), 3)
    assert (alone.data.shape, alone.why_not, alone.types.n_types) == ((n, questions), "", 3)


@pytest.mark.parametrize("n_types", [2, 4, 5, 6])
def test_other_numbers_of_types(raw, n_types):
    assert pole_types.of(real(raw), n_types).labels.nunique() == n_types


def test_three_poles_are_enough_for_two_types(raw):
    few = pole_types.of(left(raw, ALL_BUT[3]), 2)
    assert (few.why_not, len(few.labels), few.labels.nunique()) == ("", 3, 2)


@pytest.mark.parametrize(("keep", "n_types", "reason"), [(2, 2, "2 poles are left"), (1, 2, "1 pole is left"), (0, 2, "0 poles are left"), (3, 4, "do not differ enough to be put into 4 types")])
def test_where_there_can_be_no_typology_the_reason_is_said(raw, keep, n_types, reason):
    few = pole_types.of(left(raw, ALL_BUT.get(keep, ())), n_types)
    assert few.types is None and few.labels.empty and reason in type_facts.types(few)["why"].value
    for said in (type_facts.rates(few), type_facts.axis(few, 1), type_facts.axis(few, 2), type_facts.most_shared(few), type_facts.types(few)):
        assert said["n"].value == 0 and said["n"].refs
    for made in (type_tables.axes, type_tables.categories, type_tables.supplementary, type_tables.poles, type_tables.types, type_tables.description, type_tables.heights):
        assert made(few).frame.empty
    none = pole_types.out_of_play(few)
    assert type_silences.poles(few, none).frame.empty
    for said in (type_silences.axes(few, none), type_silences.types(few, none)):
        assert said["n"].value == 0 and said["n"].refs and reason in said["why"].value


def test_the_note_counts_silences(found):
    assert "29" in type_facts.note(found) and "144" in type_facts.note(found)


# --- bad rows ----------------------------------------------------------------------------------------------------------

QUESTIONS = """
    question_id, role,   studies, source_id, part, line_start, line_end, label_en, label_fr, reason_en, reason_fr
    motto,       active, latest,  ,          ,     ,           ,         A motto,  Devise,   asked,     posée
    place,       active, latest,  crida2015, ,     ,           ,         A place,  Lieu,     asked,     posée
"""
CATEGORIES = """
    question_id, place, category, condition,         of_case,        label_en, label_fr
    motto,       1,     yes,      charter=yes,       ,               yes,      oui
    motto,       2,     no,       charter=perhaps,   ,               no,       non
    plce,        1,     here,     charter=no,        ,               here,     ici
    motto,       3,     both,     charter=no,        region=Alsace,  both,     deux
    motto,       4,     other,    ,                  regoin=Alsace,  other,    autre
    motto,       5.5,   yes,      charter=yes,       ,               again,    encore
    motto,       6,     a=b,      charter=yes,       ,               signs,    signes
"""


def test_all_faults_of_the_questions_are_named_at_once(small):
    with pytest.raises(DataError) as caught:
        small(type_questions=QUESTIONS, type_categories=CATEGORIES)
    for part in ("charter has no code 'perhaps'", "there is no such question", "did you mean 'place'?", "the question 'place' has fewer than two categories", "follows a study without its lines",
                 "only one of them", "no case has this value of region", "cases.csv has no such column", "did you mean 'region'?",
                 "place: this is not a whole number", "the question 'motto' has this category twice", "rename it here or in row 2", "category: this can't be a name"):
        assert part in str(caught.value), part


def test_two_categories_at_one_place_are_refused(small):
    twice = "question_id, place, category, condition, label_en, label_fr\nmotto, 1, yes, charter=yes, yes, oui\nmotto, 1, no, charter=no, no, non\n"
    with pytest.raises(DataError, match="this key stands twice"):
        small(type_questions="question_id, role, studies, label_en, label_fr, reason_en, reason_fr\nmotto, active, latest, A, B, C, D\n", type_categories=twice)

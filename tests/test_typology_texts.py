"""The kinds of poles of both studies beside computed types, and what becomes of types when something is changed."""

import pytest
from sampled import real

from ptce_helpers import pole_types, type_stability, typology_texts
from ptce_helpers.evidence import bare


@pytest.fixture(scope="module")
def found(raw):
    return pole_types.of(real(raw), 3)


@pytest.fixture(scope="module")
def made(found):
    return type_stability.of(found, 100, 1)


def of(found, study, question):
    return next(one for one in typology_texts.of_study(found, study) if one.question.name == question)


def test_the_typology_of_2014_is_asked_paragraph_by_paragraph(found):
    assert sorted(one.question.part for one in typology_texts.of_study(found, "labo2014")) == list("abcdefghijk")
    assert [one.question.name for one in typology_texts.of_study(found, "crida2015")] == ["territory_2015", "governance_2015", "accounting_2015"]


def test_the_poles_stand_under_the_kinds_that_the_text_names(found):
    territory = of(found, "labo2014", "territory_2014").given
    assert len(territory) == 12 and territory["domb_innov"] == "periurban"
    assert {case for case, kind in territory.items() if kind == "deindustrialised"} == {"pole_sud_aquitain", "pole_sud_archer", "culture_cooperation", "lille_metropole_solidaire"}
    assert of(found, "labo2014", "animation").given["lille_metropole_solidaire"] == "pole_staff", "by the study of 2014 alone"
    governance = of(found, "crida2015", "governance_2015").given
    assert {case for case, kind in governance.items() if kind == "delegated"} == {"pole_sud_aquitain", "domb_innov", "lille_metropole_solidaire", "resto_passerelle"}


def test_delegated_governance_agrees_as_well_as_it_can_but_on_the_same_lines(found):
    one = of(found, "crida2015", "governance_2015")
    assert one.comparison.n == 9 and one.comparison.index == pytest.approx(one.comparison.best)
    assert one.comparison.p == pytest.approx(one.comparison.smallest_p) == pytest.approx(1 / 126)
    assert len(one.shared) > 0, "animation was coded from the sentence on governance"


def test_the_table_says_what_is_circular(found):
    table = typology_texts.agreement(found, "labo2014").frame.set_index("question")
    assert table["made_types"].to_dict()["Common place"] == "yes" and table["made_types"].to_dict()["Territory (2014)"] == "no"
    assert table.loc["Territory (2014)", "same_lines"] == 0 and table.loc["Territory (2014)", "p_smallest"] == "0.0022"
    said = bare(typology_texts.counts(found, "labo2014"))
    assert said["n"] == 11 and said["best"].startswith("Territory (2014)") and "Common place" in said["circular"]


def test_kinds_by_type_add_up_and_name_the_silent(found):
    table = typology_texts.kinds(found, "crida2015").frame
    assert (table[["type_1", "type_2", "type_3"]].sum(axis=1) == table["poles"]).all()
    silent = table[(table["question"] == "Governance (2015)") & (table["pole_kind"] == "not said by this study")].iloc[0]
    assert (silent["poles"], silent["names"]) == (2, "InnoVales and La Serre")


def test_a_study_that_was_left_out_has_no_kinds(raw):
    alone = pole_types.of(real(raw, studies=("crida2015",)), 3)
    assert typology_texts.of_study(alone, "labo2014") == [] and typology_texts.kinds(alone, "labo2014").frame.empty
    assert typology_texts.counts(alone, "labo2014")["n"].value == 0 and typology_texts.counts(alone, "labo2014")["n"].refs


def test_no_type_survives_and_each_is_named_with_its_poles(found, made):
    said = bare(type_stability.counts(found, made))
    assert (said["n"], said["survive"], said["silences"], said["shown"], said["ways"]) == (3, "no type", 29, 100, "536,870,912")
    assert "type 2 (Domb’Innov, Éoliennes en Pays de Vilaine" in said["fall"]
    table = type_stability.by_change(found, made).frame
    carried = table[(table["type"] == 2) & (table["change"] == "one pole is left out")].iloc[0]
    assert (carried["analyses"], carried["recovered"], carried["broken_by"], carried["survives"]) == (18, 16, "De Fil en Réseaux and Pôle Sud Aquitain", "yes")


def test_the_same_seed_gives_the_same_analyses(found, made):
    again = type_stability.of(found, 100, 1)
    assert again.summary.equals(made.summary) and len(again.replicates) == 265


def test_silences_put_out_of_play_are_one_change_of_all_silences(found, made):
    """Ten poles hold the six of type 1 (Jaccard 6/10), five of six are left of type 2 (5/6), four of type 3 go to these ten (4/12)."""
    table = type_stability.by_change(found, made).frame
    rows = table[table["change"] == "the silences are put out of play"].set_index("type")
    assert rows["analyses"].tolist() == [1, 1, 1] and rows["survives"].tolist() == ["no", "yes", "no"]
    assert rows["jaccard"].tolist() == pytest.approx([6 / 10, 5 / 6, 4 / 12])
    assert "Culture & Coopération" in bare(type_stability.counts(found, made))["fall"]
    assert "type 1 (Culture & Coopération, De Fil en Réseaux, Éco-Domaine de Bouquetot, Fontaine O Livres, La Coursive Boutaric and Les Articulteurs), not found again when the silences are put out of play" in bare(type_stability.counts(found, made))["fall"]


def test_types_made_with_silences_out_of_play_do_not_survive_either(found):
    out = pole_types.out_of_play(found)
    again = type_stability.of(out, 50, 1)
    assert {one.kind for one in again.replicates} == set(type_stability.SMALL) - {"category"}, "without its silence every question has two answers"
    assert bare(type_stability.counts(out, again))["survive"] == "no type"


def test_cores_hold_only_poles_that_stay_together(found, made):
    shares = made.pairs()
    groups = type_stability._groups(shares, 0.8)
    assert groups and all(shares.loc[one, other] >= 0.8 for group in groups for one in group for other in group)
    assert ["pole_sud_aquitain", "pole_sud_archer"] in groups


def test_without_a_typology_nothing_is_made_again(raw):
    none = pole_types.of(real(raw, excluded=[case for case in raw.cases if case != "phares"]), 3)
    assert type_stability.of(none) is None and type_stability.by_change(none, None).frame.empty and type_stability.pairs(none, None).frame.empty
    assert "1 pole is left" in type_stability.counts(none, None)["why"].value and type_stability.cores(none, None)["n"].value == 0
    assert bare(typology_texts.counts(none, "crida2015"))["n"] == 0

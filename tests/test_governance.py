"""Governance: who belongs, which readings give the published count, what goes with a configuration, who leads and who animates."""

import re
from dataclasses import replace

import pytest

from ptce_helpers import animation, delegation, governance, leadership, legal_forms, matrix, meetings, profiles, statements, summaries
from ptce_helpers.bounds import Bounds
from ptce_helpers.cleaning import clean
from ptce_helpers.describe import STUDIES
from ptce_helpers.evidence import bare
from ptce_helpers.figures import plt
from ptce_helpers.labels import NBSP, Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

EN, FR = Labels("en"), Labels("fr")


@pytest.fixture(scope="module")
def whole(raw):
    return Sample(clean(raw), raw, EN)


def part(whole, *studies, without=()):
    """The sample with some studies only, and without some poles."""
    return Sample(narrow(whole.clean, list(without), list(studies or STUDIES)), whole.raw, whole.labels, whole.rules)


def only(whole, *kept):
    return part(whole, without=[case for case in whole.raw.cases if case not in kept])


@pytest.fixture
def made(small):
    """``made('''codings''')`` is a sample of drawn codings on the three poles of the small workbench (all of 2015, one also of 2014)."""

    def sample(codings, **tables):
        raw = small(codings=codings, **tables)
        return Sample(clean(raw), raw, EN)

    return sample


# --- profiles ------------------------------------------------------------------------------------------------------------------


def test_a_profile_says_what_a_text_says_and_keeps_its_doubts(made):
    sample = made("case_id, variable_id, value, qualifier, doubt\nla_serre, leader, founders, , unsure\nla_serre, leader, manager, , unsure\nphares, charter, yes, ,")
    table = profiles.of(sample, ["leader"])
    assert table.frame.to_dict("records") == [{"case": "La Serre", "study": "crida2015", "a label": "founders and manager", "doubt": "unsure"}]
    assert table.evidence.loc[0, ["a label", "doubt"]].tolist() == ["a1 a2", "a1 a2"]
    assert len(profiles.of(sample, ["leader"], all_poles=True).frame) == 4


def test_other_kinds_of_missing_stand_in_words(whole):
    cell = profiles.in_words(whole, "phares", "crida2015", "own_legal_entity")
    assert cell.value == "the text contradicts itself" and cell.refs == ("aC.phares.067", "aC.phares.070")
    assert profiles.in_words(whole, "la_serre", "crida2015", "pact").value is None
    assert profiles.in_words(whole, "la_serre", "crida2015", "pact").refs


def test_things_with_names_of_their_own_are_told_apart_by_semicolons(whole):
    said = profiles.in_words(whole, "paris_mix", "labo2014", "body_size").value
    assert "; " in said and " and " not in said.replace("departments on", "")
    assert profiles.in_words(whole, "paris_mix", "labo2014", "body").value == "Steering committee, Board, General assembly and Bureau"


# --- statements -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "value", "low", "high", "stated", "verdict"),
    [
        ("count", "5", 5, 5, 5, "fits"),
        ("count", "5", 5, 8, 5, "stated"),
        ("count", "5", 3, 8, 3, "possible"),
        ("count", "5", 6, 8, 6, "contradicted"),
        ("all", "", 11, 11, 11, "fits"),
        ("all", "", 2, 8, 2, "contradicted"),
        ("none", "", 0, 3, 0, "stated"),
        ("majority", "", 6, 9, 6, "fits"),
        ("majority", "", 5, 5, 5, "contradicted"),
        ("minority", "", 0, 5, 0, "fits"),
        ("minority", "", 6, 6, 6, "contradicted"),
        ("some", "", 0, 4, 0, "possible"),
        ("some", "3", 2, 2, 2, "contradicted"),
    ],
)
def test_a_statement_is_held_against_every_way_the_silent_poles_could_be(statistic, value, low, high, stated, verdict):
    assert statements.verdict({"statistic": statistic, "value": value}, Bounds(low, high), stated, 11) == verdict


def test_most_of_an_even_number_is_more_than_half():
    assert statements.allowed({"statistic": "majority", "value": ""}, 12) == (7, 12)
    assert statements.allowed({"statistic": "minority", "value": ""}, 12) == (0, 5)


def test_statements_stand_beside_the_poles_own_pages(whole):
    table = statements.beside(whole, ["charter", "charter_from_origin", "legal_form_pole"]).frame.set_index(["study", "variable", "said"])
    charter = table.loc[("crida2015", "Charter", "5")]
    assert (charter["count"], charter["count_high"], charter["holds"]) == (5, 11, "holds of what is stated")
    origin = table.loc[("labo2014", "Charter from the origin", "4")]
    assert (origin["count"], origin["holds"]) == (1, "holds only if silent poles are placed so")
    associations = table.loc[("labo2014", "Legal form of the pole", "8")]
    assert (associations["count"], associations["count_high"], associations["holds"]) == (6, 7, "contradicted")


def test_a_statement_on_all_poles_is_not_held_against_fewer(whole):
    assert statements.beside(part(whole, without=["la_serre"]), ["charter"]).frame["study"].unique().tolist() == ["labo2014"]
    assert statements.beside(only(whole, "la_serre"), governance.INSTITUTIONS).frame.empty


def test_what_is_said_twice_is_one_row_and_what_the_coder_derived_is_none(whole):
    table = statements.beside(whole, ["renewal_issue", "own_legal_entity"])
    renewal = table.frame["variable"] == "Personalisation or succession an issue"
    assert renewal.sum() == 1 and table.evidence.loc[renewal, "said"].item() == "sL.092 sL.117"
    assert "sL.108" not in " ".join(table.evidence["said"])


def test_a_pole_that_has_another_of_several_codes_may_have_this_one_too(whole):
    assert statements.possible(whole, "authorities_in_governance", "labo2014", "partner") == Bounds(9, 12)
    assert statements.possible(whole, "legal_form_pole", "labo2014", "association") == Bounds(6, 7)


def test_leaving_out_the_silent_poles_changes_no_statement_on_all_poles(whole):
    dropped = replace(whole, rules=Rules(missing="drop"))
    assert statements.beside(dropped, ["charter"]).frame.equals(statements.beside(whole, ["charter"]).frame)


# --- legal forms ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "carrier", "apart", "by_association", "by_carrier", "steered"),
    [
        ("association", "", "association", "association", "association", "association"),
        ("carried", "association", "no_form", "association", "association", "association"),
        ("carried", "sas", "no_form", "no_form", "other", "other"),
        ("carried", "", "no_form", "unknown", "unknown", "unknown"),
        ("informal", "association", "no_form", "no_form", "no_form", "association"),
        ("scic", "", "other", "other", "other", "other"),
        ("", "association", "unknown", "unknown", "unknown", "unknown"),
    ],
)
def test_where_a_pole_counts_depends_on_the_reading(form, carrier, apart, by_association, by_carrier, steered):
    assert [legal_forms.category(form, carrier, reading) for reading in legal_forms.READINGS] == [apart, by_association, by_carrier, steered]


def test_one_reading_reproduces_eight_three_and_one(whole):
    counts = {reading: {name: len(found) for name, found in legal_forms.sorted_poles(whole, reading).items()} for reading in legal_forms.READINGS}
    assert counts["apart"] == {"association": 6, "no_form": 4, "ues": 1, "other": 0, "unknown": 1}
    assert counts["by_association"] == {"association": 8, "no_form": 2, "ues": 1, "other": 0, "unknown": 1}
    assert counts["steered"] == {"association": 9, "no_form": 0, "ues": 1, "other": 1, "unknown": 1}
    assert {name: number for name, (number, _) in legal_forms.published(whole).items()} == {"association": 8, "no_form": 3, "ues": 1}
    assert [legal_forms.reproduces(whole, reading) for reading in legal_forms.READINGS] == [False, True, False, False]
    assert "La Coursive Boutaric" in EN.text("say_readings", **bare(legal_forms.told(whole)))


def test_a_count_with_more_poles_to_place_than_are_silent_is_not_reproduced(whole, monkeypatch):
    monkeypatch.setattr(legal_forms, "published", lambda sample: {"association": (9, "s1"), "no_form": (3, "s2"), "ues": (1, "s3")})
    assert not legal_forms.reproduces(whole, "by_association")


def test_the_count_of_twelve_is_not_held_against_fewer(whole):
    fewer = part(whole, without=["paris_mix"])
    assert legal_forms.published(fewer) == {} and legal_forms.sentence(fewer) == "say_readings_left_out" and legal_forms.sentence(whole) == "say_readings"
    assert legal_forms.readings(fewer).frame["published"].isna().all()
    assert legal_forms.readings(part(whole, "crida2015")).frame.empty


# --- configurations ---------------------------------------------------------------------------------------------------------------


def test_configurations_are_those_that_the_footnotes_name(whole):
    told, clash = bare(delegation.told(whole)), bare(delegation.clash(whole))
    assert (told["direct"], told["delegated"], told["neither"], told["who"]) == (5, 4, 2, "InnoVales and La Serre")
    assert (clash["n"], clash["clashing"]) == (2, "Le Phares and Pays de Bray – Maison de l’économie solidaire")


def test_the_legal_form_of_delegated_poles_is_the_configuration_said_again(whole):
    assert bare(delegation.follows(whole)) == {"n": 4, "same": 4}
    assert not delegation.same_lines(whole, "pole_sud_aquitain", "steering_committee")


def test_crossed_names_the_poles_and_counts_what_was_inferred(whole):
    table = delegation.crossed(whole, ["own_legal_entity", "steering_committee"]).frame.set_index(["variable", "code", "configuration"])
    own = table.loc[("Own legal entity", "No", "Delegated to a founding body")]
    assert (own["count"], own["of_configuration"], own["derived"]) == (4, 4, 4)
    assert table.loc[("Own legal entity", "the text contradicts itself", "Direct: board and bureau"), "which"] == "Le Phares"
    assert table.loc[("Steering committee", "Yes", "Delegated to a founding body"), "count"] == 3
    sums = table.groupby(["variable", "configuration"])["count"].sum()
    assert set(sums.xs("Direct: board and bureau", level="configuration")) == {5}


def test_without_the_study_of_2015_there_are_no_configurations(whole):
    older = part(whole, "labo2014")
    assert bare(delegation.told(older))["n"] == 0 and delegation.poles(older).frame.empty and delegation.crossed(older).frame.empty


# --- meetings ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "kind"), [("board of EPV", "body"), ("general assembly", "body"), ("meeting for urgent decisions", "body"), ("network drinks", "convivial"),
                                            ("festival Economie du Troisième Type", "convivial"), ("thematic working groups", "work"), ("cooperation day", "work")])
def test_what_meets_is_sorted_by_its_name(item, kind):
    assert meetings.Meeting("x", "labo2014", item, None).kind == kind


def test_rhythms_are_said_in_words(whole):
    assert [meetings.rhythm(whole, times) for times in (12.0, 8.7, 6.0, 5.0)] == ["monthly", "every six weeks", "every two months", "5 times a year"]
    assert set(meetings.TICKS) < set(meetings.RHYTHMS)


def test_bodies_have_a_rhythm_in_few_texts_and_convivial_occasions_come_as_often(whole):
    told = bare(meetings.told(whole))
    assert (told["body"], told["poles"], told["convivial"], told["work"]) == (10, 5, 8, 4)
    assert (told["middle_body"], told["middle_convivial"]) == ("6", "12")
    without = bare(meetings.told(replace(whole, rules=Rules(about="missing"))))
    assert (without["body"], without["n"]) == (told["body"] - 2, told["n"] - 2)


def test_meetings_counted_over_one_year_have_no_rhythm(whole):
    held = meetings.listed(whole).frame.query("kind == 'Counted over one year'")
    assert sorted(held["figure"]) == [f"114{NBSP}meetings (2011)", f"60{NBSP}meetings (2011)"] and held["times"].isna().all()


def test_a_figure_of_meetings_without_any_says_so(whole):
    figure = meetings.draw(only(whole, "phares"))
    assert [text.get_text() for text in figure.axes[0].texts] == [EN.text("figure_nothing")]
    plt.close(figure)


def test_every_mark_of_the_figure_has_its_row(whole):
    figure = meetings.draw(whole)
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len([name for name in names if name]) == 22 and names.count("") == 3
    plt.close(figure)


# --- leaders ----------------------------------------------------------------------------------------------------------------------------


def test_gender_is_that_of_those_interviewed_and_says_nothing_of_leaders(whole):
    told = bare(leadership.gender(whole))
    assert (told["n"], told["men"], told["women"], told["coordinators"], told["shown"]) == (12, 10, 2, 2, 8)
    assert bare(leadership.gender(part(whole, "crida2015")))["n"] == 0


def test_only_terms_and_years_in_an_office_are_terms(whole):
    assert [row["item"] for row in leadership.offices(whole, "eco_domaine_bouquetot", "labo2014")] == []
    assert sorted(row["item"] for row in leadership.offices(whole, "fontaine_o_livres", "labo2014")) == ["director in post", "members of the bureau"]


def test_the_time_of_leaders_is_published_for_poles_together_only(whole):
    assert bare(leadership.time_share(whole)) == {"n": 11, "low": 25, "high": 40, "stated": 0}
    assert bare(leadership.time_share(part(whole, "labo2014")))["n"] == 0


# --- animation ----------------------------------------------------------------------------------------------------------------------------


def test_published_posts_stand_beside_the_poles_own(whole):
    table = animation.against(whole).frame.set_index(["variable", "study"])
    posts, ftes = table.loc[("Animation posts", "labo2014")], table.loc[("Staff of the pole in full-time equivalents", "labo2014")]
    assert (posts["answered"], posts["within"], posts["above"], posts["published_low"], posts["published_high"]) == (8, 7, 1, 1, 2)
    assert (ftes["answered"], ftes["within"], ftes["within_low"], ftes["above"]) == (4, 1, 0, 3)
    assert table.loc[("Animation posts", "crida2015"), "answered"] == 0
    assert animation.against(part(whole, "labo2014")).frame.empty


def test_what_is_only_about_so_much_or_silent_may_be_left_out(whole):
    ftes = ("Staff of the pole in full-time equivalents", "labo2014")
    missing, drop = (animation.against(replace(whole, rules=rules)).frame.set_index(["variable", "study"]).loc[ftes] for rules in (Rules(about="missing"), Rules(missing="drop")))
    assert (missing["answered"], drop["within_high"]) == (3, 1)
    assert len(animation.figures_of(replace(whole, rules=Rules(about="missing")))) == len(animation.figures_of(whole)) - 1


def test_larger_poles_do_not_have_more_posts(whole):
    assert bare(animation.pairs(whole, "members_total")) == {"n": 17, "poles": 8, "agree": 9, "differ": 8, "ties": 11}


def test_who_animates_is_told_by_kind(whole):
    assert bare(animation.who(whole)) == {"n": 20, "pairs": 23, "staff": 19, "heads": 4, "collective": 4, "alone": 1}
    assert bare(animation.sheets(whole)) == {"n": 12, "stated": 8, "few": 7, "others": 1}


# --- the whole ------------------------------------------------------------------------------------------------------------------------------


def test_sentences_count_what_the_texts_say(whole):
    assert bare(governance.rules(whole)) == {"n": 23, "charter": 9, "planned": 2, "origin": 1, "rules": 5, "pact": 1}
    told = bare(governance.participants(whole))
    assert told["seated"] + told["only"] + told["silent"] == told["n"] == 23
    assert bare(governance.criteria(whole)) | {"which": ""} == {"n": 18, "pairs": 23, "several": 13, "kinds": 10, "most": 12, "which": ""}
    assert bare(governance.challenged(whole))["formalisation"] == 7


def test_circles_stand_from_the_inside_to_the_outside(whole):
    table = governance.circles(whole).frame.set_index(["case", "study"])
    said = table.loc[("Pôle Sud Archer", "labo2014"), "Circle in our words"]
    assert [said.index(f"{rank}: ") for rank in governance.ORDER] == sorted(said.index(f"{rank}: ") for rank in governance.ORDER)
    assert table.loc[("Le Périscope", "crida2015"), "seat"]


@pytest.mark.parametrize("choice", [{}, {"studies": ["labo2014"]}, {"studies": ["crida2015"]}, {"kept": ["la_serre"]}, {"kept": []}])
@pytest.mark.parametrize("lang", [EN, FR], ids=["en", "fr"])
def test_nothing_stands_without_evidence_and_every_sentence_can_be_said(whole, choice, lang):
    sample = only(whole, *choice["kept"]) if "kept" in choice else part(whole, *choice.get("studies", ()))
    sample = replace(sample, labels=lang)
    tables = [statements.beside(sample, governance.INSTITUTIONS), legal_forms.readings(sample), delegation.poles(sample), delegation.crossed(sample), meetings.listed(sample),
              leadership.poles(sample), leadership.interviewed(sample), animation.against(sample), animation.growth(sample), governance.circles(sample), profiles.of(sample, animation.TEAM)]
    for table in tables:
        assert not ((table.evidence == "") & table.frame.notna().to_numpy()).any(axis=None)
    said = {"say_criteria": bare(governance.criteria(sample)), "say_configurations": bare(delegation.told(sample)), "say_follows": bare(delegation.follows(sample)),
            "say_readings": bare(legal_forms.told(sample)), "say_rules": bare(governance.rules(sample)), "say_meetings": bare(meetings.told(sample)), "say_participants": bare(governance.participants(sample)),
            "say_gender": bare(leadership.gender(sample)), "say_time_share": bare(leadership.time_share(sample)), "say_who": bare(animation.who(sample)), "say_team": bare(animation.told(sample)),
            "say_sheets": bare(animation.sheets(sample)), "say_growth": bare(animation.pairs(sample, "members_total")), "say_challenges": bare(governance.challenged(sample))}
    for key, values in said.items():
        text = lang.text(key, **values)
        assert not re.search(r"\bnan\b", text) and "()" not in text and "  " not in text


@pytest.mark.parametrize(
    ("rules", "changed"),
    [(Rules(about="missing"), {"meetings", "against", "ftes"}), (Rules(missing="drop"), {"against", "ftes", "law"}), (Rules(alpha=0.3), {"law"})],
    ids=["about", "missing", "alpha"],
)
def test_each_rule_changes_what_rests_on_it_and_nothing_else(whole, rules, changed):
    def made(sample):
        return {"meetings": meetings.listed(sample), "against": animation.against(sample), "ftes": summaries.numbers(sample, ["ftes_pole"]), "law": summaries.shares(sample, ["legal_form_pole"]),
                "readings": legal_forms.readings(sample), "crossed": delegation.crossed(sample), "leaders": leadership.poles(sample), "traits": matrix.of(sample, governance.traits()),
                "statements": statements.beside(sample, governance.INSTITUTIONS)}

    before, after = made(whole), made(replace(whole, rules=rules))
    assert {name for name in before if not before[name].frame.equals(after[name].frame)} == changed

"""The comparisons of the poles: groups counted by hand, one comparison enumerated, and true sentences whatever is left out."""

import math
import re
from dataclasses import replace
from itertools import combinations

import pytest
from sampled import real

from ptce_helpers import comparison_counts, comparison_figures, comparison_tables, comparison_words, group_comparisons, silent_poles, splits
from ptce_helpers.completions import Completions
from ptce_helpers.questions import questions
from ptce_helpers.schemas import FAMILIES

SETTINGS = ({"studies": ("labo2014",)}, {"studies": ("crida2015",)}, {"missing": "drop"}, {"about": "missing"}, {"lang": "fr"}, {"only": ("phares",)}, {"only": ()})


def sample_of(raw, only=None, **given):
    excluded = () if only is None else [case for case in raw.cases if case not in only]
    return real(raw, excluded=excluded, **given)


@pytest.fixture(scope="module")
def sample(raw):
    return sample_of(raw)


@pytest.fixture(scope="module")
def found(sample):
    """All comparisons; the spans over completions, which take long, are asked for one by one."""
    return {one.id: one for one in group_comparisons.of(sample, intervals=False)}


def split_of(sample, name):
    return splits.split(sample, next(q for q in questions(sample.raw, sample.labels) if q.comparison_id == name))


# --- who is in which group ------------------------------------------------------------------------------------------------


def test_poles_stand_in_their_groups_with_the_numbers_of_the_texts(sample):
    turnover = split_of(sample, "g.turnover.territory")
    rural, towns = turnover.numbers().values()
    assert rural.to_dict() == {"de_fil_en_reseaux": 3e6, "domb_innov": 9e6, "eco_domaine_bouquetot": 250_000, "articulteurs": 5e6}
    assert sorted(towns) == [4e6, 1e7, 1.35e7, 2.1e7, 2.2e7]
    assert {pole.case_id for pole in turnover.silent} == {"eoliennes_pays_vilaine", "coursive_boutaric", "pole_sud_archer"} and not turnover.outside
    assert [pole.case_id for pole in turnover.known if pole.inexact] == ["de_fil_en_reseaux"], "more than three million"


def test_a_pole_of_both_studies_counts_once_by_the_study_that_says_something(sample):
    seats = split_of(sample, "g.entity.configuration")
    assert len({pole.case_id for pole in seats.poles}) == len(seats.poles) == 11
    assert seats.table().to_numpy().tolist() == [[4, 0], [0, 4]]
    assert [pole.case_id for pole in seats.silent] == ["innovales", "la_serre", "phares"], "Le Phares: the texts contradict each other on its legal body"


def test_what_a_list_does_not_name_counts_as_no_only_where_that_is_declared(sample):
    culture = split_of(sample, "g.members.culture")
    without = {pole.case_id for pole in culture.poles if pole.group == 1}
    assert {"eco_domaine_bouquetot", "eoliennes_pays_vilaine", "pole_sud_aquitain"} <= without
    assert {pole.case_id for pole in culture.poles if pole.group is None} == {"periscope", "phares"}, "no sector of theirs is named at all"
    place = split_of(sample, "g.self_financing.place")
    assert {pole.case_id for pole in place.poles if pole.group is None} == {"articulteurs", "culture_cooperation", "de_fil_en_reseaux", "resto_passerelle"}


def test_silent_poles_are_left_out_where_the_parameters_say_so(raw):
    assert not any(one.split.silent for one in group_comparisons.of(sample_of(raw, missing="drop"), intervals=False))


# --- one comparison by hand -----------------------------------------------------------------------------------------------


def test_the_turnover_by_territory_is_what_enumeration_gives(found):
    one = found["g.turnover.territory"]
    ranks = [1, 2, 4, 5]  # of the four rural and periurban poles among nine, without ties
    sums = [sum(some) for some in combinations(range(1, 10), 4)]
    extreme = sum(abs(total - 20) >= abs(sum(ranks) - 20) for total in sums)
    assert (extreme, len(sums)) == (8, 126) and one.p == pytest.approx(8 / 126)
    assert one.p_floor == pytest.approx(2 / 126) and one.effect.value == pytest.approx((2 * (12 - 10) - 20) / 20) and one.sign == -1


def test_legal_body_by_governance_is_the_clearest_split_there_can_be(found):
    one = found["g.entity.configuration"]
    assert one.p == one.p_floor == pytest.approx(2 / math.comb(8, 4)) and one.effect.value == 1 and one.shown
    assert 0 < one.effect.low < 1, "eight poles leave room even where no pair contradicts"


def test_correction_takes_the_p_of_the_family_that_can_be_shown(found):
    family = [one for one in found.values() if one.family == "jobs"]
    assert [one.shown for one in family] == [False, True, True]
    assert found["g.turnover.territory"].corrected["holm"] == pytest.approx(2 * 8 / 126), "two tests, of which it is the smaller"
    assert math.isnan(found["g.jobs.insertion"].corrected["holm"])


@pytest.mark.parametrize(("name", "reason"), [("g.self_financing.entity", "floor"), ("g.fragility.entity", "all_equal"), ("g.budget.laureate", "group_empty"), ("g.charter.entity", "floor")])
def test_what_can_not_be_shown_says_why_and_has_no_p(found, sample, name, reason):
    one = found[name]
    assert one.reason == reason and not one.shown and math.isnan(one.corrected["p"]) and one.applicable == (reason == "floor")
    row = comparison_tables.answers([one], sample).frame.iloc[0]
    assert not re.fullmatch(r"[\d.]+", row["p_exact"]) and row["p_holm"] is None


def test_a_floor_below_a_larger_alpha_is_shown(sample):
    result, _ = group_comparisons.test(split_of(sample, "g.self_financing.entity"), alpha=0.2)
    assert result.p_shown and result.card.floor == pytest.approx(2 / 15)


def test_the_floor_and_the_smallest_effect_stand_on_the_card(found, sample):
    card = comparison_tables.cards([found["g.turnover.territory"], found["g.self_financing.entity"]], sample).frame
    assert card["sizes_known"].tolist() == ["4 / 5", "4 / 2"] and card["splits"].tolist() == [126, 15]
    assert card["p_floor"].tolist() == ["0.016", "0.133"] and card["detectable"].iloc[0] == "δ 0.80"


def test_two_results_are_measured_by_the_same_effect_on_the_card_and_in_the_answer(found, sample):
    place = found["g.place.territory"]
    card = comparison_tables.cards([place], sample).frame.iloc[0]
    assert card["detectable"] == "δ 0.67" and place.effect.value == pytest.approx(-2 / 3) and place.p == place.p_floor == pytest.approx(math.comb(7, 1) / 84)


def test_differences_stand_in_the_units_of_the_texts(found, sample):
    asked = ("g.genesis.territory", "g.jobs.insertion", "g.research.entity", "g.entity.configuration", "g.members.territory")
    frame = comparison_tables.own_units([found[name] for name in asked], sample).frame
    assert frame["measured"].tolist() == ["difference of medians, Year of origin", "difference of medians, Jobs in the member organisations",
                                          "odds ratio of “founding or lasting link”", "odds ratio of “legal body of its own”"], "three groups have no direction"
    assert frame["in_unit"].tolist() == ["−9", "−100", "16.60", "∞"]
    assert frame["in_unit_interval"].tolist() == ["shift: −20 to 4", "none: 60% sure at most", "1.12 to 690.21", "2.00 to ∞"], "of 28 differences of years the fifth from either end"


def test_a_sampled_p_is_said_with_its_error(found, sample):
    one = found["g.turnover.territory"]
    result = replace(one.result, card=replace(one.result.card, exact=False), p_low=0.05, p_high=0.078)
    sampled = replace(one, result=result)
    assert comparison_words.verdict(sampled, sample.labels) == "0.063 (sampled: 0.050 to 0.078)" and comparison_words.verdict(one, sample.labels) == "0.063"
    assert comparison_words.headline(sampled, sample.labels).startswith("p = 0.063 (sampled: 0.050 to 0.078) (")
    assert comparison_counts.example([sampled], sample)["n"].value == 0, "only what was counted is counted out"


def test_confidence_is_said_with_its_digits(sample):
    strict = [group_comparisons._compared(split_of(sample, "g.turnover.territory"), 0.001, 0, 100, False)]
    assert comparison_counts.forest(strict, sample)["confidence"].value == "99.9%"


# --- silence and who carries ----------------------------------------------------------------------------------------------


def test_one_silent_pole_is_tried_everywhere(sample, found):
    span = silent_poles.completions(split_of(sample, "g.genesis.territory"))
    assert span.exact and span.low == pytest.approx(0.1636, abs=1e-4) and span.high == pytest.approx(0.4869, abs=1e-4)
    assert span.low < found["g.genesis.territory"].p < span.high


def test_two_silent_poles_make_three_tables(sample):
    accounts = split_of(sample, "g.accounts.configuration")
    assert [pole.case_id for pole in accounts.silent] == ["innovales", "la_serre"] and all(pole.result == 2 for pole in accounts.silent)
    assert silent_poles.completions(accounts).looked_at == 3, "both direct, one of them, none"


@pytest.fixture(scope="module")
def carried(sample):
    """Two comparisons with each pole left out."""
    def one(name):
        return group_comparisons._compared(split_of(sample, name), 0.1, 0, 100, True)

    return {name: one(name) for name in ("g.genesis.territory", "g.place.territory")}


def test_poles_that_carry_an_answer_are_named(carried):
    genesis, place = carried["g.genesis.territory"], carried["g.place.territory"]
    assert genesis.carriers == ("culture_cooperation",) and min(one.p for one in genesis.without) <= 0.1 < genesis.p
    assert len(genesis.without) == 11 and genesis.p_span == pytest.approx((0.0917, 0.5833), abs=1e-3)
    assert "eco_domaine_bouquetot" not in place.carriers and len(place.carriers) == 8, "the one rural pole with a place weakens the split"


def test_a_direction_that_turns_names_the_poles(sample):
    one = group_comparisons._compared(split_of(sample, "g.jobs.territory"), 0.1, 0, 100, False)
    assert one.sign == -1 and one.turns == ()
    signs = {case: group_comparisons._without(one.split, case, 0.1, 0).effect for case in ("lille_metropole_solidaire", "domb_innov")}
    assert signs["lille_metropole_solidaire"] >= 0 > signs["domb_innov"]


# --- whatever is left out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_everything_can_be_said_and_drawn_whatever_is_left_out(raw, setting):
    sample = sample_of(raw, **setting)
    found = group_comparisons.of(sample, intervals=False)
    assert len(found) == 30 and all(one.p_floor <= 0.1 for one in found if one.shown)
    told = [comparison_tables.cards, comparison_tables.answers, comparison_tables.carriers, comparison_tables.silences, comparison_tables.declared, comparison_tables.own_units]
    for table in told:
        made = table(found, sample)
        assert made.frame.shape == made.evidence.shape
        assert not (made.evidence.eq("") & made.frame.notna()).any(axis=None), "a value without evidence"
    for key, values in sentences(found, sample):
        said = sample.labels.text(key, **{name: one.value for name, one in values.items()})
        assert all(one.refs for one in values.values()) and not re.search(r"\bnan\b|\bNone\b(?! of)", said), said


def sentences(found, sample):
    yield "say_asked", comparison_counts.asked(found, sample)
    yield "say_example", comparison_counts.example(found, sample)
    yield "say_forest", comparison_counts.forest(found, sample)
    yield "say_corrected", comparison_counts.corrected(found, sample)
    yield "say_silences", comparison_counts.completed(found, sample)
    yield "say_carried", comparison_counts.carried(found, sample)
    for name in FAMILIES:
        yield f"say_compared_{name}", comparison_counts.family(found, sample, name)


def test_with_nothing_left_the_sentences_say_so(raw):
    sample = sample_of(raw, only=())
    found = group_comparisons.of(sample)
    said = {key: sample.labels.text(key, **{name: one.value for name, one in values.items()}) for key, values in sentences(found, sample)}
    assert "A p can be shown for 0; for 0 the groups" in said["say_asked"] and "30 do not apply" in said["say_asked"]
    assert said["say_corrected"].startswith("No p is shown") and said["say_carried"].startswith("No p is shown")
    assert said["say_compared_size"] == "On age and size no p can be shown: of 6 comparisons, 0 need more poles and 6 do not apply."


def test_the_sentence_of_a_family_names_its_least_usual_split(sample, found):
    told = comparison_counts.family(list(found.values()), sample, "jobs")
    assert "“Turnover of the members by territory”: p = 0.063 over 126 arrangements, 0.127 after Holm’s correction" in told["told"].value
    quiet = comparison_counts.family(list(found.values()), sample, "staff")["told"].value
    assert quiet.startswith(" None of these splits is unusual: the smallest p is 1.000")


def test_years_are_later_and_not_more(found, sample):
    assert comparison_words.more_in(found["g.genesis.territory"], sample) == "other territories (later)"


def test_effects_on_one_side_of_zero_and_small_p_are_counted_by_hand(sample, found):
    told = comparison_counts.forest(list(found.values()), sample)
    assert (told["n"].value, told["clear"].value) == (23, 3) and told["told"].value == (
        " These are: Turnover of the members by territory; Legal body by governance; Link with research by legal body.")
    corrected = comparison_counts.corrected(list(found.values()), sample)
    assert [corrected[name].value for name in ("n", "small", "holm", "bh", "chance")] == [16, 5, 0, 0, "1.6"]


def test_spans_are_sorted_by_the_side_of_alpha(sample, found):
    spans = [Completions(0.01, 0.1, True), Completions(0.11, 1, False), Completions(0.1, 0.11, True), Completions(0.2, 0.3, True)]
    some = [replace(found["g.turnover.territory"], completions=span) for span in spans]
    told = comparison_counts.completed(some, sample)
    assert [told[name].value for name in ("n", "sure", "never", "open")] == [4, 1, 2, 1], "a p of just alpha is small"
    assert told["told"].value == " (for 1 of these not every completion could be tried)"


def test_answers_that_hang_on_one_pole_are_counted(sample, carried):
    told = comparison_counts.carried(list(carried.values()), sample)
    assert [told[name].value for name in ("n", "small", "hang", "signed", "turned")] == [2, 1, 1, 2, 0], "of a p above alpha the pole that would lower it is no carrier of it"
    clear = replace(carried["g.place.territory"], without=tuple(replace(one, p=0.01) for one in carried["g.place.territory"].without))
    assert [comparison_counts.carried([clear], sample)[name].value for name in ("small", "hang")] == [1, 0]


# --- figures ----------------------------------------------------------------------------------------------------------------


def test_a_figure_names_every_pole_and_says_which_are_silent(sample, found):
    figure = comparison_figures.family([found["g.turnover.territory"]], sample)
    panel = figure.axes[0]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["Domb’Innov", "Les Articulteurs", "De Fil en Réseaux", "Éco-Domaine de Bouquetot", "Paris Mix",
                                                                        "Lille MétroPôle Solidaire", "Fontaine O Livres", "Pôle Sud Aquitain", "Culture & Coopération"]
    said = " ".join(text.get_text() for text in figure.texts)
    assert "p = 0.063 (smallest reachable 0.016)" in said and "3 poles left open by the texts: Éoliennes" in said


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_is_cut_off_at_the_edges(raw, lang):
    sample = sample_of(raw, lang=lang)
    found = group_comparisons.of(sample, intervals=False)
    for name in ("size", "governance"):
        figure = comparison_figures.family(group_comparisons.by_family(found)[name], sample)
        figure.canvas.draw()
        edge = figure.get_window_extent()
        words = [*figure.texts, *(text for axes in figure.axes for text in (*axes.texts, *axes.get_yticklabels()))]
        boxes = [(text.get_text(), text.get_window_extent()) for text in words if text.get_text() and text.get_visible()]
        assert [said for said, box in boxes if box.x0 < edge.x0 - 1 or box.x1 > edge.x1 + 1 or box.y0 < edge.y0 - 1 or box.y1 > edge.y1 + 1] == []


def test_the_forest_holds_the_effects_with_a_direction(sample, found):
    axes = comparison_figures.forest(list(found.values()), sample).axes[0]
    assert len(axes.get_yticklabels()) == sum(one.signed for one in found.values()) == 23

"""Two studies of one pole: each rule on drawn codings, and the classes of the five poles with their passages in mind."""

from collections import Counter

import pytest

from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.snapshots import CLASSES, Snapshots, said_of
from ptce_helpers.study import narrow

VARIABLES = """
    variable_id,   theme,         scale,  unit,          several, silence, asked_of,  period
    accounting,    pole_economy,  category, ,            one,     no,      crida2015, date of the study
    budget,        pole_economy,  amount, EUR,           by_year, no,      both,      stated year
    charter,       cooperation_1, category, ,            one,     no,      both,      date of the study
    founded,       identity,      year,   ,              one,     no,      both,      trajectory
    leader,        governance,    multi,  ,              by_code, no,      both,      date of the study
    members_total, members,       count,  organisations, one,     no,      both,      date of the study
    motto,         identity,      text,   ,              one,     no,      both,      date of the study
    place,         cooperation_1, text,   ,              by_item, no,      both,      date of the study
    posts,         jobs,          count,  posts,         one,     no,      both,      date of the study
    users,         members,       count,  people,        by_item, no,      both,      date of the study
"""
CODES = """
    variable_id, code,     label_en,     label_fr
    accounting,  own,      own accounts, comptes propres
    accounting,  shared,   shared,       partagés
    charter,     yes,      yes,          oui
    charter,     planned,  planned,      prévue
    charter,     no,       no,           non
    charter,     other,    other,        autre
    leader,      founders, founders,     fondateurs
    leader,      manager,  manager,      gérant
    leader,      none,     none,         aucun
"""


@pytest.fixture
def two(small):
    """``two("members_total, 12, exact", "members_total, 14, exact")`` compares what the two studies say of Domb’Innov.

    Each line: variable_id, value, qualifier, item, as_of, upper, unit, status (from the right, all may be left out).
    """

    def made(first, second, about="rounded", **tables):
        head = "case_id, source_id, variable_id, value, qualifier, item, as_of, upper, unit, status\n"
        lines = [f"domb_innov, {study}, {line}" for study, lines in (("labo2014", first), ("crida2015", second)) for line in lines.split("\n") if line]
        body = "\n".join(line if line.count(",") == 9 else line + "," * (8 - line.count(",")) + ", stated" for line in lines)
        raw = small(variables=VARIABLES, codes=CODES, codings=head + body + "\n", **tables)
        return Snapshots(Sample(clean(raw), raw, Labels("en"), Rules(about)))

    return made


def verdict(snapshots, variable):
    one = snapshots.compare("domb_innov", variable)
    return (one.verdict, one.pairs[0].direction) if one.pairs else (one.verdict, one.key)


# --- the rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("12, exact", "12, exact", ("same", "")),
    ("12, exact", "14, exact", ("changed", "up")),
    ("14, exact", "12, exact", ("changed", "down")),
    ("20, about", "22, exact", ("same", "")),
    ("20, about", "26, exact", ("changed", "up")),
    ("10, at_least", "14, exact", ("same", "")),
    ("10, at_least", "9, exact", ("changed", "down")),
    ("10, at_most", "11, exact", ("changed", "up")),
    ("6, range, , , 9", "9, exact", ("same", "")),
    ("6, range, , , 9", "10, about", ("same", "")),
])  # fmt: skip
def test_two_figures_say_the_same_when_their_intervals_meet(two, first, second, expected):
    assert verdict(two(f"members_total, {first}", f"members_total, {second}"), "members_total") == expected


def test_what_about_means_is_a_parameter(two):
    lines = "members_total, 20, about", "members_total, 22, exact"
    assert verdict(two(*lines, about="exact"), "members_total") == ("changed", "up")
    assert verdict(two(*lines, about="missing"), "members_total") == ("not_comparable", "why_about")


def test_what_cannot_change_is_told_differently(two):
    assert verdict(two("founded, 2005, exact", "founded, 2006, exact"), "founded") == ("told", "up")
    assert verdict(two("founded, 2000, about", "founded, 2006, exact"), "founded") == ("same", ""), "a decade is coded as its first year"
    assert verdict(two("founded, 2000, about", "founded, 2010, exact"), "founded") == ("told", "up"), "and not half a millennium"
    assert verdict(two("founded, 2000, about", "founded, 1994, exact"), "founded") == ("told", "down")
    assert verdict(two("founded, 2003, about", "founded, 2006, exact"), "founded") == ("told", "up")


def test_figures_of_the_same_year_are_told_differently_even_if_the_fact_can_change(two):
    snapshots = two("budget, 100, exact, , 2012\nbudget, 150, exact, , 2013", "budget, 120, exact, , 2012\nbudget, 200, exact, , 2014")
    assert verdict(snapshots, "budget") == ("told", "up") and snapshots.compare("domb_innov", "budget").key == "why_year"
    assert [said_of(row) for pair in snapshots.compare("domb_innov", "budget").pairs for row in (*pair.first, *pair.second)] == [2012, 2012]


def test_figures_of_different_years_are_set_side_by_side_as_each_study_has_them(two):
    snapshots = two("budget, 90, exact, , 2011\nbudget, 150, exact, , 2013", "budget, 200, exact, , 2014")
    pair, = snapshots.compare("domb_innov", "budget").pairs
    assert (pair.first[0]["value"], pair.second[0]["value"], pair.verdict) == ("150", "200", "changed")


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("yes", "yes", ("same", "")),
    ("planned", "yes", ("changed", "forward")),
    ("yes", "no", ("changed", "back")),
    ("yes", "other", ("changed", "other")),
])  # fmt: skip
def test_categories_go_forward_from_no_by_announced_to_yes(two, first, second, expected):
    assert verdict(two(f"charter, {first}", f"charter, {second}"), "charter") == expected


def test_a_decision_that_a_fact_cannot_change_turns_change_into_telling(two):
    decided = "variable_id, comparable, can_change, reason\ncharter, yes, no, judged\n"
    one = two("charter, planned", "charter, yes", comparability=decided).compare("domb_innov", "charter")
    assert (one.verdict, one.reason) == ("told", "judged") and "comparability.csv#charter/" in one.refs


def test_what_is_not_named_is_not_lost(two):
    assert verdict(two("leader, founders\nleader, manager", "leader, manager"), "leader") == ("lists", "")
    assert verdict(two("leader, founders", "leader, manager"), "leader") == ("lists", "")
    assert verdict(two("leader, manager\nleader, founders", "leader, founders\nleader, manager"), "leader") == ("same", "")


def test_a_list_that_says_none_differs_from_one_that_names_some(two):
    assert verdict(two("leader, none", "leader, manager"), "leader") == ("changed", "forward")
    assert verdict(two("leader, manager", "leader, none"), "leader") == ("changed", "back")


def test_spellings_of_a_name_are_one_name(two):
    lines = "motto, Val’Horizon", "motto, Val Horizon"
    assert verdict(two(*lines), "motto") == ("changed", "other")
    one = two(*lines, aliases="case_id, name, also\ndomb_innov, Val’Horizon, Val Horizon\n").compare("domb_innov", "motto")
    assert one.verdict == "same" and "n1" in one.refs


def test_items_are_compared_with_the_same_item_only(two):
    lines = "users, 10, exact, readers\nusers, 5, exact, guests", "users, 12, exact, readers\nusers, 7, exact, all"
    one = two(*lines).compare("domb_innov", "users")
    assert (one.verdict, [pair.item for pair in one.pairs]) == ("changed", ["readers"])
    also = two(*lines, aliases="case_id, variable_id, name, also\ndomb_innov, users, guests, all\n").compare("domb_innov", "users")
    assert [(pair.item, pair.verdict) for pair in also.pairs] == [("readers", "changed"), ("guests", "changed")]
    assert verdict(two("users, 10, exact, readers", "users, 10, exact, guests"), "users") == ("not_comparable", "why_items")


def test_of_several_items_the_worst_decides(two):
    first, second = "users, 10, exact, readers\nusers, 5, exact, guests", "users, 10, exact, readers\nusers, 7, exact, guests"
    assert verdict(two(first, second), "users") == ("changed", "") and two(first, second).compare("domb_innov", "users").pairs[1].direction == "up"
    both_2013 = "users, 10, exact, readers, 2013\nusers, 5, exact, guests", "users, 11, exact, readers, 2013\nusers, 7, exact, guests"
    assert verdict(two(*both_2013), "users") == ("told", "up")


def test_names_by_item_are_compared_by_name(two):
    assert verdict(two("place, Le Mixeur, , one\nplace, Le Fil, , two", "place, Le Mixeur, , a place"), "place") == ("same", "")
    assert verdict(two("place, Le Fil, , one", "place, Le Mixeur, , one"), "place") == ("not_comparable", "why_items")


def test_figures_in_different_units_are_not_compared(two):
    assert verdict(two("posts, 2, exact", "posts, 2, exact, , , , fte"), "posts") == ("not_comparable", "why_units")


def test_silence_on_one_side_or_both_is_no_difference(two):
    assert verdict(two("motto, a", "members_total, 3, exact"), "motto") == ("one_labo2014", "")
    assert verdict(two("motto, a", "members_total, 3, exact"), "members_total") == ("one_crida2015", "")
    assert verdict(two("motto, a", "members_total, 3, exact"), "charter") == ("silent", "")


@pytest.mark.parametrize("status", ["chart_only", "not_applicable"])
def test_a_value_that_is_missing_for_another_reason_than_silence_bars_the_comparison(two, status):
    assert verdict(two("members_total, 12, exact", f"members_total, , , , , , , {status}"), "members_total") == ("not_comparable", f"why_{status}")


def test_a_decision_bars_a_comparison_even_of_equal_figures(two):
    decided = "variable_id, comparable, reason\nmembers_total, no, circles\n"
    one = two("members_total, 12, exact", "members_total, 12, exact", comparability=decided).compare("domb_innov", "members_total")
    assert (one.verdict, one.reason, one.pairs) == ("not_comparable", "circles", ())


def test_only_poles_of_both_studies_and_variables_asked_of_both_are_compared(two):
    snapshots = two("motto, a", "motto, a")
    assert snapshots.poles == ["domb_innov"] and "accounting" not in snapshots.variables
    assert len(snapshots.comparisons) == len(snapshots.variables) == 9


# --- the five poles ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(raw):
    return Snapshots(Sample(clean(raw), raw, Labels("en"), Rules("rounded")))


def test_five_poles_are_in_both_studies_and_each_comparison_has_one_class(real):
    assert sorted(real.poles) == ["coursive_boutaric", "culture_cooperation", "domb_innov", "lille_metropole_solidaire", "pole_sud_aquitain"]
    assert len(real.comparisons) == len(real.poles) * len(real.variables)
    assert {one.verdict for one in real.comparisons} == set(CLASSES)


@pytest.mark.parametrize(("case", "variable", "expected"), [
    ("domb_innov", "carrier", "same"),  # Val’Horizon (2352), Val Horizon (966)
    ("pole_sud_aquitain", "carrier", "same"),  # the employment committee with its name in full (276) and short (966)
    ("lille_metropole_solidaire", "legal_form_pole", "told"),  # a company (1313), carried by it (966)
    ("lille_metropole_solidaire", "members_in_place", "changed"),  # seven in 2013 (1265), ten of twenty-two (661)
    ("lille_metropole_solidaire", "research_link", "changed"),  # studied (1351), doctoral students hired (374)
    ("domb_innov", "research_link", "told"),  # an agreement (2429), a research programme (383)
    ("pole_sud_aquitain", "charter", "changed"),  # being written (298), signed (912)
    ("pole_sud_aquitain", "governance_informal_said", "told"),  # (346), (943)
    ("pole_sud_aquitain", "place_opened_year", "same"),  # announced for 2014 (361), opened at the end of 2014 (662)
    ("pole_sud_aquitain", "enterprises_born_of_cooperation", "not_comparable"),  # about ten in the 2000s (210), at least seven members (828)
    ("domb_innov", "enterprises_born_of_cooperation", "same"),  # eight in a footnote (2319), eight (827)
    ("lille_metropole_solidaire", "levy_on_turnover", "not_comparable"),  # of the turnover generated (1340), of that of the company (838)
    ("coursive_boutaric", "members_second_circle", "not_comparable"),  # only in a picture (277)
    ("pole_sud_aquitain", "supporter_level", "lists"),
    ("domb_innov", "members_total", "not_comparable"),
    ("culture_cooperation", "genesis_year", "one_labo2014"),
])  # fmt: skip
def test_classes_of_the_real_poles(real, case, variable, expected):
    assert real.compare(case, variable).verdict == expected


def test_the_numbers_of_the_page(real):
    found = Counter(one.verdict for one in real.comparisons)
    assert (found["changed"], found["told"], found["lists"], found["same"]) == (3, 8, 35, 61)


def test_leaving_out_a_pole_changes_nothing_of_the_others(raw, real):
    fewer = Snapshots(Sample(narrow(clean(raw), ["domb_innov"], ["labo2014", "crida2015"]), raw, Labels("en"), Rules("rounded")))
    kept = {(one.case_id, one.variable_id): one for one in real.comparisons if one.case_id != "domb_innov"}
    assert {(one.case_id, one.variable_id): one for one in fewer.comparisons} == kept


def test_one_study_alone_leaves_nothing_to_compare(raw):
    alone = Snapshots(Sample(narrow(clean(raw), [], ["labo2014"]), raw, Labels("en")))
    assert alone.poles == [] and alone.comparisons == []


def test_abouts_as_missing_bar_comparisons_and_change_no_other(raw, real):
    strict = Snapshots(Sample(clean(raw), raw, Labels("en"), Rules("missing")))
    moved = {(a.verdict, b.verdict, b.key) for a, b in zip(real.comparisons, strict.comparisons, strict=True) if a.verdict != b.verdict}
    assert moved and {(after, key) for _, after, key in moved} == {("not_comparable", "why_about")}
    assert strict.compare("domb_innov", "enterprises_per_year").verdict == "not_comparable"  # about one a year (827)

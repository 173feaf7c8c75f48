"""Circles: bounds worked out by hand, the clash of passages, growth, and what a filled-in picture makes of them."""

import pandas as pd
import pytest

from ptce_helpers import bounds, chart_bounds, charts, circles, codings, first_circles, growth, members, social_share
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

EN, FR = Labels("en"), Labels("fr")
BOTH = ["labo2014", "crida2015"]
SIZES = {"coursive_boutaric": 6, "culture_cooperation": 8, "domb_innov": 16, "innovales": 12, "la_serre": 17, "lille_metropole_solidaire": 18,
         "pays_de_bray": 16, "periscope": 20, "phares": 16, "pole_sud_aquitain": 19, "resto_passerelle": 15}  # made up: 6 to 20, seven above 15


@pytest.fixture(scope="module")
def sample(of):
    return of()


@pytest.fixture
def filled(raw_copy):
    """``filled({(case, variable, item, year): value})``: the real data with values read off the pictures."""
    def fill(given):
        path = raw_copy / "chart_values.csv"
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        keys = list(zip(frame["case_id"], frame["variable_id"], frame["item"], frame["as_of"], strict=True))
        assert set(given) <= set(keys)
        frame["value"] = [str(given.get(key, "")) for key in keys]
        frame.to_csv(path, index=False, lineterminator="\n")
        raw = codings.load(raw_copy)
        return Sample(clean(raw), raw, EN)

    return fill


def first(sizes, year="2015"):
    return {(case, "members_first_circle", "", year): size for case, size in sizes.items()}


def ends(sample, reading, figure="sum"):
    frame = first_circles.bounded(sample).frame
    row = frame[frame["reading"] == EN.text(f"reading_{reading}")].iloc[0]
    return row[f"{figure}_low"], row[f"{figure}_high"]


# --- table 1 ---------------------------------------------------------------------------------------------------------


def test_what_the_text_says_of_first_circles(sample, of):
    told = bare(first_circles.summary(sample))  # lines 246-247
    assert told == {"n": 7, "poles": 11, "low": 6, "high": 20, "limit": 15, "above": 16, "rest": 4, "unknown": 10}
    assert bare(first_circles.summary(of(studies=["labo2014"]))) == {"n": 0}


def test_bounds_of_all_first_circles_by_hand(sample):
    assert ends(sample, "text") == (20 + 6 * 16 + 4 * 6, 7 * 20 + 6 + 3 * 15) == (140, 191)
    assert ends(sample, "text", "mean") == pytest.approx((140 / 11, 191 / 11))
    assert ends(sample, "text", "median") == (16, 20), "seven of eleven have more than fifteen, so the sixth does"


def test_the_passage_on_lille_is_read_both_ways(sample):
    assert ends(sample, "passage") == (22 + 20 + 5 * 16 + 4 * 6, 22 + 6 * 20 + 6 + 3 * 15) == (146, 193), "22 by lines 661-662, and the range of the others"
    assert "Lille MétroPôle Solidaire (22)" in bare(first_circles.bound_counts(sample))["clash"]


def test_the_conclusions_of_the_study_leave_more_open(sample):
    assert ends(sample, "conclusion") == (20 + 5 * 15 + 5 * 6, 10 * 20 + 6) == (125, 206), "most of eleven, six to ten, have 15 to 20 (line 1176)"


def test_how_many_are_larger_than_each_limit(sample):
    frame = first_circles.above(sample).frame
    text = frame[frame["reading"] == EN.text("reading_text")].set_index("limit")[["poles_low", "poles_high"]]
    assert [tuple(text.loc[limit]) for limit in (5, 6, 10, 15, 16, 19, 20)] == [(11, 11), (7, 10), (7, 10), (7, 7), (1, 7), (1, 7), (0, 0)]
    passage = frame[frame["reading"] == EN.text("reading_passage")].set_index("limit")
    assert tuple(passage.loc[20, ["poles_low", "poles_high"]]) == (1, 1)


def test_without_a_pole_the_bounds_are_those_of_the_others(of):
    less = of(["phares"])
    assert ends(less, "text") == (6 * 16 + 4 * 6, 7 * 20 + 3 * 15), "phares may be the largest; or the smallest"
    assert ends(of(["lille_metropole_solidaire"]), "text") == (120, 185)
    with pytest.raises(IndexError):
        ends(of(["lille_metropole_solidaire"]), "passage")


def test_without_bounds_only_stated_sizes_count(of):
    assert ends(of(missing="drop"), "stated") == (22, 22)
    assert first_circles.bounded(of(["lille_metropole_solidaire"], missing="drop")).frame.empty
    assert bare(first_circles.bound_counts(of(studies=["labo2014"]))) == {"n": 0}


def test_values_of_the_picture_collapse_the_bounds(filled):
    sample = filled(first(SIZES))
    assert ends(sample, "text") == (sum(SIZES.values()), sum(SIZES.values())) == (163, 163)
    assert ends(sample, "text", "median") == (16, 16)
    sizes = circles.sizes(sample).frame
    ours = sizes[sizes["study"] == "crida2015"].set_index("case")
    assert (ours["first_size_low"] == ours["first_size_high"]).all()
    assert ours.loc["Lille MétroPôle Solidaire", "circle_first"] == "18\u00a0organisations (2015)", "the picture decides between the passages"
    assert EN.text("reading_passage") not in set(first_circles.bounded(sample).frame["reading"])


def test_some_values_of_the_picture_narrow_the_bounds(filled):
    sample = filled(first({"periscope": 20, "coursive_boutaric": 6}))
    assert ends(sample, "text") == (20 + 6 + 6 * 16 + 3 * 6, 20 + 6 + 6 * 20 + 3 * 15)


def test_a_picture_that_does_not_fit_the_text_is_said(filled):
    sample = filled(first(SIZES | {"la_serre": 10}))  # six above fifteen
    row = first_circles.bounded(sample).frame.iloc[0]
    assert row["fits"] == "nothing fits it" and pd.isna(row["sum_low"])
    assert first_circles.total(sample) is None and bare(first_circles.bound_counts(sample)) == {"n": 0}


def test_the_figure_has_a_band_and_a_line_for_each_reading(sample, of):
    axes = first_circles.draw(first_circles.above(sample), EN).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [EN.text("reading_text"), EN.text("reading_passage")]
    assert "nothing to draw" in first_circles.draw(first_circles.above(of(studies=["labo2014"])), EN).axes[0].texts[0].get_text()


def test_a_figure_is_bounded_over_all_that_may_be_so():
    known = [bounds.Known([1, 1], [2, 2], True), bounds.Known([5, 5], [5, 5], True), bounds.Known([0, 0], [1, 1], True, smallest=9)]
    reading = first_circles.Reading("text", tuple(known), 2, ())
    found = first_circles.bounds_of(reading, bounds.total)
    assert (found.low, found.high) == (2, 10), "the third fits nothing and is passed over"


# --- circles and growth -----------------------------------------------------------------------------------------------------


def test_circles_come_from_the_inside_with_size_and_named(sample):
    rows = circles.described(sample).frame
    archer = rows[rows["case"] == "Pôle Sud Archer"]
    assert list(archer["circle"]) == ["First circle", "Second circle", "Third circle", "Fourth circle"]
    assert list(archer["named"]) == [4, 5, 2, 6] and list(archer["size"].fillna(""))[:2] == ["4\u00a0organisations", "8\u00a0organisations"]
    lille = rows[(rows["case"] == "Lille MétroPôle Solidaire") & (rows["study"] == "labo2014")]
    assert list(lille["named"]) == [0, 0, 0], "the ten pioneers belong to no stated circle (1304-1318)"
    assert bare(circles.counts(sample))["most"] == 4


def test_growth_of_six_poles_is_known_and_no_more_is_said(sample, of):
    assert bare(growth.counts(sample)) == {"n": 11, "known": 6, "figure": "6 to 11", "pictured": 0}, "three and three poles named at 283-285"
    assert bare(growth.counts(of(["la_serre"]))) == {"n": 10, "known": 5, "figure": "5 to 10", "pictured": 0}
    assert bare(growth.counts(of(missing="drop")))["figure"] == "6"
    assert bare(growth.counts(of(studies=["labo2014"])))["n"] == 0


def test_that_most_grew_is_used_where_fewer_are_known(raw, coded):
    unsaid = coded.codings[coded.codings["variable_id"] != "members_trend"]
    sample = Sample(clean(raw).__class__(**(coded.tables() | {"codings": unsaid})), raw, EN)
    assert bare(growth.counts(sample)) == {"n": 11, "known": 0, "figure": "6 to 11", "pictured": 0}


def test_the_pictures_say_who_grew(filled):
    before = dict.fromkeys(SIZES, 5) | {"innovales": 12, "periscope": 21}
    sample = filled(first(SIZES) | first(before, "2012"))
    assert bare(growth.counts(sample)) == {"n": 11, "known": 9, "figure": "9", "pictured": 11}, "one stood still, one shrank"
    row = growth.of_poles(sample).frame.set_index(["case", "study"]).loc[("InnoVales", "crida2015")]
    assert (row["before"], row["after"]) == (12, 12)


def test_a_value_of_2012_alone_is_no_size_of_2015(filled):
    sample = filled(first({"innovales": 12}, "2012"))
    row = circles.sizes(sample).frame.set_index(["case", "study"]).loc[("InnoVales", "crida2015")]
    assert (row["circle_first"], row["first_size_low"], row["first_size_high"]) == ("published only as a picture", 6, 20)
    assert growth.grew(sample, "innovales") is None


# --- the six pictures -----------------------------------------------------------------------------------------------------------


def test_every_picture_has_its_statements_bounds_and_slots(sample, of):
    frame = charts.overview(sample, chart_bounds.followed(sample)).frame
    assert list(frame["chart"]) == [1, 2, 3, 4, 5, 6] and list(frame["slots"]) == [22, 11, 19, 2, 18, 12]
    assert (frame["statements"] > 0).all() and (frame["filled"] == 0).all()
    assert list(frame["follows"])[:2] == ["each first circle 6 to 20 members, all together 140 to 191; of second circles nothing", "poles that gained members: 6 to 11; by how many, nothing"]
    assert frame["follows"].iloc[3] == "organisations outside the social economy: 12 to 40"
    assert charts.overview(of(studies=["labo2014"]), {}).frame.empty and bare(charts.filled(of(studies=["labo2014"])))["n"] == 0


def test_slots_are_bounded_by_what_the_text_says_of_them(sample):
    frame = chart_bounds.slots(sample).frame
    found = {(row.chart, row.about): (row.value_low, row.value_high) for row in frame.itertuples()}
    assert found[3, "Mutual"] == found[3, "Other cooperative"] == (0, 0), "none, lines 300-301"
    assert found[3, "Association"] == (9, 191), "the largest of seventeen forms has at least 140 / 17 members (297-298)"
    assert found[3, "Foundation"] == (0, 191), "few may be none (300)"
    assert found[5, "Arts and culture"] == (3, 191), "found in three poles (432-433)"
    assert found[4, "Members outside the social economy"] == (12, 40)
    assert found[4, "Social-economy members"] == (71, 191 - 12)


def test_filled_slots_are_their_own_bounds_and_stand_in_the_tables(filled):
    given = {("", "members_by_form", "association", "2015"): 80, ("", "members_by_form", "foundation", "2015"): 2,
             ("", "members_ess_count", "", "2015"): 120, ("", "members_non_ess_count", "", "2015"): 30, ("", "sector", "culture", "2015"): 25}
    sample = filled(given)
    slots = chart_bounds.slots(sample).frame.set_index(["chart", "about"])
    assert list(slots.loc[(3, "Association"), ["value", "value_low", "value_high"]]) == [80, 80, 80]
    assert list(slots.loc[(5, "Arts and culture"), ["value", "value_low", "value_high"]]) == [25, 25, 25]
    forms = members.by_form(sample).frame.set_index("form")
    assert (forms.loc["Association", "picture"], forms.loc["Foundation", "picture"], forms.loc["Foundation", "total"]) == (80, 2, 0)
    outside = social_share.outside(sample).frame.iloc[-1]
    assert (outside["reading"], outside["members_low"], outside["members_high"]) == (EN.text("outside_picture"), 30, 30)
    assert outside["share_low"] == outside["share_high"] == 20
    assert chart_bounds.followed(sample)[4].value == "organisations outside the social economy: 30"
    assert list(charts.overview(sample, chart_bounds.followed(sample)).frame["filled"]) == [0, 0, 2, 2, 1, 0]


def test_nothing_follows_for_all_where_a_pole_is_left_out(of):
    less = of(["phares"])
    assert {cell.value for chart, cell in chart_bounds.followed(less).items() if chart != 2} == {"nothing for the poles chosen"}
    assert [slot.case_id for slot in charts.slots(less, 2)].count("phares") == 0


def test_every_statement_shown_is_said_in_french(raw, coded):
    french = Sample(coded, raw, FR)
    said = [*charts.said(french).frame["in_words"], *charts.said(french).frame["about"].dropna(), *growth.said(french).frame["in_words"]]
    assert len(said) > 60 and [text for text in said if "anglais" in text] == []

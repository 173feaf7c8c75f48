"""The clean tables: conflicts settled, units made one, kinds of missing kept apart, the same bytes for the same input."""

import dataclasses

import pytest

from ptce_helpers import codings
from ptce_helpers.cleaning import clean
from ptce_helpers.files import as_csv

HEAD = "coding_id, case_id, variable_id, value, qualifier"


def kept(cleaned, variable="charter", case="la_serre"):
    """coding_id -> (value, used) of one variable of one case."""
    rows = cleaned.codings[(cleaned.codings["variable_id"] == variable) & (cleaned.codings["case_id"] == case)]
    return {row["coding_id"]: (row["value"], row["used"]) for row in rows.to_dict("records")}


def wide(cleaned, case="la_serre", study="crida2015"):
    table = cleaned.cases
    return table[(table["case_id"] == case) & (table["study"] == study)].iloc[0]


def missing(cleaned, case="la_serre", study="crida2015"):
    rows = cleaned.missing[(cleaned.missing["case_id"] == case) & (cleaned.missing["study"] == study)]
    return dict(zip(rows["variable_id"], rows["kind"], strict=True))


# --- arbitration -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("winner", "expected"),
    [
        ("first", {"a1": ("yes", "yes")}),
        ("second", {"b1": ("no", "yes")}),
        ("both", {"a1": ("yes", "yes"), "b1": ("no", "yes")}),
        ("none", {}),
    ],
)
def test_between_two_coders_the_loser_leaves(small, winner, expected):
    cleaned = clean(small(
        codings=f"{HEAD}\na1, la_serre, charter, yes,", second_codings=f"{HEAD}\nb1, la_serre, charter, no,",
        corrections=f"case_id, variable_id, first_coding, second_coding, winner\nla_serre, charter, a1, b1, {winner}",
    ))  # fmt: skip
    assert kept(cleaned) == expected
    assert set(cleaned.codings["coder"]) == {"first" if coding[0] == "a" else "second" for coding in expected}


@pytest.mark.parametrize(("winner", "expected"), [("second", {"b1": ("yes", "yes")}), ("first", {})])
def test_a_coding_that_only_the_second_coder_made_is_taken_or_not(small, winner, expected):
    cleaned = clean(small(
        codings=HEAD, second_codings=f"{HEAD}\nb1, la_serre, charter, yes,",
        corrections=f"case_id, variable_id, first_coding, second_coding, winner\nla_serre, charter, , b1, {winner}",
    ))  # fmt: skip
    assert kept(cleaned) == expected


def test_without_an_arbitration_the_first_coder_stands(small):
    cleaned = clean(small(codings=f"{HEAD}\na1, la_serre, charter, yes,", second_codings=f"{HEAD}\nb1, la_serre, charter, no,"))
    assert kept(cleaned) == {"a1": ("yes", "yes")}


@pytest.mark.parametrize(
    ("winner", "used", "value", "kind"),
    [
        ("first", {"a1": "yes", "a2": "no"}, "12", None),
        ("second", {"a1": "no", "a2": "yes"}, "20", None),
        ("both", {"a1": "yes", "a2": "yes"}, "12", None),
        ("none", {"a1": "no", "a2": "no"}, "", "contradictory"),
    ],
)
def test_between_two_passages_both_stay_and_it_is_marked_which_is_used(small, winner, used, value, kind):
    cleaned = clean(small(
        codings=f"{HEAD}\na1, la_serre, members_total, 12, exact\na2, la_serre, members_total, 20, exact\na3, phares, members_total, 1, exact",
        corrections=f"case_id, variable_id, kind, first_coding, second_coding, winner\nla_serre, members_total, sources, a1, a2, {winner}",
    ))  # fmt: skip
    assert {coding: use for coding, (_, use) in kept(cleaned, "members_total").items()} == used
    assert wide(cleaned)["members_total"] == value
    assert missing(cleaned).get("members_total") == kind


# --- values ------------------------------------------------------------------------------------------------


def test_hectares_become_square_metres_and_other_units_stay(small):
    cleaned = clean(small(codings="""
        case_id,    variable_id, value, upper, unit, qualifier
        domb_innov, surface,     1.5,   2.25,  ha,   range
        la_serre,   surface,     700,   ,      m2,   exact
        phares,     surface,     950,   ,      ,     about
        phares,     budget,      5,     ,      ,     exact
    """))
    rows = cleaned.codings[["case_id", "variable_id", "value", "upper", "unit"]].to_numpy().tolist()
    assert rows == [
        ["domb_innov", "surface", "15000", "22500", "m2"], ["la_serre", "surface", "700", "", "m2"],
        ["phares", "budget", "5", "", "EUR"], ["phares", "surface", "950", "", "m2"],
    ]  # fmt: skip
    assert wide(cleaned, "domb_innov")[["surface", "surface__upper", "surface__qualifier"]].tolist() == ["15000", "22500", "range"]


def test_numbers_are_written_one_way_and_codes_left_as_they_are(small):
    cleaned = clean(small(codings=f"{HEAD}\na1, la_serre, members_total, 12.0, exact\na2, la_serre, public_share, 33.30, about\na3, la_serre, motto, 007,"))
    assert dict(zip(cleaned.codings["coding_id"], cleaned.codings["value"], strict=True)) == {"a1": "12", "a2": "33.3", "a3": "007"}


def test_a_value_read_off_a_chart_takes_the_place_of_chart_only(small):
    rows = """
        coding_id, case_id,  variable_id,   value, as_of, status,     qualifier
        a1,        la_serre, members_total, ,      2015,  chart_only,
        a2,        phares,   members_total, ,      2015,  chart_only,
        a3,        phares,   public_share,  40,    2015,  stated,     exact
    """
    chart = "chart, case_id, variable_id, as_of, value\n1, la_serre, members_total, 2015, 23\n1, phares, members_total, 2015,\n1, phares, public_share, 2015, 99"
    cleaned = clean(small(codings=rows, chart_values=chart))
    by_id = cleaned.codings.set_index("coding_id")
    assert by_id.loc["a1", ["value", "qualifier", "status"]].tolist() == ["23", "exact", "chart_read"]
    assert by_id.loc["a2", ["value", "status"]].tolist() == ["", "chart_only"]
    assert by_id.loc["a3", ["value", "status"]].tolist() == ["40", "stated"]
    assert wide(cleaned)["members_total"] == "23" and "members_total" not in missing(cleaned)
    assert missing(cleaned, "phares")["members_total"] == "chart_only"


def test_codings_carry_theme_scale_study_and_the_unit_of_the_codebook(small):
    row = clean(small()).codings.iloc[0]
    assert row[["theme", "scale", "study", "unit", "used", "coder"]].tolist() == ["members", "count", "crida2015", "organisations", "yes", "first"]


# --- a row for each case and study -------------------------------------------------------------------------


def test_there_is_a_row_for_each_study_in_which_a_case_figures(small):
    table = clean(small()).cases
    assert table[["case_id", "study", "name", "has_sheet"]].to_numpy().tolist() == [
        ["domb_innov", "crida2015", "Domb’Innov", ""], ["domb_innov", "labo2014", "Domb’Innov", "yes"],
        ["la_serre", "crida2015", "La Serre", ""], ["phares", "crida2015", "Le Phares", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("study", "years", "expected"),
    [
        ("crida2015", {"2013": 1, "2014": 2, "2016": 3}, "2"),  # two are as near: the earlier one
        ("crida2015", {"2012": 1, "2016": 3}, "3"),
        ("crida2015", {"2014": 1, "": 2}, "2"),  # undated is said of the study's year
        ("labo2014", {"2012": 1, "2015": 2}, "1"),
        ("labo2014", {"2014": 2, "2012": 1}, "1"),
        ("labo2014", {"2016": 3, "2020": 4}, "3"),
    ],
)
def test_the_year_nearest_to_the_studys_stands_for_a_case(small, study, years, expected):
    rows = "\n".join(f"domb_innov, budget, {value}, exact, {year}, {study}" for year, value in years.items())
    cleaned = clean(small(codings=f"case_id, variable_id, value, qualifier, as_of, source_id\n{rows}"))
    assert wide(cleaned, "domb_innov", study)["budget"] == expected
    assert len(cleaned.codings) == len(years)


def test_several_codes_of_a_case_are_joined_in_order_and_items_have_no_column(small):
    cleaned = clean(small(codings="""
        case_id,  variable_id, item,    value,    qualifier
        la_serre, leader,      ,        manager,
        la_serre, leader,      ,        founders,
        la_serre, users,       library, 30,       exact
    """))
    assert wide(cleaned)["leader"] == "founders|manager"
    assert "users" not in cleaned.cases.columns and len(cleaned.codings) == 3


def test_a_study_does_not_lend_its_values_to_the_other(small):
    cleaned = clean(small(codings="case_id, variable_id, value, source_id\ndomb_innov, charter, yes, labo2014"))
    assert wide(cleaned, "domb_innov", "labo2014")["charter"] == "yes"
    assert wide(cleaned, "domb_innov", "crida2015")["charter"] == ""


# --- what is missing ---------------------------------------------------------------------------------------


def test_kinds_of_missing_are_kept_apart(small):
    cleaned = clean(small(codings="""
        case_id,  variable_id,   value, status
        la_serre, charter,       ,      not_stated
        la_serre, founded,       ,      not_applicable
        la_serre, members_total, ,      chart_only
        la_serre, accounting,    own,   stated
    """))
    assert missing(cleaned) == {"charter": "not_stated", "founded": "not_applicable", "members_total": "chart_only", "public_share": "not_coded"}


def test_what_is_only_in_a_chart_is_said_before_silence(small):
    cleaned = clean(small(codings="case_id, variable_id, value, status\nla_serre, charter, , not_stated\nla_serre, charter, , chart_only"))
    assert missing(cleaned)["charter"] == "chart_only"


def test_a_variable_that_was_not_coded_is_missing_only_where_its_silence_is_compared_and_it_is_asked(small):
    cleaned = clean(small())
    assert missing(cleaned, "domb_innov", "labo2014") == {"charter": "not_coded", "public_share": "not_coded"}
    assert missing(cleaned, "domb_innov", "crida2015") == {"accounting": "not_coded", "charter": "not_coded", "public_share": "not_coded"}


# --- cooperation -------------------------------------------------------------------------------------------


def test_cooperation_has_a_state_with_its_evidence_for_every_case_level_and_modality(small):
    cleaned = clean(small(
        codings="""
            coding_id, case_id,    variable_id, value, status
            a1,        la_serre,   charter,     yes,   stated
            a2,        la_serre,   tenders,     ,      not_applicable
            a3,        phares,     charter,     yes,   stated
            a4,        phares,     charter,     no,    stated
            a5,        phares,     tenders,     yes,   stated
            a6,        phares,     tenders,     no,    stated
            a7,        domb_innov, charter,     ,      not_stated
        """,
        corrections="case_id, variable_id, kind, first_coding, second_coding, winner\nphares, tenders, sources, a5, a6, none",
    ))  # fmt: skip
    states = {(r["case_id"], r["study"], r["level"], r["modality"]): (r["state"], r["codings"]) for r in cleaned.cooperation.to_dict("records")}
    assert states == {
        ("domb_innov", "crida2015", 1, "charter"): ("not_stated", ""),
        ("domb_innov", "crida2015", 2, "tenders"): ("not_stated", ""),
        ("domb_innov", "labo2014", 1, "charter"): ("not_stated", ""),
        ("domb_innov", "labo2014", 2, "tenders"): ("not_stated", ""),
        ("la_serre", "crida2015", 1, "charter"): ("yes", "a1"),
        ("la_serre", "crida2015", 2, "tenders"): ("not_applicable", ""),
        ("phares", "crida2015", 1, "charter"): ("no|yes", "a3 a4"),
        ("phares", "crida2015", 2, "tenders"): ("contradictory", ""),
    }


def test_a_passage_that_was_set_aside_is_no_evidence_of_cooperation(small):
    cleaned = clean(small(
        codings="coding_id, case_id, variable_id, value\na1, la_serre, charter, yes\na2, la_serre, charter, no",
        corrections="case_id, variable_id, kind, first_coding, second_coding, winner\nla_serre, charter, sources, a1, a2, second",
    ))  # fmt: skip
    row = cleaned.cooperation[cleaned.cooperation["case_id"] == "la_serre"].iloc[0]
    assert (row["state"], row["codings"]) == ("no", "a2")


# --- members, ties, bytes ----------------------------------------------------------------------------------


def test_members_and_ties_are_sorted_and_carry_no_fingerprint(small):
    cleaned = clean(small(members="member_id, case_id, member\nm2, phares, B\nm9, la_serre, Z\nm1, phares, A", ties="case_id, partner\nphares, A network"))
    assert cleaned.members[["member_id", "study"]].to_numpy().tolist() == [["m9", "crida2015"], ["m1", "crida2015"], ["m2", "crida2015"]]
    for table in (cleaned.members, cleaned.ties, cleaned.codings):
        assert not {"passage", "_row", "source_id"} & set(table.columns)


def written(cleaned):
    return {name: as_csv(table) for name, table in cleaned.tables().items()}


def test_the_same_input_gives_the_same_bytes_also_with_its_rows_shuffled(raw):
    shuffled = codings.Raw({name: frame.sample(frac=1, random_state=number) for number, (name, frame) in enumerate(raw.tables.items())})
    assert shuffled["codings"]["coding_id"].tolist() != raw["codings"]["coding_id"].tolist()
    first, again = written(clean(raw)), written(clean(shuffled))
    assert [name for name in first if first[name] != again[name]] == []
    assert all(text.count("\n") > 1 for text in first.values())


def test_cleaning_leaves_the_raw_tables_as_they_were(small):
    raw = small()
    before = {name: as_csv(frame) for name, frame in raw.tables.items()}
    assert dataclasses.asdict(clean(raw)).keys() == clean(raw).tables().keys()
    assert {name: as_csv(frame) for name, frame in raw.tables.items()} == before

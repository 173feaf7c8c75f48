"""Every fault of data/raw is named with its file, row, case and variable, what is allowed and what to do."""

import pandas as pd
import pytest

from ptce_helpers import codings, notebooks, run, study
from ptce_helpers.errors import DataError, NotFound
from ptce_helpers.paths import Paths


def refusal(folder):
    with pytest.raises(DataError) as caught:
        codings.load(folder)
    return str(caught.value)


def spoil(folder, table, row, **cells):
    """Change cells of one row (numbered as in a spreadsheet) of a copy of data/raw."""
    frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
    for column, text in cells.items():
        frame.loc[row - 2, column] = text
    frame.to_csv(folder / f"{table}.csv", index=False)


# --- what is right -----------------------------------------------------------------------------------------


def test_sound_tables_are_read_as_text(small):
    raw = small()
    assert raw.cases == ["domb_innov", "la_serre", "phares"]
    assert raw["codings"][["case_id", "variable_id", "value", "_row"]].to_numpy().tolist() == [["la_serre", "members_total", "12", 2]]


def test_every_sort_of_value_can_be_coded(small):
    raw = small(codings="""
        case_id,    variable_id,   item,    value,   upper, unit, qualifier, as_of, status, comment
        domb_innov, budget,        ,        1250.5,  2000,  EUR,  range,     2014,  stated,
        domb_innov, founded,       ,        1976,    ,      ,     about,     ,      derived, ten years before 1986
        domb_innov, leader,        ,        manager, ,      ,     ,          ,      counted, one name in the list
        domb_innov, motto,         ,        anything at all, ,,   ,          ,      stated,
        domb_innov, public_share,  ,        100,     ,      ,     at_most,   ,      stated,
        domb_innov, public_share,  ,        0,       ,      ,     exact,     ,      stated,
        domb_innov, users,         library, 30,      ,      ,     at_least,  ,      stated,
        domb_innov, surface,       ,        ,        ,      ,     ,          2015,  chart_only,
        domb_innov, tenders,       ,        ,        ,      ,     ,          ,      not_applicable,
    """)
    assert raw["codings"]["status"].tolist() == ["stated", "derived", "counted", *["stated"] * 4, "chart_only", "not_applicable"]


def test_every_passage_of_every_table_is_listed_with_its_row(small):
    marks = small(
        second_codings="case_id, variable_id, value, qualifier, line_end\nphares, users, 3, exact, 9",
        members="case_id, member\nphares, a member",
        swot="query\nmembers_total>=15",
    ).marks()
    assert marks[["table", "row", "source_id", "line_start", "line_end"]].to_numpy().tolist() == [
        ["codings", 2, "crida2015", "3", "4"], ["second_codings", 2, "crida2015", "3", "9"],
        ["members", 2, "crida2015", "3", "4"], ["swot", 2, "crida2015", "3", "4"],
    ]  # fmt: skip


# --- one wrong coding: (columns, row), fact, found and allowed, what to do ----------------------------------

HEAD = "case_id, variable_id, item, value, upper, qualifier, as_of, source_id, line_start, line_end, status"
WRONG = {
    "unknown case": ("la_sere, members_total, , 12, , exact, , crida2015, 3, 4, stated", "case_id: this case does not exist",
                     "found 'la_sere'; allowed: domb_innov, la_serre, phares", "did you mean 'la_serre'? (new cases go into cases.csv)"),
    "unknown variable": ("la_serre, member_total, , 12, , exact, , crida2015, 3, 4, stated", "the codebook has no such variable",
                         "found 'member_total'; allowed: a variable_id of variables.csv", "did you mean 'members_total'?"),
    "unknown code": ("la_serre, leader, , founder, , , , crida2015, 3, 4, stated", "this code is unknown",
                     "found 'founder'; allowed: founders, manager", "did you mean 'founders'?"),
    "unknown code, none near": ("la_serre, charter, , maybe, , , , crida2015, 3, 4, stated", "this code is unknown",
                                "found 'maybe'; allowed: no, yes", "use one of these"),
    "unknown source": ("la_serre, members_total, , 12, , exact, , crida2051, 3, 4, stated", "source_id: this source does not exist",
                       "found 'crida2051'; allowed: crida2015, labo2014", "did you mean 'crida2015'?"),
    "unknown status": ("la_serre, members_total, , 12, , exact, , crida2015, 3, 4, said", "status: this is not an allowed code",
                       "found 'said'; allowed: stated, counted, derived, not_stated, not_applicable, chart_only", "did you mean 'stated'?"),
    "misspelt qualifier": ("la_serre, members_total, , 12, , exactly, , crida2015, 3, 4, stated", "qualifier: this is not an allowed code",
                           "found 'exactly'; allowed: exact, about, at_least, at_most, range", "did you mean 'exact'?"),
    "share above 100": ("la_serre, public_share, , 540, , exact, , crida2015, 3, 4, stated", "a share lies outside 0 to 100",
                        "found '540'; allowed: percent from 0 to 100", "look the figure up in the text"),
    "share below 0": ("la_serre, public_share, , -5, , exact, , crida2015, 3, 4, stated", "a share lies outside 0 to 100", "found '-5'", "correct the sign"),
    "upper end of a share above 100": ("la_serre, public_share, , 90, 110, range, , crida2015, 3, 4, stated", "a share lies outside 0 to 100",
                                       "found '110'", "a ratio above 100 % is not a share"),
    "negative count": ("la_serre, members_total, , -12, , exact, , crida2015, 3, 4, stated", "a negative number can't be",
                       "found '-12'; allowed: 0 or more", "correct the sign"),
    "negative amount": ("la_serre, budget, , -1, , exact, , crida2015, 3, 4, stated", "a negative number can't be", "found '-1'", "correct the sign"),
    "negative area": ("la_serre, surface, , -1, , exact, , crida2015, 3, 4, stated", "a negative number can't be", "found '-1'", "correct the sign"),
    "year of five digits": ("la_serre, founded, , 20133, , exact, , crida2015, 3, 4, stated", "this is not a year",
                            "found '20133'; allowed: 1800 to 2030", "write the year with four digits"),
    "half a year": ("la_serre, founded, , 2013.5, , exact, , crida2015, 3, 4, stated", "this is not a year", "found '2013.5'", "four digits"),
    "as_of that is no year": ("la_serre, members_total, , 12, , exact, 20133, crida2015, 3, 4, stated", "as_of: this is not a year",
                              "found '20133'; allowed: 1800 to 2030", "four digits"),
    "as_of in superscript": ("la_serre, members_total, , 12, , exact, 201², crida2015, 3, 4, stated", "as_of: this is not a year", "found '201²'", "four"),
    "decimal comma": ('la_serre, members_total, , "3,1", , exact, , crida2015, 3, 4, stated', "this is not a number",
                      "found '3,1'; allowed: digits with a decimal point, as 1250.5", "write 3,1 as 3.1, and no spaces or units"),
    "unit in a number": ("la_serre, budget, , 12 k€, , exact, , crida2015, 3, 4, stated", "this is not a number", "found '12 k€'", "no spaces or units"),
    "upper that is no number": ('la_serre, members_total, , 12, "15,5", range, , crida2015, 3, 4, stated', "upper: this is not a number",
                                "found '15,5'", "write 3,1 as 3.1"),
    "range that ends before it begins": ("la_serre, members_total, , 20, 6, range, , crida2015, 3, 4, stated", "the range ends before it begins",
                                         "found '20 to 6'; allowed: upper not below value", "swap the two"),
    "upper without range": ("la_serre, members_total, , 6, 20, exact, , crida2015, 3, 4, stated",
                            "upper goes with the qualifier range, and only with it", "found '20'; allowed: both or neither", "complete the range"),
    "range without upper": ("la_serre, members_total, , 6, , range, , crida2015, 3, 4, stated",
                            "upper goes with the qualifier range, and only with it", "allowed: both or neither", "complete the range"),
    "number without qualifier": ("la_serre, members_total, , 6, , , , crida2015, 3, 4, stated", "a number needs a qualifier",
                                 "allowed: exact, about, at_least, at_most, range", "say how exact the text is"),
    "qualifier of a code": ("la_serre, charter, , yes, , exact, , crida2015, 3, 4, stated", "qualifier is given where there is no number",
                            "found 'exact'; allowed: an empty cell", "clear it"),
    "upper of a code": ("la_serre, charter, , yes, 3, , , crida2015, 3, 4, stated", "upper is given where there is no number", "found '3'", "clear it"),
    "qualifier of silence": ("la_serre, budget, , , , about, , crida2015, 3, 4, not_stated", "qualifier is given where there is no number",
                             "found 'about'", "clear it, or give the number"),
    "item of a variable that takes none": ("la_serre, members_total, library, 6, , exact, , crida2015, 3, 4, stated",
                                           "an item is given for a variable that takes none", "found 'library'; allowed: an empty item",
                                           "clear it, or use a by_item variable"),
    "value of something not stated": ("la_serre, charter, , yes, , , , crida2015, 3, 4, not_stated", "a value is given with status not_stated",
                                      "found 'yes'; allowed: an empty value", "clear the value or correct the status"),
    "empty value": ("la_serre, charter, , , , , , crida2015, 3, 4, stated", "the value is empty",
                    "allowed: a value, or status not_stated", "say that the text does not state it"),
    "variable of the other study": ("domb_innov, accounting, , own, , , , labo2014, 3, 4, stated", "this variable belongs to another study's grid",
                                    "found 'labo2014'; allowed: crida2015", "remove the row, or use another variable"),
    "lines after the end of the source": ("la_serre, members_total, , 12, , exact, , crida2015, 39, 41, stated",
                                          "the line range is not in the source", "found '39-41'; allowed: 1 to 40, the first not after the last",
                                          "correct line_start and line_end"),
    "lines of the other, longer source": ("domb_innov, members_total, , 12, , exact, , labo2014, 31, 31, stated",
                                          "the line range is not in the source", "found '31-31'; allowed: 1 to 30", "correct line_start"),
    "first line after the last": ("la_serre, members_total, , 12, , exact, , crida2015, 5, 4, stated", "the line range is not in the source",
                                  "found '5-4'; allowed: 1 to 40, the first not after the last", "correct line_start and line_end"),
    "line zero": ("la_serre, members_total, , 12, , exact, , crida2015, 0, 4, stated", "the line range is not in the source", "found '0-4'", "correct"),
    "line that is no number": ("la_serre, members_total, , 12, , exact, , crida2015, 3b, 4, stated", "line_start: this is not a line number",
                               "found '3b'; allowed: a whole number from 1", "give the line of the source text"),
    "line in superscript": ("la_serre, members_total, , 12, , exact, , crida2015, ³, 4, stated", "line_start: this is not a line number",
                            "found '³'", "give the line"),
    "no line": ("la_serre, members_total, , 12, , exact, , crida2015, , 4, stated", "line_start is empty: there is no evidence", "", "fill it in"),
    "no source": ("la_serre, members_total, , 12, , exact, , , 3, 4, stated", "source_id is empty: there is no evidence",
                  "allowed: crida2015, labo2014", "fill it in"),
    "no status": ("la_serre, members_total, , 12, , exact, , crida2015, 3, 4,", "status is empty", "allowed: stated, counted", "fill it in"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "fact", "seen", "todo"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("table", ["codings", "second_codings"])
def test_a_wrong_coding_is_refused(drawn, table, row, fact, seen, todo):
    said = refusal(drawn(**{table: f"{HEAD}\n{row}"}))
    case, variable = row.split(", ")[:2]
    faults = [fault for fault in said.split("\ndata/raw/")[1:] if fact in fault]
    assert len(faults) == 1, said
    head, *rest = faults[0].split("\n    ")
    assert head.startswith(f"{table}.csv, row 2, case {case}, variable {variable}: "), said
    assert seen in rest[0] and rest[-1].startswith("→ ") and todo in rest[-1], said


@pytest.mark.parametrize("table", ["codings", "second_codings"])
def test_an_unknown_unit_is_refused(drawn, table):
    said = refusal(drawn(**{table: "case_id, variable_id, value, qualifier, unit\nla_serre, budget, 12, exact, kEUR"}))
    assert f"{table}.csv, row 2, case la_serre, variable budget: unit: this is not an allowed code\n    found 'kEUR'; allowed: EUR, " in said
    assert "→ did you mean 'EUR'?" in said


@pytest.mark.parametrize("table", ["codings", "second_codings"])
def test_one_wrong_cell_is_one_fault(drawn, table):
    said = refusal(drawn(**{table: f"{HEAD}\nla_serre, public_share, , 540, , exact, , crida2015, 3, 4, stated"}))
    assert said == (f"1 fault found, nothing was changed:\ndata/raw/{table}.csv, row 2, case la_serre, variable public_share: a share lies outside 0 to 100\n"
                    "    found '540'; allowed: percent from 0 to 100\n"
                    "    → look the figure up in the text; a growth or a ratio above 100 % is not a share: use another variable")  # fmt: skip


@pytest.mark.parametrize(("variable", "value", "unit", "allowed"), [
    ("public_share", "40", "EUR", "percent"), ("surface", "4", "people", "m2, ha"), ("members_total", "12", "people", "organisations"),
    ("founded", "2013", "years", "an empty cell"), ("charter", "yes", "percent", "an empty cell"),
])  # fmt: skip
def test_a_unit_that_does_not_fit_the_variable_is_refused(drawn, variable, value, unit, allowed):
    qualifier = "" if variable == "charter" else "exact"
    said = refusal(drawn(codings=f"case_id, variable_id, value, qualifier, unit\nla_serre, {variable}, {value}, {qualifier}, {unit}"))
    assert said == (f"1 fault found, nothing was changed:\ndata/raw/codings.csv, row 2, case la_serre, variable {variable}: this unit does not fit the variable\n"
                    f"    found '{unit}'; allowed: {allowed}\n    → correct the unit, or use another variable")  # fmt: skip


def test_a_unit_that_means_the_same_is_accepted(small):
    raw = small(codings="case_id, variable_id, value, qualifier, unit\nla_serre, surface, 4, exact, ha\nla_serre, budget, 4, exact, EUR")
    assert raw["codings"]["unit"].tolist() == ["ha", "EUR"]


@pytest.mark.parametrize(("status", "todo"), [("derived", "say in comment from what it follows"), ("counted", "say in comment what was counted")])
@pytest.mark.parametrize("table", ["codings", "members", "ties", "statements"])
def test_a_fact_that_was_derived_or_counted_must_say_how(drawn, table, status, todo):
    row = {"codings": "case_id, variable_id, value, status\nla_serre, charter, yes", "members": "case_id, member, status\nla_serre, A",
           "ties": "case_id, partner, status\nla_serre, A", "statements": "statement_id, subject, statistic, status\ns1, charter, majority"}[table]
    said = refusal(drawn(**{table: f"{row}, {status}"}))
    assert said.startswith(f"1 fault found, nothing was changed:\ndata/raw/{table}.csv, row 2") and said.endswith(f": a fact that was {status} has no comment\n    → {todo}")


def test_the_second_coders_rows_stay_as_they_were_written(small):
    assert len(small(second_codings="case_id, variable_id, value, status\nla_serre, charter, yes, derived")["second_codings"]) == 1


def test_a_coding_without_a_fingerprint_or_with_a_false_one_is_refused(drawn):
    said = refusal(drawn(codings="case_id, variable_id, value, passage\nla_serre, charter, yes,\nphares, charter, no, the text itself"))
    assert "row 2, case la_serre, variable charter: passage is empty: there is no evidence" in said
    assert "row 3, case phares, variable charter: passage: this is not a fingerprint\n    found 'the text itself'; allowed: the form 23w4" in said
    assert "→ make it with: ptce passage SOURCE FIRST LAST" in said


# --- other tables ------------------------------------------------------------------------------------------


def test_a_doubled_key_is_named_with_the_row_it_repeats(drawn):
    said = refusal(drawn(codings="""
        coding_id, case_id,  variable_id, value
        a1,        la_serre, charter,     yes
        a2,        la_serre, tenders,     yes
        a1,        phares,   charter,     no
        a1,        phares,   tenders,     no
    """))
    assert "2 faults found" in said
    assert "data/raw/codings.csv, row 4: this key stands twice\n    found 'a1'; allowed: one row for each coding_id" in said
    assert "row 5: this key stands twice" in said and said.count("→ compare with row 2 and remove or rename one") == 2


def test_a_doubled_code_of_a_variable_is_refused_but_not_the_same_code_of_another(drawn):
    said = refusal(drawn(codes="""
        variable_id, code
        accounting,  yes
        charter,     yes
        leader,      yes
        tenders,     yes
        charter,     yes
    """))
    assert said.count("this key stands twice") == 1
    assert "data/raw/codes.csv, row 6: this key stands twice\n    found 'charter, yes'; allowed: one row for each variable_id, code" in said


def test_a_variable_that_needs_codes_and_one_that_takes_none_are_named(drawn):
    said = refusal(drawn(codes="variable_id, code\naccounting, own\ncharter, yes\nleader, manager\nmembers_total, many"))
    assert "data/raw/codes.csv, variable tenders: a variable has no codes\n    allowed: at least two codes for scale yes_no" in said
    assert "data/raw/codes.csv, variable members_total: codes are given for a number or text\n    found 'count'" in said


def test_an_unknown_scale_is_refused_with_all_scales(drawn):
    said = refusal(drawn(variables="variable_id, scale\nmembers_total, counts", codes="variable_id, code\n,"))
    assert "data/raw/variables.csv, row 2, variable members_total: scale: this is not an allowed code" in said
    assert "allowed: count, amount, share, year, area, measure, yes_no, category, multi, text\n    → did you mean 'count'?" in said


def test_a_case_without_coordinates_and_a_month_that_is_none_are_refused(drawn):
    said = refusal(drawn(sources="source_id, published\ncrida2015, 2015-13", cases="case_id, latitude\nla_serre, north"))
    assert "data/raw/cases.csv, row 2, case la_serre: latitude: this is not a number\n    found 'north'" in said
    assert "data/raw/sources.csv, row 2: published: this is not a month\n    found '2015-13'; allowed: YYYY-MM\n    → write it as 2014-06" in said


# --- what the tables say together --------------------------------------------------------------------------


def test_a_third_study_is_refused_with_the_reason(drawn):
    said = refusal(drawn(sources="source_id, published\ncrida2015, 2015-10\nlabo2014, 2014-06\nlabo2017, 2017-03"))
    assert said.startswith("1 fault found, nothing was changed:\ndata/raw/sources.csv, row 4: a third study can't be added yet\n"
                           "    found 'labo2017'; allowed: labo2014, crida2015\n    → remove the row: ")  # fmt: skip


@pytest.mark.parametrize("table", ["codings", "second_codings", "members", "ties"])
def test_a_row_of_a_case_in_a_study_that_it_is_not_in_is_refused(drawn, table):
    said = refusal(drawn(**{"codings": ""} | {table: f"case_id, {'member' if table == 'members' else 'partner' if table == 'ties' else 'variable_id, value'}, source_id\n"
                                               f"phares, {'charter, yes' if 'codings' in table else 'A'}, labo2014"}))  # fmt: skip
    assert f"data/raw/{table}.csv, row 2, case phares" in said and "by cases.csv this case is not in this study\n    found 'labo2014'; allowed: a study with yes or" in said
    assert said.count("data/raw/") == 1 and "or write mentioned into in_labo2014 where" in said


def test_a_case_that_a_study_mentions_may_be_coded_from_it(small):
    cases = "case_id, in_labo2014, in_crida2015\nla_serre, mentioned, yes"
    raw = small(cases=cases, codings="case_id, variable_id, value, source_id\nla_serre, charter, yes, labo2014")
    assert raw["codings"]["source_id"].tolist() == ["labo2014"]


@pytest.mark.parametrize("in_crida", ["no", "mentioned"])
def test_a_case_in_no_study_is_refused(drawn, in_crida):
    said = refusal(drawn(cases=f"case_id, in_crida2015\nphares, yes\nla_serre, {in_crida}", codings=""))
    assert said == ("1 fault found, nothing was changed:\ndata/raw/cases.csv, row 3, case la_serre: this case is in no study\n"
                    "    allowed: yes in in_labo2014 or in_crida2015\n    → say which study describes the pole, or remove the row")  # fmt: skip


def test_a_sheet_of_a_case_outside_the_study_of_2014_is_refused(drawn):
    said = refusal(drawn(cases="case_id, sheet_labo2014\nla_serre, yes", codings=""))
    assert "data/raw/cases.csv, row 2, case la_serre: a sheet is given for a case that the study of 2014 does not describe\n    found 'in_labo2014 no'" in said


QUERIES = {
    "unknown variable": ("charte=yes", "the query names an unknown variable 'charte'", "→ did you mean 'charter'?"),
    "unknown code": ("charter=yes | leader=founder", "leader has no code 'founder'", "allowed: founders, manager\n    → did you mean 'founders'?"),
    "unreadable term": ("charter=yes & members_total > 15", "the query term 'members_total > 15' can't be read", "variable=code, variable>=number"),
    "number compared with a word": ("members_total>=many", "members_total is a number, 'many' is not", "→ compare with a number"),
    "code compared as a number": ("charter>=1", "charter is not a number, so >= can't be asked of it", "→ write = and a code"),
}


@pytest.mark.parametrize(("query", "fact", "rest"), QUERIES.values(), ids=QUERIES)
def test_a_query_of_the_swot_that_can_not_be_answered_is_refused(drawn, query, fact, rest):
    said = refusal(drawn(swot=f"query\n{query}"))
    assert f"data/raw/swot.csv, row 2: query: {fact}" in said
    assert rest in said


def test_queries_over_codes_numbers_and_several_terms_are_accepted(small):
    raw = small(swot="query\nmembers_total>=15 | founded<=2004 & leader=manager|charter=yes")
    assert len(raw["swot"]) == 1


def test_what_contradicts_an_item_is_a_query_that_is_checked_too(drawn):
    said = refusal(drawn(swot="query, against\ncharter=yes, charter=maybe"))
    assert "data/raw/swot.csv, row 2: against: charter has no code 'maybe'\n    found 'charter=maybe'; allowed: no, yes" in said


@pytest.mark.parametrize("table", ["swot", "practices"])
@pytest.mark.parametrize(("query", "fit"), [("", "indirect"), ("charter=yes", "absent")])
def test_a_query_and_its_fit_go_together(drawn, table, query, fit):
    said = refusal(drawn(**{table: f"label_en, query, fit\nan item, {query}, {fit}"}))
    assert f"data/raw/{table}.csv, row 2: the query and its fit do not go together\n    found '{query or 'no query'}, fit {fit}'" in said
    assert "direct or indirect with a query, absent without one" in said


def test_an_item_of_which_no_variable_speaks_has_no_query(small):
    assert small(swot="label_en, query, against, fit\nan item, , charter=no, absent")["swot"]["fit"].tolist() == ["absent"]


def test_an_option_answers_an_opportunity_or_a_threat(drawn):
    swot = "item_id, quadrant, query\nw1, strength, charter=yes\nw2, threat, charter=no"
    said = refusal(drawn(swot=swot, tows="pair_id, item_id, query\no1, w2, charter=yes\no2, w1, charter=yes\no3, w7, charter=yes"))
    assert said.count("item_id: this is no opportunity or threat of swot.csv") == 2 and "data/raw/tows.csv, row 2" not in said
    assert "data/raw/tows.csv, row 3: item_id: this is no opportunity or threat of swot.csv\n    found 'w1'; allowed: w2" in said


def test_a_correction_that_names_no_coding_is_refused(drawn):
    said = refusal(drawn(
        second_codings="case_id, variable_id, value\nla_serre, charter, yes",
        corrections="case_id, variable_id, first_coding, second_coding, winner\nla_serre, charter, a9, b9, first\nla_serre, charter, b1, b1, second",
    ))  # fmt: skip
    assert "3 faults found" in said
    assert "corrections.csv, row 2, case la_serre, variable charter: first_coding: no coding has this coding_id\n    found 'a9'" in said
    assert "row 2, case la_serre, variable charter: second_coding: no coding has this coding_id\n    found 'b9'; allowed: a coding_id of codings.csv or" in said
    assert "row 3, case la_serre, variable charter: first_coding: no coding has this coding_id\n    found 'b1'; allowed: a coding_id of codings.csv\n" in said
    assert "→ copy the coding_id of the row you mean" in said


def test_an_unknown_winner_lists_the_four(drawn):
    said = refusal(drawn(corrections="case_id, variable_id, first_coding, winner\nla_serre, charter, a1, third"))
    assert "winner: this is not an allowed code\n    found 'third'; allowed: first, second, both, none" in said


# --- all at once -------------------------------------------------------------------------------------------


def test_all_faults_of_all_files_come_at_once_in_order_with_the_rows_of_a_spreadsheet(raw_copy):
    last = sum(1 for _ in (raw_copy / "ties.csv").open(encoding="utf-8"))
    spoil(raw_copy, "ties", last, case_id="la_sere")
    spoil(raw_copy, "codings", 9, status="guessed")
    spoil(raw_copy, "codings", 5, line_start="", comment="one\ntwo\nthree")
    spoil(raw_copy, "members", 3, role="boss")
    heads = [line.split(", case")[0].split(": ")[0] for line in refusal(raw_copy).splitlines() if line.startswith("data/raw/")]
    assert list(dict.fromkeys(heads)) == [
        "data/raw/codings.csv, row 5", "data/raw/codings.csv, row 9", "data/raw/members.csv, row 3", f"data/raw/ties.csv, row {last}",
    ]  # fmt: skip


def test_files_that_can_not_be_read_are_all_named_before_any_cell_is_judged(drawn):
    folder = drawn(codings="case_id, variable_id, value\nnobody, charter, yes")
    (folder / "ties.csv").unlink()
    (folder / "members.csv").write_text("")
    (folder / "cases.csv").write_text("case_id\nla_serre\n")
    said = refusal(folder)
    assert "ties.csv: the file is missing" in said
    assert "members.csv: the file is empty" in said
    assert "cases.csv, row 1: a column is missing" in said
    assert "nobody" not in said


def test_the_rest_is_judged_only_when_cases_variables_codes_and_sources_are_sound(drawn):
    said = refusal(drawn(cases="case_id, in_crida2015\nla_serre, perhaps", codings="case_id, variable_id, value\nnobody, charter, yes"))
    assert "in_crida2015: this is not an allowed code\n    found 'perhaps'; allowed: yes, mentioned, no" in said
    assert "nobody" not in said


def test_semicolons_and_byte_order_marks_do_no_harm_to_real_tables(raw_copy):
    for name in ("codings", "swot"):
        frame = pd.read_csv(raw_copy / f"{name}.csv", dtype=str, keep_default_na=False)
        frame.to_csv(raw_copy / f"{name}.csv", index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n")
    again = codings.load(raw_copy)
    assert len(again["codings"]) > 0 and again["codings"]["_row"].iloc[-1] == len(again["codings"]) + 1


def snapshot(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_nothing_is_written_while_there_are_faults(drawn, root, tmp_path, monkeypatch):
    drawn(codings="case_id, variable_id, value\nnobody, charter, yes")
    (tmp_path / "notebooks").mkdir()
    for name in notebooks.NAMES:
        (tmp_path / "notebooks" / f"{name}.ipynb").write_bytes((root / "notebooks" / f"{name}.ipynb").read_bytes())
    before = snapshot(tmp_path)
    monkeypatch.setenv("PTCE_HOME", str(tmp_path))
    with pytest.raises(DataError, match="1 fault found, nothing was changed"):
        study.begin("02-from-raw-to-clean", lang="en")
    with pytest.raises(DataError, match="1 fault found, nothing was changed"):
        run.run(Paths(tmp_path), run.plan(Paths(tmp_path), [], {}))
    (tmp_path / "reports" / ".lock").unlink(missing_ok=True)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("given", ["phares", "Le Phares", "LES PHARES", "les  pharés", "Phares "])
def test_a_case_is_called_by_its_id_its_name_or_another_name(small, given):
    cases = small(cases="case_id, name, aliases\nphares, Le Phares, Phares|Les Phares\nla_serre, La Serre, ", codings="")["cases"]
    assert codings.find_case(given, cases) == "phares"


def test_a_case_asked_for_by_name_must_exist(raw):
    assert codings.find_case("Domb'Innov", raw["cases"]) == codings.find_case("dombinnov", raw["cases"]) == "domb_innov"
    with pytest.raises(NotFound, match="There is no case 'phare'.\n    → did you mean 'phares'"):
        codings.find_case("phare", raw["cases"])
    with pytest.raises(NotFound, match="There is no case 'zzz'.\n    → choose one of: articulteurs, coursive_boutaric, .*, resto_passerelle$"):
        codings.find_case("zzz", raw["cases"])


def test_every_name_of_a_pole_is_that_of_one_pole_only(raw):
    for row in raw["cases"].to_dict("records"):
        for name in (row["case_id"], row["name"], *filter(None, row["aliases"].split("|"))):
            assert codings.find_case(name, raw["cases"]) == row["case_id"], name

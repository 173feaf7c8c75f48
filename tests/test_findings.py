"""Each check of the clean data can fail, says its numbers, and does not pass over empty tables."""

from dataclasses import replace

import pandas as pd
import pytest

from ptce_helpers import findings
from ptce_helpers.checks import Finding
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import NBSP, Labels

EN = Labels("en")
SOUND = """
    coding_id, case_id,    variable_id,  value, qualifier, as_of, source_id, status
    a1,        domb_innov, accounting,   own,   ,          ,      crida2015, stated
    a2,        domb_innov, charter,      yes,   ,          ,      crida2015, stated
    a3,        domb_innov, public_share, 40,    exact,     ,      crida2015, stated
    a4,        domb_innov, charter,      ,      ,          ,      labo2014,  not_stated
    a5,        domb_innov, public_share, 90,    about,     ,      labo2014,  stated
    a6,        domb_innov, founded,      2012,  exact,     ,      labo2014,  stated
    a7,        domb_innov, budget,       5,     exact,     2014,  labo2014,  stated
    a8,        domb_innov, budget,       6,     exact,     2015,  labo2014,  stated
"""
ONE_CASE = "case_id, name, in_labo2014, sheet_labo2014\ndomb_innov, Domb’Innov, yes, yes"


@pytest.fixture
def sound(small):
    """(clean tables without a fault, their codebook)."""
    raw = small(cases=ONE_CASE, codings=SOUND, members="case_id, member\ndomb_innov, A", ties="case_id, partner\ndomb_innov, B")
    return clean(raw), raw.codebook


def spoilt(table, coding, **cells):
    out = table.copy()
    for column, value in cells.items():
        out.loc[out["coding_id"] == coding, column] = value
    return out


def test_sound_data_pass_every_check_with_their_numbers(sound):
    tables, book = sound
    assert [(f.name, f.passed, f.sentence) for f in findings.check_clean(tables, book, EN)] == [
        ("Keys are unique", True, f"0 doubled keys in {sum(map(len, tables.tables().values()))} rows of data/clean."),
        ("Every coding has its evidence", True, "8 of 8 kept codings name a document and lines in it."),
        ("No compared variable was forgotten", True, "0 of 5 case-variable pairs whose silence is compared were not coded."),
        ("Every conflict is settled or said to be open", True,
         "0 one-valued variables still have two different values for the same case, study and year."),
        ("Shares, years and amounts lie where they can", True, "0 of 5 figures lie outside the range of their scale."),
    ]


@pytest.mark.parametrize("name", ["cases", "codings", "members", "ties", "cooperation", "missing"])
def test_a_doubled_key_of_any_table_is_found(sound, name):
    tables, book = sound
    table = tables.tables()[name]
    doubled = table.loc[[*table.index, table.index[-1]]]
    found = findings.keys(replace(tables, **{name: doubled}), book, EN)
    assert not found.passed
    assert found.table["table"].tolist() == [name]
    assert found.sentence.startswith("1 doubled key in ")


@pytest.mark.parametrize("cells", [{"study": ""}, {"line_start": ""}, {"line_start": "0"}, {"line_end": "2"}, {"line_end": "x"}])
def test_a_coding_without_a_study_or_lines_is_found(sound, cells):
    tables, book = sound
    found = findings.evidence(replace(tables, codings=spoilt(tables.codings, "a3", **cells)), book, EN)
    assert not found.passed
    assert found.table["coding_id"].tolist() == ["a3"]
    assert found.sentence.startswith("7 of 8 kept codings")


def test_a_forgotten_variable_is_found_and_named(small):
    raw = small(cases=ONE_CASE, codings="\n".join(line for line in SOUND.splitlines() if "a4," not in line))
    found = findings.complete(clean(raw), raw.codebook, EN)
    assert not found.passed
    assert found.table[["case_id", "study", "variable_id"]].to_numpy().tolist() == [["domb_innov", "labo2014", "charter"]]
    assert found.sentence == "1 of 5 case-variable pairs whose silence is compared was not coded."


CONFLICTS = {
    "two values": ("a9, domb_innov, charter, no, , , crida2015, stated", ["a2", "a9"]),
    "two figures of one year": ("a9, domb_innov, budget, 7, exact, 2015, labo2014, stated", ["a8", "a9"]),
}


@pytest.mark.parametrize(("row", "codings"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_conflict_that_nobody_settled_is_found(small, row, codings):
    raw = small(cases=ONE_CASE, codings=SOUND + "    " + row)
    found = findings.arbitrated(clean(raw), raw.codebook, EN)
    assert not found.passed
    assert found.table["coding_id"].tolist() == codings
    assert found.sentence.startswith("1 one-valued variable still has")


@pytest.mark.parametrize("winner", ["first", "second", "none"])
def test_a_settled_conflict_is_none(small, winner):
    raw = small(
        cases=ONE_CASE, codings=SOUND + "    a9, domb_innov, charter, no, , , crida2015, stated",
        corrections=f"case_id, variable_id, kind, first_coding, second_coding, winner\ndomb_innov, charter, sources, a2, a9, {winner}",
    )  # fmt: skip
    assert findings.arbitrated(clean(raw), raw.codebook, EN).passed


def test_the_same_value_twice_and_several_codes_or_items_are_no_conflict(small):
    raw = small(cases=ONE_CASE, codings="""
        case_id,    variable_id, item, value,    qualifier
        domb_innov, charter,     ,     yes,
        domb_innov, charter,     ,     yes,
        domb_innov, leader,      ,     manager,
        domb_innov, leader,      ,     founders,
        domb_innov, users,       a,    3,        exact
        domb_innov, users,       b,    4,        exact
    """)  # fmt: skip
    assert findings.arbitrated(clean(raw), raw.codebook, EN).passed


@pytest.mark.parametrize(("coding", "cells"), [("a3", {"value": "101"}), ("a3", {"value": "-1"}), ("a6", {"value": "20133"}), ("a6", {"value": "1799"}),
                                               ("a7", {"value": "-5"}), ("a3", {"upper": "130"}), ("a7", {"upper": "-5"}),
                                               ("a7", {"value": "five"})])  # fmt: skip
def test_a_figure_out_of_its_range_is_found(sound, coding, cells):
    tables, book = sound
    found = findings.plausible(replace(tables, codings=spoilt(tables.codings, coding, **cells)), book, EN)
    assert not found.passed
    assert found.table["coding_id"].tolist() == [coding]
    assert found.sentence == "1 of 5 figures lies outside the range of their scale."


@pytest.mark.parametrize("check", [findings.keys, findings.evidence, findings.complete, findings.arbitrated, findings.plausible])
def test_no_check_passes_over_empty_tables(sound, check):
    tables, book = sound
    nothing = type(tables)(**{name: table.head(0) for name, table in tables.tables().items()})
    assert not check(nothing, book, EN).passed


def test_findings_are_told_in_either_language_as_a_table(sound):
    tables, book = sound
    table = findings.as_table(findings.check_clean(tables, book, Labels("fr"))).frame
    assert list(table.columns) == ["check", "passed", "sentence"] and table["passed"].tolist() == [True] * 5
    assert table["check"].iloc[0] == "Les clés sont uniques"
    assert not any(NBSP + "." in sentence for sentence in table["sentence"])


def test_what_offends_a_check_is_named_by_case_and_variable():
    gaps = pd.DataFrame({"case_id": ["phares"], "study": ["crida2015"], "variable_id": ["charter"], "kind": ["not_coded"]})
    told = findings.offending([Finding("complete", False, gaps, "1 of 2"), Finding("keys", True, gaps, "fine")])
    assert told.frame.to_dict("records") == [{"check": "complete", "case": "phares", "study": "crida2015", "variable": "charter"}]
    assert set(told.evidence.iloc[0]) == {"phares/crida2015/charter"}
    assert findings.offending([Finding("keys", True, gaps, "fine")]).frame.empty


def test_what_offends_a_check_leads_to_its_coding_or_to_all_that_was_looked_through(sound):
    row = pd.DataFrame({"coding_id": ["a3"], "case_id": ["phares"], "study": ["crida2015"], "variable_id": ["charter"]})
    doubled = pd.DataFrame({"table": ["cases"], "case_id": ["phares"], "study": ["crida2015"]})
    told = findings.offending([Finding("figures", False, row, "1"), Finding("keys", False, doubled, "1", ("cases.csv", "codings.csv"))])
    assert list(told.evidence["check"]) == ["a3", "cases.csv codings.csv"]
    assert told.frame["variable"].iloc[0] == "charter" and pd.isna(told.frame["variable"].iloc[1])
    tables, book = sound
    looked = findings.as_table(findings.check_clean(tables, book, EN)).evidence["sentence"]
    assert looked.iloc[2] == "codings.csv corrections.csv second_codings.csv variables.csv" and looked.str.len().min() > 10

"""Every difference of the two coders that nobody has decided is named, with both codings and the row to write."""

import pytest

from ptce_helpers import arbitration

HEAD = "coding_id, case_id, variable_id, value, upper, qualifier, line_start, line_end, status"
FIRST = """
    a1, la_serre, charter,       yes,      ,  ,         3, 4, stated
    a2, la_serre, leader,        manager,  ,  ,         3, 4, stated
    a3, la_serre, members_total, 6,        20, range,   3, 4, stated
    a4, la_serre, tenders,       yes,      ,  ,         3, 4, stated
    a5, la_serre, motto,         in short, ,  ,         3, 4, stated
"""
SECOND = """
    b1, la_serre, charter,       ,         ,  ,         3, 4, not_stated
    b2, la_serre, leader,        founders, ,  ,         3, 4, stated
    b3, la_serre, members_total, 20,       ,  about,    5, 5, stated
    b4, la_serre, tenders,       yes,      ,  ,         9, 9, stated
    b5, la_serre, motto,         at length, , ,         3, 4, stated
    b6, la_serre, budget,        5,        ,  at_least, 3, 4, stated
"""


@pytest.fixture
def undecided(small):
    """undecided(corrections): the faults of the two codings above."""

    def ask(rows=""):
        corrections = f"correction_id, case_id, variable_id, kind, first_coding, second_coding, winner\n{rows}" if rows else ""
        return arbitration.undecided(small(codings=HEAD + FIRST, second_codings=HEAD + SECOND, corrections=corrections))

    return ask


def test_judgements_and_figures_that_differ_are_named_with_both_codings_and_the_row_to_write(undecided):
    assert [(fault.file, fault.row, fault.variable, fault.found) for fault in undecided()] == [
        ("data/raw/codings.csv", 2, "charter", "first coder: a1 yes; second coder: b1 not_stated"),
        ("data/raw/codings.csv", 3, "leader", "first coder: a2 manager; second coder: no coding"),
        ("data/raw/codings.csv", 4, "members_total", "first coder: a3 range 6 to 20; second coder: b3 about 20"),
        ("data/raw/second_codings.csv", 3, "leader", "first coder: no coding; second coder: b2 founders"),
        ("data/raw/second_codings.csv", 7, "budget", "first coder: no coding; second coder: b6 at_least 5"),
    ]
    fault = next(fault for fault in undecided() if fault.variable == "charter")
    assert str(fault).startswith("data/raw/codings.csv, row 2, case la_serre, variable charter: the two coders differ, and no row of corrections.csv says who won\n")
    assert "→ add to corrections.csv: k.la_serre.002,la_serre,charter,crida2015,coders,a1,b1,WINNER,REASON (winner: first, second, both or none)" in str(fault)


def test_a_decided_difference_is_none(undecided):
    rows = "k1, la_serre, charter, coders, a1, b1, first\nk2, la_serre, leader, coders, a2, , second\nk3, la_serre, members_total, coders, , b3, second"
    assert [fault.found for fault in undecided(rows)] == ["first coder: no coding; second coder: b2 founders", "first coder: no coding; second coder: b6 at_least 5"]


def test_a_decision_between_passages_decides_nothing_between_coders(undecided):
    assert len(undecided("k1, la_serre, charter, sources, a1, b1, first")) == 5


def test_a_new_row_is_numbered_after_the_last_of_its_case(undecided):
    told = [fault.todo.split(": ")[1].split(",")[0] for fault in undecided("k.la_serre.041, la_serre, charter, coders, a1, b1, first\nk.la_serre.007, la_serre, tenders, coders, a4, b4, first")]
    assert sorted(told) == ["k.la_serre.042", "k.la_serre.043", "k.la_serre.044", "k.la_serre.045"]


def test_without_a_second_coder_there_is_nothing_to_decide(small):
    assert arbitration.undecided(small()) == []


def test_a_changed_coding_of_the_real_data_is_noticed(raw):
    named = set(" ".join(f"{row['first_ids']} {row['second_ids']}" for row in arbitration.differences(raw)).split())
    second = raw["second_codings"]
    both = set(zip(second["case_id"], second["source_id"], second["variable_id"], second["value"], strict=True))
    rows = raw["codings"][(raw["codings"]["value"] == "yes") & ~raw["codings"]["coding_id"].isin(named)]
    row = next(row for row in rows.to_dict("records") if (row["case_id"], row["source_id"], row["variable_id"], "yes") in both
               and row["case_id"] != "paris_mix" and raw.codebook.variable(row["variable_id"])["scale"] == "yes_no")  # fmt: skip
    changed = raw["codings"].assign(value=raw["codings"]["value"].where(raw["codings"]["coding_id"] != row["coding_id"], "no"))
    faults = arbitration.undecided(type(raw)(raw.tables | {"codings": changed}))
    assert [(fault.row, fault.case, fault.variable) for fault in faults] == [(row["_row"], row["case_id"], row["variable_id"])]

"""What ``ptce check`` tells beyond the cells: open differences, failed checks with their rows, passages; the summary last."""

import re

import pandas as pd
import pytest

from ptce_helpers.errors import DataError
from ptce_helpers.inspection import inspect, load

COMPLETE = """
    coding_id, case_id,    variable_id,  value, qualifier, source_id, status
    a1,        domb_innov, charter,      yes,   ,          crida2015, stated
    a2,        domb_innov, public_share, 40,    exact,     crida2015, stated
    a3,        domb_innov, accounting,   own,   ,          crida2015, stated
"""
SECOND = re.sub(r"\ba(\d)", r"b\1", COMPLETE)
ONE_CASE = "case_id, name\ndomb_innov, Domb’Innov"


def passages(*verdicts):
    rows = [("codings", number, "labo2014", "3", "4", "1w1 0.0a1b2c3d", verdict, 7, 8) for number, verdict in enumerate(verdicts, start=2)]
    return pd.DataFrame(rows, columns=["table", "row", "source_id", "line_start", "line_end", "passage", "verdict", "new_start", "new_end"])


@pytest.fixture
def sound(small):
    """The small data with one case that is coded whole, by both coders alike."""
    return lambda **tables: small(**{"cases": ONE_CASE, "codings": COMPLETE, "second_codings": SECOND} | tables)


def test_sound_data_are_told_in_one_line(sound):
    raw = sound()
    told = inspect(raw)
    assert told.passed
    assert list(told.lines()) == [f"data/raw: {sum(map(len, raw.tables.values()))} rows in {len(raw.tables)} tables, no fault."]


def test_failed_check_of_the_clean_data_is_told_with_its_rows(sound):
    told = inspect(sound(codings=COMPLETE.rsplit("    a3", 1)[0], second_codings=SECOND.rsplit("    b3", 1)[0]))
    assert not told.passed
    assert list(told.lines())[:2] == [
        "FAILED: No compared variable was forgotten. 1 of 3 case-variable pairs whose silence is compared was not coded.",
        "    case domb_innov, study crida2015, variable accounting",
    ]
    assert list(told.lines())[-1].endswith(" tables, 1 failed check(s) of the clean data.")


def test_long_list_of_offending_rows_is_cut_and_counted(sound):
    more = "\n".join(f"    a{n}, domb_innov, tenders, yes, , crida2015, stated\n    a{n + 100}, domb_innov, tenders, no, , crida2015, stated" for n in range(10, 25))
    told = list(inspect(sound(codings=COMPLETE + more, second_codings="")).lines())
    place = next(number for number, line in enumerate(told) if line.startswith("FAILED: Every conflict is settled"))
    assert told[place + 1].startswith("    case domb_innov, study crida2015, variable tenders, coding a10") and told[place + 1].endswith("value yes")
    assert told[place + 21] == "    ... and 10 more"


def test_open_difference_of_the_coders_fails_the_check(sound):
    told = inspect(sound(second_codings=SECOND.replace("yes,", "no,")))
    assert not told.passed
    first, *_, last = told.lines()
    assert first.startswith("data/raw/codings.csv, row 2, case domb_innov, variable charter: the two coders differ, and no row of corrections.csv says who won")
    assert "add to corrections.csv: k.domb_innov.001,domb_innov,charter,crida2015,coders,a1,b1," in first
    assert last.endswith(", 1 undecided difference(s) of the coders.")


LOST = {
    "not_found": "NOT FOUND",
    "ambiguous": "NOT FOUND for certain: the same few words stand at lines 7-8, not between the passages beside it",
    "misplaced": "the lines of the row and its fingerprint do not belong together: the fingerprint is that of lines 7-8\n"
                 "    → correct the lines, or make the fingerprint: ptce passage labo2014 3 4 --sources DIR",
}


@pytest.mark.parametrize("verdict", LOST)
def test_lost_passages_are_always_listed_and_fail(sound, verdict):
    told = inspect(sound(), passages("found", verdict))
    assert not told.passed
    first, *_, last = told.lines()
    assert first == f"data/raw/codings.csv row 3: labo2014 lines 3-4 → {LOST[verdict]}"
    assert last.endswith(", 1 passage(s) not found where they should be.")


def test_moved_passages_are_counted_and_listed_only_when_asked_for(sound):
    told = inspect(sound(), passages("moved", "found", "moved"))
    assert told.passed
    assert list(told.lines())[0] == "2 passages stand at other lines of your copy, which is not the text that the line numbers refer to; --all lists them."
    assert list(told.lines(everything=True))[:2] == [f"data/raw/codings.csv row {row}: labo2014 lines 3-4 → now at lines 7-8" for row in (2, 4)]
    assert "passages found at other lines: 2" in told.lines() and "passages found at their lines: 1" in told.lines()


def test_passages_of_a_text_that_is_not_there_are_counted_and_fail(sound):
    told = inspect(sound(), passages("no_copy", "no_copy"))
    assert not told.passed
    assert "passages of a source of which there is no copy in the folder: 2" in told.lines()


def test_nothing_to_look_up_is_no_success(sound):
    told = inspect(sound(), passages())
    assert not told.passed
    assert "There was no passage to look up." in told.lines()


def test_claim_that_can_not_be_put_to_the_codings_fails_the_check(sound):
    claims = """
        claim_id, section, claim_en, claim_fr,  kind,  check, asks,       stated
        c1,       one,     A claim,  Un énoncé, count, poles, charter=yes, =1
        c2,       one,     A claim,  Un énoncé, count, pole,  charter=yes, =1
    """
    told = inspect(sound(claims=claims))
    assert not told.passed
    first, *_, last = told.lines()
    assert first.startswith("data/raw/claims.csv, row 3: claim c2: there is no checking function 'pole'") and "did you mean 'poles'?" in first
    assert last.endswith(" tables, 1 claim(s) that can't be put to the codings.")
    assert inspect(sound(claims=claims.replace("pole, ", "poles,"))).passed


def test_faults_of_the_conclusions_are_told_with_those_of_the_cells(drawn):
    conclusions = "conclusion_id, method, measure, asks\none, guess, leed, \ntwo, bounds, , \nthree, bounds, count, query: charter=yes; query: charter=no"
    with pytest.raises(DataError) as caught:
        load(drawn(conclusions=conclusions, comparisons="outcome\nmembers_totl"))
    said = str(caught.value)
    for fact in ("method: this is not an allowed code", "conclusion one: there is no such measure", "measure is empty", "conclusion three: what is asked can't be read", "give query once", "did you mean 'members_total'?"):
        assert fact in said, fact
    assert "conclusion two" not in said  # the empty cell is named once


def test_conclusions_are_not_judged_while_tables_they_refer_to_are_wrong(drawn):
    with pytest.raises(DataError) as caught:
        load(drawn(conclusions="conclusion_id, method, measure\none, bounds, leed", variables="variable_id, scale\ncharter, yesno"))
    assert "leed" not in str(caught.value) and "yesno" in str(caught.value)
    folder = drawn(conclusions="conclusion_id, method, measure\none, bounds, leed")
    (folder / "ties.csv").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="the file is empty"):
        load(folder)

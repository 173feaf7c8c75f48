"""What goes when something is withdrawn from the coded data: its rows, those that name them, and nothing else."""

import pytest

from ptce_helpers import codings
from ptce_helpers.errors import NotFound, ParameterError
from ptce_helpers.withdrawal import find, withdraw, without

CODINGS = """
    coding_id,       case_id,    variable_id,   value, qualifier, source_id, line_start, line_end, doubt, status, comment
    aC.la_serre.001, la_serre,   members_total, 12,    exact,     crida2015, 10,         12,       ,      stated,
    aC.la_serre.002, la_serre,   budget,        900,   exact,     crida2015, 12,         12,       two,   stated,
    aC.la_serre.003, la_serre,   budget,        950,   exact,     crida2015, 20,         20,       two,   stated,
    aL.domb_innov.1, domb_innov, members_total, 30,    exact,     labo2014,  12,         12,       ,      stated,
"""
SECOND = """
    coding_id,       case_id,  variable_id,   value, qualifier, source_id, line_start, line_end
    bC.la_serre.001, la_serre, members_total, 13,    exact,     crida2015, 10,         10
"""
CORRECTIONS = """
    correction_id,   case_id,  variable_id,   source_id, kind,    first_coding,    second_coding,   winner
    k.la_serre.001,  la_serre, members_total, crida2015, coders,  aC.la_serre.001, bC.la_serre.001, first
    k.la_serre.002,  la_serre, budget,        crida2015, sources, aC.la_serre.002, aC.la_serre.003, first
"""
STEPS = """
    step_id,         case_id,  variable_id, applies_to,      operation, operand,         result_variable, source_id, line_start, line_end
    hC.la_serre.001, la_serre, budget,      aC.la_serre.002, add,       10,              budget,          crida2015, 30,         30
    hC.la_serre.002, la_serre, budget,      hC.la_serre.001, add,       5,               budget,          crida2015, 31,         31
"""
TIES = """
    tie_id,          case_id,  partner, source_id, line_start, line_end, status
    tC.la_serre.001, la_serre, CRESS,   crida2015, 15,         16,       stated
"""
ALIASES = """
    alias, name,  reason
    CRESS, Cress, spelling
"""
CLAIMS = """
    claim_id, section, claim_en, claim_fr, kind,  source_id, line_start, line_end
    cC.001,   one,     twelve,   douze,    count, crida2015, 9,          10
"""


PARAGRAPHS = """
    source_id, line_start, line_end, text_end, part,         kind,    case_id,    reason
    crida2015, 1,          30,       30,       introduction, context, la_serre,
    crida2015, 31,         40,       40,       introduction, context, domb_innov,
"""


@pytest.fixture
def folder(drawn):
    return drawn(codings=CODINGS, second_codings=SECOND, corrections=CORRECTIONS, harmonisation=STEPS, ties=TIES, partner_aliases=ALIASES, claims=CLAIMS,
                 paragraphs=PARAGRAPHS)


@pytest.fixture
def gone(folder, tmp_path):
    """``gone("la_serre")``: the keys of all rows that go, by table; the copy without them lies in tmp_path / "copy"."""
    return lambda *what: withdraw(find(what[0], codings.load(folder), *what[1:]), folder, tmp_path / "copy").keys


def test_coding_goes_with_the_corrections_that_name_it_and_the_second_coder_s_row_stays(gone):
    assert gone("aC.la_serre.001") == {"codings": ["aC.la_serre.001"], "corrections": ["k.la_serre.001"]}


def test_second_coder_s_row_goes_alone_with_its_correction(gone):
    assert gone("bC.la_serre.001") == {"second_codings": ["bC.la_serre.001"], "corrections": ["k.la_serre.001"]}


def test_steps_on_a_coding_and_steps_on_these_steps_go_along(gone):
    assert gone("aC.la_serre.002") == {"codings": ["aC.la_serre.002"], "corrections": ["k.la_serre.002"],
                                       "harmonisation": ["hC.la_serre.001", "hC.la_serre.002"]}  # fmt: skip


def test_last_tie_with_a_partner_takes_the_partner_s_other_name_along(gone):
    assert gone("tC.la_serre.001") == {"ties": ["tC.la_serre.001"], "partner_aliases": ["CRESS"]}


@pytest.mark.parametrize("lines", [("10-11",), ("10", "11"), ("10 - 11",)])
def test_lines_take_every_row_whose_passage_shares_one_with_them(gone, lines):
    assert gone("crida2015", *lines) == {"codings": ["aC.la_serre.001"], "second_codings": ["bC.la_serre.001"], "corrections": ["k.la_serre.001"]}


def test_claim_stays_in_the_data_and_is_named_where_its_passage_is_withdrawn(folder, tmp_path):
    gone = find("crida2015", codings.load(folder), "9")
    assert (gone.keys, gone.claims) == ({}, ("cC.001",))
    assert "cC.001" in (withdraw(gone, folder, tmp_path / "copy"), (tmp_path / "copy" / "claims.csv").read_text(encoding="utf-8"))[1]


def test_lines_of_one_source_leave_the_same_lines_of_the_other_alone(gone):
    assert gone("labo2014", "12") == {"codings": ["aL.domb_innov.1"]}


def test_pole_is_left_out_by_its_parameter_and_its_rows_stay(folder, gone):
    assert gone("La Serre") == {}
    found = find("La Serre", codings.load(folder))
    assert (found.what, found.given, found.excluded) == ("la_serre", {"exclude_cases": ["la_serre"]}, ["la_serre"])


def test_source_goes_with_its_rows_and_the_poles_that_it_alone_describes(gone, tmp_path):
    found = gone("crida2015")
    assert found["cases"] == ["la_serre", "phares"]
    left = codings.load(tmp_path / "copy")
    assert list(left["codings"]["coding_id"]) == ["aL.domb_innov.1"]
    assert left["cases"][["case_id", "in_labo2014", "in_crida2015"]].to_numpy().tolist() == [["domb_innov", "yes", "no"]]
    assert list(left["claims"]["claim_id"]) == ["cC.001"] and list(left["paragraphs"]["case_id"]) == ["", "domb_innov"]


def test_other_rows_and_tables_stay_to_the_byte(folder, gone, tmp_path):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    gone("aC.la_serre.001")
    after = {path.name: path.read_bytes() for path in (tmp_path / "copy").iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"codings.csv", "corrections.csv"}
    assert after["codings.csv"] == b"".join(line for line in before["codings.csv"].splitlines(True) if not line.startswith(b"aC.la_serre.001"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(("text", "rows", "left"), [
    ('a,b\r\n1,"x\ny"\r\n2,z\r\n3,w', {2, 4}, 'a,b\r\n2,z\r\n'),
    ('\ufeffa;b\n1;"x;\ny"\n\n2;z\n3;w\n', {2, 4}, '\ufeffa;b\n\n3;w\n'),
])  # fmt: skip
def test_row_may_hold_a_line_break_and_blank_rows_are_numbered(text, rows, left):
    assert without(text, rows) == left


@pytest.mark.parametrize(("what", "error", "said"), [
    (("aC.la_serre.004",), NotFound, r"No row of data/raw has the id 'aC\.la_serre\.004'\.\n    → did you mean 'aC\.la_serre\.00\d'\?"),
    (("la_sere",), NotFound, r"There is no case 'la_sere'\.\n    → did you mean 'la_serre'\?"),
    (("crida2014",), NotFound, r"There is no source 'crida2014'\.\n    → did you mean 'crida2015'\?"),
    (("la_serre", "3"), NotFound, r"Lines are those of a source, and there is no source 'la_serre'\.\n    → choose one of: crida2015, labo2014"),
    (("crida2015", "40-41"), ParameterError, r"Lines 40-41 are not in crida2015: it has the lines 1 to 40\."),
    (("crida2015", "0"), ParameterError, r"Lines 0-0 are not in crida2015"),
    (("crida2015", "12", "10"), ParameterError, r"Lines 12-10 are not in crida2015.*\n    → give lines of the text, the smaller number first"),
    (("crida2015", "ten"), ParameterError, r"'ten' are no lines\.\n    → write them as in: ptce impact crida2015 12-14, or crida2015 12 14"),
    (("cC.001",), ParameterError, r"cC\.001 is a claim: .*\n    → withdraw its passage: ptce impact crida2015 9-10"),
])  # fmt: skip
def test_what_is_not_there_is_told_with_the_nearest_name_or_the_lines_there_are(folder, what, error, said):
    with pytest.raises(error, match=said):
        find(what[0], codings.load(folder), *what[1:])

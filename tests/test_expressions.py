"""Arithmetic over codings: by line, by item, over lists, with ranges; nothing of it is executed."""

import math

import pytest

from ptce_helpers.cleaning import clean
from ptce_helpers.errors import ResearcherError
from ptce_helpers.expressions import work_out
from ptce_helpers.labels import Labels
from ptce_helpers.quantities import Lacking, Place, Quantity
from ptce_helpers.sample import Sample

CODINGS = """
    coding_id, case_id,    source_id, variable_id,   item,  value, upper, qualifier, as_of, status,  line_start, line_end, comment
    k1,        domb_innov, crida2015, members_total, ,      20,    ,      exact,     ,      stated,  4,          4,
    k2,        domb_innov, crida2015, users,         shop,  3,     ,      about,     ,      stated,  5,          6,
    k3,        domb_innov, crida2015, users,         meals, 9,     ,      exact,     ,      stated,  6,          6,
    k4,        domb_innov, crida2015, users,         meals, 12,    ,      exact,     ,      derived, 6,          6,        a sum
    k5,        domb_innov, labo2014,  members_total, ,      10,    12,    range,     ,      stated,  7,          7,
    k6,        domb_innov, crida2015, founded,       ,      2000,  ,      exact,     ,      stated,  8,          8,
    k7,        domb_innov, crida2015, public_share,  ,      60,    ,      at_least,  ,      stated,  9,          9,
    k8,        domb_innov, crida2015, budget,        ,      500,   ,      exact,     2012,  stated,  10,         10,
    k9,        phares,     crida2015, members_total, ,      7,     ,      exact,     ,      stated,  11,         11,
    k10,       phares,     crida2015, charter,       ,      yes,   ,      ,          ,      stated,  11,         11,
"""
MEMBERS = """
    case_id,    member, ess, role,   jobs, line_start, line_end
    domb_innov, Alpha,  yes, member, 4,    20,         20
    domb_innov, Beta,   no,  member, 6,    21,         21
    domb_innov, Beta,   no,  tool,   ,     22,         22
    phares,     Gamma,  no,  member, ,     22,         22
"""


@pytest.fixture
def place(small):
    raw = small(codings=CODINGS, members=MEMBERS)
    return Place(Sample(clean(raw), raw, Labels("en")), "crida2015", "domb_innov")


@pytest.mark.parametrize(("text", "expected"), [
    ("7", Quantity(7, 7)), ("members_total", Quantity(20, 20, ("k1",))), ("members_total @ 4 - 5", Quantity(15, 15, ("k1",))),
    ("users['shop'] @ 6", Quantity(3, 3, ("k2",), about=True)), ("users['shop'] @ (5, 9) * 2", Quantity(6, 6, ("k2",), about=True)),
    # what a coder worked out does not stand for what the line says
    ("users['meals'] @ 6", Quantity(9, 9, ("k3",))),
    ("labo2014.members_total", Quantity(10, 12, ("k5",))), ("members_total - labo2014.members_total", Quantity(8, 10, ("k1", "k5"))),
    ("phares.members_total", Quantity(7, 7, ("k9",))), ("crida2015.phares.members_total / 2", Quantity(3.5, 3.5, ("k9",))),
    ("founded", Quantity(2000, 2000, ("k6",), unit="year")), ("founded + 5", Quantity(2005, 2005, ("k6",), unit="year")), ("2015 - founded", Quantity(15, 15, ("k6",))),
    ("founded - founded", Quantity(0, 0, ("k6", "k6"))), ("public_share", Quantity(60, 100, ("k7",))),
    ("members()", Quantity(2, 2, ("m1", "m2", "m3"))), ("members(20)", Quantity(1, 1, ("m1",))), ("members(21, 22, ess='no')", Quantity(1, 1, ("m2", "m3"))),
    ("members(role='tool|carrier')", Quantity(1, 1, ("m3",))), ("member_total('jobs')", Quantity(10, 10, ("m1", "m2"))),
    ("items('users')", Quantity(2, 2, ("k3", "k4", "k2"))), ("total('users', 5, 5)", Quantity(3, 3, ("k2",), about=True)),
    ("holds('members_total>15')", Quantity(1, 1, ("k1",))), ("holds('charter=yes')", Quantity(0, 1, ("domb_innov/crida2015/charter",))),
    ("holds('members_total>11', 'labo2014')", Quantity(0, 1, ("k5",))), ("poles('members_total<10')", Quantity(1, 2, ("la_serre/crida2015/members_total", "k9"))),
    ("month(2013, 12)", Quantity(24167, 24167, unit="month")), ("month(2014, 1) - month(2013, 12)", Quantity(1, 1)),
    ("at_least(members())", Quantity(2, math.inf, ("m1", "m2", "m3"))), ("in_year('budget', 2012)", Quantity(500, 500, ("k8",))),
    ("year('budget', 10)", Quantity(2012, 2012, ("k8",), unit="year")),
])
def test_an_expression_is_worked_out_with_its_evidence(place, text, expected):
    assert work_out(place, text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    # Beta is said not to be of the social economy, of Delta nothing is said
    ("between(members(ess='yes'), members(ess='yes|'))", (1, 2)), ("between(members(20, 21, ess='yes'), members(20, 21, ess='yes|'))", (1, 1)), ("kinds('leader')", (2, 2)), ("kinds('leader', 9)", (1, 1)), ("kinds('charter')", (0, 0)),
])
def test_kinds_are_counted_and_members_of_no_stated_kind_stay_possible(small, text, expected):
    leaders = "\n".join(f"    k{n}, domb_innov, crida2015, leader, , {code}, , , , stated, {line}, {line}," for n, code, line in ((1, "founders", 8), (2, "manager", 9), (3, "founders", 10)))
    raw = small(codings=CODINGS[:CODINGS.index("    k1,")] + leaders, members=MEMBERS + "    domb_innov, Delta, , member, , 23, 23\n")
    found = work_out(Place(Sample(clean(raw), raw, Labels("en")), "crida2015", "domb_innov"), text)
    assert (found.low, found.high) == expected and found.refs


def test_without_a_pole_lists_are_counted_over_all(place):
    assert work_out(Place(place.sample, "crida2015", ""), "members(role='member')").low == 3


@pytest.mark.parametrize("text", ["budget @ 4", "phares.founded", "labo2014.budget", "members(30)", "statement('s9')", "items('surface')", "in_year('budget', 2013)", "total('surface')", "members_total / (founded - founded)"])
def test_what_is_not_coded_is_lacking(place, text):
    with pytest.raises(Lacking):
        work_out(place, text)


@pytest.mark.parametrize(("text", "match"), [
    ("members_total +", "The expression 'members_total \\+' can't be read"), ("__import__('os')", "can't be read"), ("members_total.real.imag.x", "can't be read"),
    ("[1 for x in ()]", "can't be read"), ("'text'", "can't be read"), ("members_totl", "The codebook has no variable 'members_totl'"),
    ("lille.members_total", "There is no case 'lille'"), ("users @ 6", "users has 2 different figures on lines 6 to 6 of crida2015"),
    ("members(es='no')", "members has no column 'es'"), ("members(members_total)", "can't be read"),
])
def test_what_can_not_be_read_is_named_and_never_executed(place, text, match):
    with pytest.raises(ResearcherError, match=match):
        work_out(place, text)


def test_a_range_times_an_unlimited_figure_is_unlimited(place):
    found = work_out(place, "(users['meals'] @ 6 - 9) * (2 - members_total)")
    assert (found.low, found.high) == (0, 0) and not math.isnan(found.low)

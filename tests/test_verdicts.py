"""Verdicts: what is stated, as a range; true, nearly true, false or open for all that the codings allow."""

import math

import pytest

from ptce_helpers import verdicts
from ptce_helpers.errors import ResearcherError
from ptce_helpers.verdicts import Range

INF = math.inf


def figure(written):
    return (float(written),) * 2


@pytest.mark.parametrize(("written", "expected"), [
    ("=8", Range(8, 8)), (">=3", Range(3, INF)), ("<= 2", Range(-INF, 2)), (">15", Range(15, INF, without_low=True)), ("<10", Range(-INF, 10, without_high=True)),
    ("6..20", Range(6, 20)), ("all", Range(12, 12)), ("none", Range(0, 0)), ("most", Range(6, 12, without_low=True)), ("few", Range(1, 6, without_high=True)),
    ("half_or_more", Range(6, 12)), ("some", Range(1, 12)), ("several", Range(2, 12)),
])
def test_what_is_stated_is_a_range(written, expected):
    assert verdicts.read(written, 12, figure) == expected


def test_what_is_stated_of_a_range_takes_both_its_ends():
    assert verdicts.read("=x", 12, lambda _: (2, 4)) == Range(2, 4)
    assert verdicts.read(">x", 12, lambda _: (2, 4)) == Range(2, INF, without_low=True)
    assert verdicts.read("<=x", 12, lambda _: (2, 4)) == Range(-INF, 4)


def test_what_can_not_be_read_is_named_with_what_may_be_written():
    with pytest.raises(ResearcherError, match="'about eight', can't be read") as caught:
        verdicts.read("about eight", 12, figure)
    assert "write a sign and a figure (=8, >=3, <10), two figures (6..20), or one of all, none, most" in str(caught.value)


@pytest.mark.parametrize(("low", "high", "stated", "tolerance", "expected"), [
    (8, 8, "=8", 0, "reproduced"), (8, 10, "=8", 0, "undecidable"), (9, 10, "=8", 0, "contradicted"), (9, 9, "=8", 1, "approximately"),
    (9, 10, "=8", 1, "undecidable"), (10, 11, "=8", 1, "contradicted"), (6, 6, "most", 0, "contradicted"), (7, 12, "most", 0, "reproduced"),
    (6, 7, "most", 0, "undecidable"), (10, 10, "<10", 0, "contradicted"), (10, 10, "<=10", 0, "reproduced"), (9, 10, "<10", 0, "undecidable"),
    (550, INF, ">=500", 0, "reproduced"), (0, INF, "=18", 2, "undecidable"), (10, 10, "<10", 1, "approximately"), (0, 0, "few", 0, "contradicted"),
])
def test_a_verdict_holds_for_all_that_is_possible(low, high, stated, tolerance, expected):
    assert verdicts.of(low, high, verdicts.read(stated, 12, figure), tolerance) == expected

"""Every part of both studies has its counterpart among the results, or a stated reason."""

import json

import pytest

from ptce_helpers import counterparts
from ptce_helpers.labels import Labels


@pytest.mark.parametrize("part", counterparts.parts(), ids=lambda part: f"{part['study']} {part['part']}")
def test_a_part_is_taken_up_by_results_that_exist_or_says_why_not(part, root):
    assert bool(part["results"]) != bool(part["reason_en"]) and bool(part["reason_en"]) == bool(part["reason_fr"])
    for notebook, name in counterparts.results(part):
        accepted = json.loads((root / "tests" / "reference" / f"{notebook}.results.json").read_text(encoding="utf-8"))
        assert name in {*accepted["tables"], *accepted["figures"]}, f"{notebook} makes no {name}"


def test_no_dimension_of_the_typology_and_no_table_of_2015_is_left_out():
    said = {(part["study"], part["part"]) for part in counterparts.parts()}
    assert {("labo2014", f"1.3 {letter}") for letter in "abcdefghijk"} <= said
    assert {("crida2015", f"Table {number}") for number in range(1, 7)} <= said
    assert len(said) == len(counterparts.parts())


def test_the_table_names_the_pages_in_the_language_of_the_reader():
    table = counterparts.table(Labels("fr")).frame
    french = dict(zip((part["part"] for part in counterparts.parts()), table["taken_up"], strict=True))
    assert french["1.3 e"].startswith("06 La gouvernance\u00a0: governance-leaders") and french["6, support"].startswith("Des recommandations")
    assert not [part for part in table["part"] if "," in part], "the English word that tells parts of a chapter apart is not shown"

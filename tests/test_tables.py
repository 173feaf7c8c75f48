"""Tables for people: pairs of bounds as ranges, kinds in words, notes on what columns mean, nothing unescaped."""

import math

import pandas as pd
import pytest

from ptce_helpers.labels import NBSP, THIN, Labels
from ptce_helpers.tables import Noted, Shown

EN, FR = Labels("en"), Labels("fr")


def shown(labels=EN, notes=(), **columns):
    return Shown(pd.DataFrame(columns), "A caption", labels, notes)


def cells(table):
    return table._written().to_dict("list")


def test_a_lowest_and_a_highest_value_are_shown_as_one_range():
    table = shown(count=[3, 5], count_low=[3, 5], count_high=[7, 5])
    assert cells(table) == {"count": ["3", "5"], "count_range": ["3 to 7", "5"]}
    assert cells(shown(FR, median_low=[1.25, 10.0], median_high=[math.inf, 12.5])) == {"median_range": ["1,2 à ∞", "10,0 à 12,5"]}


def test_a_range_that_is_not_known_is_a_dash():
    assert cells(shown(without_low=[math.nan], without_high=[math.nan])) == {"without_range": ["–"]}


def test_a_column_that_only_begins_like_a_range_stays_as_it_is():
    assert cells(shown(count_low=[3, 5])) == {"count_low": ["3", "5"]}
    assert cells(shown(low=[1, 2], high=[3, 4])) == {"low": ["1", "2"], "high": ["3", "4"]}


def test_kinds_of_missing_and_of_inexactness_are_said_in_words():
    table = {"n": [11, 11], "missing_not_stated": [2, 0], "missing_chart_only": [1, 0], "qualifier_about": [1, 0]}
    assert cells(shown(**table)) == {"n": ["11", "11"], "missing": ["2 not stated and 1 only in a picture", "–"], "qualifier": ["1 about", "–"]}
    assert cells(shown(FR, **table))["missing"][0] == "2 non précisés et 1 en image seulement"


def test_a_study_is_called_by_its_year():
    assert cells(shown(FR, study=["labo2014", "crida2015"]))["study"] == ["2014", "2015"]


def test_a_column_that_would_say_nothing_is_left_out():
    assert list(cells(shown(n=[1], qualifier_about=[0], said_of_all=[None]))) == ["n"]
    assert list(cells(shown(n=[1], missing_not_stated=[0]))) == ["n", "missing"], "that nothing is missing says something"


def test_rows_of_a_variable_stand_under_its_name():
    table = {"variable": ["Charter", "Charter", "Pact"], "code": ["Yes", "No", "Yes"], "count": [5, 2, 1]}
    page = shown(**table)._repr_html_()
    assert page.count("gt_group_heading") >= 2 and page.count(">Charter<") == 1
    mixed = shown(variable=["Charter", "Pact", "Charter"], code=["Yes", "Yes", "No"], count=[5, 2, 1])._repr_html_()
    assert mixed.count(">Charter<") == 2 and "gt_group_heading" not in mixed


def test_large_amounts_have_no_decimals():
    assert cells(shown(FR, median=[180_500.5, 1.0]))["median"] == [f"180{THIN}500", "1"]


def test_columns_of_bounds_are_explained_below_in_the_language_of_the_page():
    page = shown(count=[1], count_low=[1], count_high=[2])._repr_html_()
    assert "Bounds: worst and best completion" in page and "Interval (Wilson)" not in page
    assert f"Bornes{NBSP}: pire et meilleur complément" in shown(FR, count_low=[1], count_high=[2])._repr_html_()


def test_own_notes_stand_below_too_and_in_plain_text():
    table = shown(n=[1], notes=("Not added up.",))
    assert "Not added up." in table._repr_html_() and repr(table).endswith("\nNot added up.")


@pytest.mark.parametrize("place", ["cell", "caption", "note", "heading"])
def test_nothing_from_data_is_put_unescaped_into_a_page(place):
    evil = "<script>alert(1)</script>"
    table = Shown(pd.DataFrame({evil if place == "heading" else "n": [evil if place == "cell" else "x"]}), evil if place == "caption" else "A caption", EN,
                  (evil,) if place == "note" else ())
    page = table._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page.lower()


def test_the_same_table_is_the_same_bytes_and_brings_no_style_of_its_own():
    pages = {shown(n=[1, 2])._repr_html_() for _ in range(3)}
    assert len(pages) == 1 and "<style" not in pages.pop()


def test_numbers_stand_on_the_right():
    page = shown(case=["La Serre"], n=[11])._repr_html_()
    assert 'gt_left">La Serre<' in page and 'gt_right">11<' in page


def test_below_a_figure_stand_its_caption_and_on_what_it_rests():
    note = Noted("Charters & pacts", "11 poles <b>")
    assert note._repr_html_() == '<p class="figure"><strong>Charters &amp; pacts.</strong> 11 poles &lt;b&gt;</p>'
    assert repr(note) == "Charters & pacts. 11 poles <b>"


def test_a_table_of_many_columns_is_set_smaller():
    assert 'class="gt_table wide"' in shown(**{f"c{number}": [1] for number in range(10)})._repr_html_()
    assert 'class="gt_table"' in shown(**{f"c{number}": [1] for number in range(9)})._repr_html_()

"""The codebook knows each variable, its codes and labels, and of which study it is asked."""

import pytest

from ptce_helpers.errors import NotFound


@pytest.fixture
def book(small):
    return small().codebook


def test_variables_are_sorted(book):
    assert book.ids == ["accounting", "budget", "charter", "founded", "leader", "members_total", "motto", "public_share", "surface",
                        "tenders", "users"]  # fmt: skip


def test_an_unknown_variable_names_the_nearest(book):
    with pytest.raises(NotFound, match="no variable 'member_total'") as caught:
        book.variable("member_total")
    assert "did you mean 'members_total'?" in str(caught.value)


def test_numbers_and_texts_have_no_codes(book):
    assert book.allowed("accounting") == ["own", "shared"]
    assert book.allowed("members_total") == book.allowed("motto") == []


@pytest.mark.parametrize(("variable", "expected"), [("budget", True), ("founded", True), ("public_share", True), ("surface", True),
                                                    ("charter", False), ("leader", False), ("motto", False)])  # fmt: skip
def test_the_type_of_a_variable_comes_from_its_scale(book, variable, expected):
    assert book.is_number(variable) is expected


def test_codes_have_labels_in_both_languages_and_an_unknown_code_is_shown_as_it_is(book):
    assert book.code_label("accounting", "own") == "own accounts"
    assert book.code_label("accounting", "own", "fr") == "comptes propres"
    assert book.code_label("accounting", "nothing_such", "fr") == "nothing_such"


def test_variables_have_labels_in_both_languages(book):
    assert (book.label("charter"), book.label("charter", "fr")) == ("a label", "un libellé")


def test_a_variable_of_one_study_is_not_asked_of_the_other(book):
    assert book.asked_of("accounting", "crida2015") and not book.asked_of("accounting", "labo2014")
    assert book.asked_of("charter", "labo2014")


def test_silence_is_compared_only_where_the_question_is_asked(book):
    assert book.compared_when_silent("labo2014") == ["charter", "public_share"]
    assert book.compared_when_silent("crida2015") == book.compared_when_silent() == ["accounting", "charter", "public_share"]

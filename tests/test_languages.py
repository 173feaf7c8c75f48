"""Every page, table and figure of the study is in one language throughout, whatever notebooks there are."""

import pytest
from languages import FOR_PROGRAMS, OTHER, Vocabulary, shown, texts_of

from ptce_helpers import results
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import NAMES


@pytest.fixture(scope="module")
def vocabulary(raw):
    return Vocabulary(raw)


# --- it can fail -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text", "seen"),
    [
        ("fr", "Nombre de members par pôle et par étude", {"members"}),
        ("fr", "Le texte ne dit rien of this", {"of", "this"}),
        ("fr", "the text does not say", {"the", "not", "does"}),
        ("en", "Stated numbers of membres by pole", {"membres"}),
        ("en", "The text says nothing dans le sommaire", {"dans", "le"}),
        ("en", "non précisé", {"précisé"}),
    ],
)
def test_a_word_of_the_other_language_is_seen(vocabulary, lang, text, seen):
    assert vocabulary.foreign(text, lang) >= seen


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Pour 6 pôles, les textes ne disent pas l’année : voir data/raw/cases.csv, colonne location_basis."),
        ("en", "For 6 poles the texts do not say the year: see data/raw/cases.csv, column location_basis."),
        ("en", "Pays de Bray – Maison de l’économie solidaire, Les Articulteurs, Pôle Sud Archer"),
        ("fr", "second_codings"),
        ("fr", "both, labo2014, crida2015"),
        ("en", "the coder reads “dans le sommaire” otherwise"),
    ],
)
def test_names_identifiers_and_quoted_words_belong_to_both_languages(vocabulary, lang, text):
    assert vocabulary.foreign(text, lang) == set()


def test_each_language_has_many_words_of_its_own(vocabulary):
    assert all(len(found) > 1000 for found in vocabulary.only.values())
    assert not vocabulary.only["en"] & vocabulary.only["fr"]


# --- the study --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", sorted(OTHER))
def test_every_page_table_and_figure_of_the_study_is_read(studies, lang):
    folder = studies[lang].study
    read = {file for file, _ in shown(folder)}
    assert {f"{name}.html" for name in NAMES} | {"index.html"} <= read
    assert {path.name for path in (folder / "tables").glob("*.csv") if len(path.read_text(encoding="utf-8").splitlines()) > 1} - {f"{name}.csv" for name in FOR_PROGRAMS} <= read
    figures = sorted((folder / "figures").glob("*.svg"))
    assert figures and {path.name for path in figures} <= read
    assert "origine" in texts_of(studies["fr"].study / "figures" / "01-sources-and-cases-timeline.svg")


@pytest.mark.parametrize("lang", sorted(OTHER))
def test_nothing_that_people_read_is_in_the_other_language(studies, vocabulary, lang):
    found = sorted({(file, text, *sorted(foreign)) for file, text in shown(studies[lang].study) if (foreign := vocabulary.foreign(text, lang))})
    assert found == []


def test_no_note_of_a_coder_is_left_in_english_on_french_pages(studies):
    mark = Labels("fr").text("untranslated", text="").strip()
    assert mark == "(en anglais)"
    assert sorted({(file, text) for file, text in shown(studies["fr"].study) if mark in text}) == []


def figures_of(book):
    """All numbers of a notebook's results: scalars by name, and those of each column of each table, in the order of their size."""
    found = {name: entry["value"] for name, entry in book.scalars.items() if entry["type"] in ("int", "float", "bool")}
    for name, table in book.tables.items():
        for place in range(len(table["columns"])):
            cells = [row[place] for row in table["rows"]]
            found[name, place] = sorted(cell for cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_language_changes_words_and_no_number(studies, name):
    english, french = (figures_of(results.read(studies[lang].study / f"{name}.results.json")) for lang in ("en", "fr"))
    assert english == french and len(english) > 5

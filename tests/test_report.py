"""The pages that people open: one for each executed notebook, and an index."""

import re
from html import escape

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ptce_helpers import report
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths

OWN = 'lang: str = "en"  # language\nexclude_cases: list = []  # cases to leave out'


def executed(injected=""):
    """An executed notebook with a table, and with the parameters that papermill put in, if any."""
    made = [new_markdown_cell("# A title <b>"), new_code_cell(OWN, metadata={"tags": ["parameters"]})]
    made += [new_code_cell(f"# Parameters\n{injected}\n", metadata={"tags": ["injected-parameters"]})] if injected else []
    table = new_output("execute_result", {"text/html": "<table><caption>Stated</caption></table>", "text/plain": "Stated"}, execution_count=2)
    return new_notebook(cells=[*made, new_code_cell("desk.show(x < 1)", outputs=[table], execution_count=2)])


@pytest.fixture
def pages(tmp_path, root):
    """``pages(**{'04-members': notebook})`` writes the pages of a study folder; returns {file name: text}."""

    def write(**books):
        folder = tmp_path / "study"
        for part in ("tables", "figures"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "tables" / "04-members-forms.csv").write_text("form\n", encoding="utf-8")
        for name, book in books.items():
            nbformat.write(book, folder / f"{name}.ipynb")
        maker = report.Pages(Paths(root))
        for name, book in books.items():
            (folder / f"{name}.html").write_text(maker.page(name, name, book, list(books)), encoding="utf-8")
        (folder / "index.html").write_text(maker.index(folder, books), encoding="utf-8")
        return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}

    return write


TWO = {"00-start-here": executed(), "04-members": executed('lang = "fr"\nexclude_cases = ["la_serre", "phares"]')}


def test_parameters_of_a_run_are_read_back_with_their_types():
    assert report.given(TWO["00-start-here"]) == {"lang": "en", "exclude_cases": []}
    assert report.given(TWO["04-members"]) == {"lang": "fr", "exclude_cases": ["la_serre", "phares"]}


def test_there_is_a_page_for_each_executed_notebook_and_an_index(pages):
    assert sorted(pages(**TWO)) == ["00-start-here.html", "04-members.html", "index.html"]


def test_each_page_is_in_the_language_of_its_run(pages):
    made = pages(**TWO)
    assert '<html lang="en">' in made["00-start-here.html"] and '<html lang="en">' in made["index.html"]
    assert '<html lang="fr">' in made["04-members.html"]


def test_page_shows_results_and_folds_code_away_with_every_sign_escaped(pages):
    page = pages(**TWO)["00-start-here.html"]
    assert "<caption>Stated</caption>" in page
    assert re.search(r"<details class=\"code\">.*desk\.show\(x &lt; 1\).*</details>", page, re.S)
    assert "In [" not in page and "Out[" not in page


def test_pages_link_to_their_neighbours_and_the_index(pages):
    made = pages(**TWO)
    assert re.findall(r'href="([^"#]+\.html)"', made["00-start-here.html"]) == ["index.html", "04-members.html"] * 2
    assert re.findall(r'href="([^"#]+\.html)"', made["04-members.html"]) == ["index.html", "00-start-here.html"] * 2


def test_index_lists_notebooks_files_and_changed_parameters(pages):
    index = pages(**TWO)["index.html"]
    assert [link for link in re.findall(r'href="([^"]+)"', index)] == ["00-start-here.html", "04-members.html", "tables/04-members-forms.csv"]
    assert re.findall(r"<li>.*?</li>", index, re.S)[0].count("<strong>") == 1, "a plain run has no changed parameters to tell"
    told = re.findall(r"<li>.*?</li>", index, re.S)[1]
    assert "language fr" in told and "2 poles left out (La Serre and Le Phares)" in told
    assert "<p>18 poles of territorial economic cooperation" in index and "12 poles of one study and 11 of the other" in index


def test_page_run_with_changed_parameters_says_so_in_words_at_its_head(pages):
    made = pages(**{"00-start-here": executed('study = "labo2014"\nalpha = 0.05\nexclude_cases = ["la_serre"]'), "04-members": executed()})
    banner = '<p class="banner">This page was run with changed parameters: alpha 0.05, 1 pole left out (La Serre) and figures of the 2014 study only.</p>'
    assert made["00-start-here.html"].index("<main>") < made["00-start-here.html"].index(banner) < made["00-start-here.html"].index("A title")
    assert 'class="banner"' not in made["04-members.html"]
    assert Labels("en").text("index_partly") in made["index.html"]


def test_language_alone_is_no_reason_for_a_banner_but_the_page_says_when_prose_is_not_translated(pages):
    translated = executed('lang = "fr"')
    translated.cells[0].metadata["fr"] = "# Un titre"
    made = pages(**{"00-start-here": executed(), "02-from-raw-to-clean": translated, "04-members": executed('lang = "fr"')})
    assert 'class="banner"' not in made["04-members.html"] + made["index.html"]
    assert escape(Labels("fr").text("page_prose")) in made["04-members.html"]
    assert 'class="note"' not in made["00-start-here.html"] + made["02-from-raw-to-clean.html"]


def test_french_page_shows_the_french_prose_of_each_cell_in_the_place_of_the_english(pages):
    book = executed('lang = "fr"')
    book.cells[0].metadata["fr"] = "# Un titre à nous"
    french, english = (pages(**{"00-start-here": made})["00-start-here.html"] for made in (book, executed()))
    assert "Un titre à nous" in french and "A title" not in french
    assert "A title" in english


def test_pages_are_the_same_bytes_when_written_again(pages):
    assert pages(**TWO) == pages(**TWO)

"""The page of a batch: what ran, what failed, what flips, as a picture and a table, in English or French."""

import re
from html import unescape

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from ptce_helpers import flip_map
from ptce_helpers.flips import flips
from ptce_helpers.labels import Labels, catalogue

COLUMNS = ["run", "alpha", "exclude_cases", "lang", "status", "reason"]
RUNS = [["0000", "0.1", "", "{lang}", "done", ""], ["0001", "0.2", "", "{lang}", "done", ""], ["0002", "0.1", "la_serre", "{lang}", "done", ""],
        ["0003", "0.3", "", "{lang}", "failed", "it stopped. <b>&"]]  # fmt: skip
RESULTS = [["verdict", "", "", "str", ("holds", "<i>fails</i> & more", "holds")], ["robust", "", "", "bool", ("true", "false", "true")],
           ["types", "phares", "type", "str", ("firm", "firm", "network")], ["effect", "", "", "float", ("1.5", "2.5", "3.5")]]  # fmt: skip


def write(folder, lang, runs=RUNS, results=RESULTS):
    """A batch's folder with its two tables; returns the flip map and the page."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [[cell.format(lang=lang) for cell in row] for row in runs]
    pd.DataFrame(rows, columns=COLUMNS).to_csv(folder / "runs.csv", index=False)
    cells = [[rows[n][0], "04-members", "cell" if column else "scalar", result, row, column, kind, value]
             for result, row, column, kind, values in results for n, value in enumerate(values)]  # fmt: skip
    names = ["run", "notebook", "kind", "result", "row", "column", "type", "value"]
    pd.DataFrame(cells, columns=names).to_csv(folder / "results.csv", index=False)
    found = flip_map.write(folder, lang)
    return found, (folder / "index.html").read_text(encoding="utf-8")


def table_of(page, number=0):
    """The cells of a table of the page, row by row, without tags."""
    body = re.findall(r"(?s)<tbody[^>]*>(.*?)</tbody>", page)[number]
    return [[unescape(cell) for cell in re.findall(r"(?s)<td[^>]*>(.*?)</td>", row)] for row in re.findall(r"(?s)<tr[^>]*>(.*?)</tr>", body)]


def words_of(page):
    """The visible words of the page, with those of alternative texts."""
    alternatives = " ".join(re.findall(r'alt="([^"]*)"', page))
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style>.*?</style>", " ", page)) + alternatives)


@pytest.fixture(scope="module", params=["en", "fr"])
def page(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page") / "a <b> & c"
    found, text = write(folder, request.param)
    return {"lang": request.param, "folder": folder, "found": found, "text": text}


def test_page_tells_what_ran_what_failed_and_what_flips(page):
    labels, text = Labels(page["lang"]), words_of(page["text"])
    assert f'<html lang="{page["lang"]}">' in page["text"]
    for said in (labels.text("batch_title", name="a <b> & c"), labels.text("batch_runs", n=4, failed=1), labels.text("batch_flips", n=3, total=4),
                 labels.text("batch_caution"), labels.text("caption_flips"), labels.text("caption_failed_runs")):
        assert said in text
    assert page["text"].count(f'alt="{labels.text("caption_flip_map")}"') == 1


def test_table_of_the_page_has_a_row_per_flip_with_yes_and_no_in_words(page):
    yes, no = ("yes", "no") if page["lang"] == "en" else ("oui", "non")
    assert table_of(page["text"]) == [
        ["04-members", "types", "phares", "type", "firm", "network", "2", "1", "50", "− la_serre"],
        ["04-members", "robust", "", "", yes, no, "2", "1", "50", "alpha = 0.2"],
        ["04-members", "verdict", "", "", "holds", "<i>fails</i> & more", "2", "1", "50", "alpha = 0.2"]]  # fmt: skip
    assert table_of(page["text"], 1) == [["0003", "it stopped. <b>&"]]


def test_page_escapes_what_comes_from_the_data(page):
    assert "<i>fails" not in page["text"] and "<b>" not in page["text"]
    assert "&lt;i&gt;fails&lt;/i&gt; &amp; more" in page["text"] and "a &lt;b&gt; &amp; c" in page["text"]


def test_page_has_no_word_of_the_other_language(page):
    """No phrase of the catalogue that differs between the two languages stands on the page in the other one."""
    other = {"en": "fr", "fr": "en"}[page["lang"]]
    keys = [key for key in catalogue() if key.startswith(("batch_", "flip_", "caption_f", "column_"))]
    text = words_of(page["text"])
    for key in keys:
        ours, theirs = catalogue()[key][page["lang"]], catalogue()[key][other]
        if "{" not in theirs and theirs not in " ".join(catalogue()[k][page["lang"]] for k in keys) and ours != theirs:
            assert not re.search(rf"(?<!\w){re.escape(theirs)}(?!\w)", text), f"{key}: {theirs}"
    assert not re.search(r">(true|false)<", page["text"])


def test_links_of_the_page_lead_to_files(page):
    links = re.findall(r'(?:href|src)="([^"]+)"', page["text"])
    assert links == ["flip-map.png", "runs.csv", "results.csv", "flips.csv"]
    assert all((page["folder"] / link).is_file() for link in links)


def test_flips_are_written_as_a_table_too(page):
    written = pd.read_csv(page["folder"] / "flips.csv", dtype="str", keep_default_na=False)
    assert written[["kind", "result", "value", "becomes", "share"]].values.tolist() == [
        ["cell", "types", "firm", "network", "50"], ["scalar", "robust", "true", "false", "50"],
        ["scalar", "verdict", "holds", "<i>fails</i> & more", "50"]]  # fmt: skip


def test_same_batch_gives_the_same_bytes(page):
    before = {path.name: path.read_bytes() for path in page["folder"].iterdir()}
    assert {"flip-map.png", "flip-map.svg", "index.html", "flips.csv"} <= set(before)
    write(page["folder"], page["lang"])
    assert {path.name: path.read_bytes() for path in page["folder"].iterdir()} == before


def test_batch_in_which_nothing_flips_has_no_picture(tmp_path):
    write(tmp_path / "b", "en")
    _, text = write(tmp_path / "b", "en", results=[RESULTS[3]])
    assert "<img" not in text and Labels("en").text("batch_flips", n=0, total=1) in words_of(text)
    assert not list((tmp_path / "b").glob("flip-map.*")), "the picture of an earlier time is gone"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_page_says_when_the_first_run_failed(tmp_path, lang):
    first = [["0000", "0.1", "", lang, "failed", "it stopped"], *RUNS[1:]]
    _, text = write(tmp_path / "b", lang, runs=first)
    assert Labels(lang).text("batch_no_first") in words_of(text)
    assert Labels(lang).text("batch_flips", n=0, total=0) not in words_of(text)


def big(n_runs, n_rows):
    """A batch with so many runs and flipping conclusions, and long names."""
    runs = pd.DataFrame([{"run": f"{n:04d}", "exclude_cases": f"lille_metropole_solidaire_{n}" if n else "", "status": "done", "reason": ""} for n in range(n_runs)])
    cells = [{"run": f"{n:04d}", "notebook": "04-members", "kind": "cell", "result": "cooperation-between-members", "row": f"eco_domaine_bouquetot_number_{row}",
              "column": "type", "type": "str", "value": "b" if n and (n + row) % 3 == 0 else "a"} for n in range(n_runs) for row in range(n_rows)]  # fmt: skip
    return flips(pd.DataFrame(cells), runs), runs


@pytest.mark.parametrize(("n_runs", "n_rows"), [(4, 1), (4, 3), (19, 12), (45, 60), (120, 45)])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_in_the_picture_is_cut_off_or_overlaps(n_runs, n_rows, lang):
    found, runs = big(n_runs, n_rows)
    figure = flip_map.picture(found, runs, Labels(lang))
    figure.set_dpi(130)  # as it is saved
    FigureCanvasAgg(figure).draw()
    axes, whole = figure.axes[0], figure.bbox
    texts = [text for text in (*axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label, *axes.get_legend().get_texts()) if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    assert [text.get_text() for text, box in zip(texts, boxes, strict=True) if not inside(box, whole)] == []
    assert inside(axes.get_legend().get_window_extent(), whole)
    rows = [text.get_window_extent() for text in axes.get_yticklabels()]
    assert len({text.get_text() for text in axes.get_yticklabels()}) == min(n_rows, flip_map.MOST_ROWS)
    assert len(rows) == min(n_rows, flip_map.MOST_ROWS) and not any(a.overlaps(b) for a, b in zip(rows, rows[1:], strict=False))
    entries = [text.get_window_extent() for text in axes.get_legend().get_texts()]
    assert not any(a.overlaps(b) for a, b in zip(entries, entries[1:], strict=False))


def inside(box, whole):
    return box.x0 >= whole.x0 - 1 and box.y0 >= whole.y0 - 1 and box.x1 <= whole.x1 + 1 and box.y1 <= whole.y1 + 1

"""Pages that people open: each executed notebook as HTML, and an index that a newcomer reads first."""

from __future__ import annotations

import json
import sys
import threading
from functools import cached_property
from html import escape
from importlib import resources
from pathlib import Path

sys.modules.setdefault("rfc3987_syntax", None)  # why: see ptce_helpers/execution.py

import nbformat
import pandas as pd
from nbconvert import HTMLExporter

from ptce_helpers import parameters
from ptce_helpers.assembly import page_key, with_prose
from ptce_helpers.files import read_csv
from ptce_helpers.keys import hash_of
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import source_of
from ptce_helpers.paths import Paths
from ptce_helpers.schemas import TABLES
from ptce_helpers.store import Entry


class Pages:
    """Makes pages, each once: those of finished notebooks while others still run."""

    def __init__(self, where: Paths) -> None:
        self.cases = read_csv(where.raw / "cases.csv", TABLES["cases"].names)
        self.made: dict[str, str] = {}
        self.one_at_a_time = threading.Lock()

    def get_ready(self) -> None:
        """Compile the templates, so that the first page takes no longer than the others."""
        self.exporter.from_notebook_node(nbformat.v4.new_notebook(), resources={"ptce": dict.fromkeys(("lang", "title", "nav", "css", "code_word", "notes"), "")})

    def prepare(self, where: Paths, entry: Entry, done: list[str]) -> None:
        """Make the page of a notebook that has just finished, for the study as it is going to be."""
        source = where.notebooks / f"{entry.name}.ipynb"
        book = with_prose(json.loads(entry.notebook.read_text(encoding="utf-8")), source)
        self.page(page_key(entry.files[entry.notebook.name], hash_of(source), done), entry.name, json.loads(book), done)

    def page(self, key: str, name: str, book: dict, done: list[str]) -> str:
        """The page of an executed notebook."""
        with self.one_at_a_time:
            if key not in self.made:
                self.made[key] = _page(self.exporter, name, nbformat.reads(json.dumps(book), as_version=4), done, self.cases)
            return self.made[key]

    def index(self, folder: Path, books: dict[str, dict]) -> str:
        """The page that a newcomer opens first."""
        return _index(folder, books, self.cases)

    @cached_property
    def exporter(self) -> HTMLExporter:
        templates = str(resources.files("ptce_helpers").joinpath("templates"))
        return HTMLExporter(template_name="ptce", extra_template_basedirs=[templates], exclude_input_prompt=True, exclude_output_prompt=True)


def language(book: nbformat.NotebookNode) -> str:
    """The language an executed notebook was run in."""
    return str(given(book).get("lang", "en"))


def given(book: nbformat.NotebookNode) -> dict[str, object]:
    """All parameters an executed notebook ran with: its own defaults, overridden by those that were injected."""
    values = parameters.declared(book)
    for cell in book["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            scope: dict[str, object] = {}
            for line in source_of(cell).splitlines():
                name, sign, written = line.partition(" = ")
                if sign and not line.startswith("#"):
                    scope[name.split(":")[0].strip()] = _literal(written)
            values |= scope
    return values


def _literal(written: str) -> object:
    import ast

    return ast.literal_eval(written)


def _css() -> str:
    return resources.files("ptce_helpers").joinpath("templates/page.css").read_text(encoding="utf-8")


def _page(exporter: HTMLExporter, name: str, book: nbformat.NotebookNode, done: list[str], cases: pd.DataFrame) -> str:
    labels = Labels(language(book))
    extra = {"lang": labels.lang, "title": title(name, labels), "nav": _navigation(name, done, labels), "css": _css(),
             "code_word": labels.text("page_code"), "notes": _notes(book, cases, labels)}
    body, _ = exporter.from_notebook_node(in_language(book, labels.lang), resources={"ptce": extra})
    return body


def in_language(book: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """A notebook with its prose in one language: a cell of text carries the other one in its metadata, under ``fr``."""
    cells = [cell | {"source": cell["metadata"].get(lang, cell["source"])} if cell["cell_type"] == "markdown" else cell for cell in book["cells"]]
    return nbformat.from_dict(book | {"cells": cells})


def changed(book: nbformat.NotebookNode, cases: pd.DataFrame, labels: Labels) -> dict[str, str]:
    """Parameters that a run changed, in words (the poles by their names): {parameter: what it does}."""
    own, ran = parameters.declared(book), given(book)
    return {name: _in_words(name, value, cases, labels) for name, value in sorted(ran.items()) if own.get(name) != value}


def _in_words(name: str, value: object, cases: pd.DataFrame, labels: Labels) -> str:
    if name == "exclude_cases":
        called = dict(zip(cases["case_id"], cases["name"], strict=True))
        return labels.text("changed_exclude_cases", n=len(value), names=labels.join([called.get(case, case) for case in value]))
    if name != "lang" and parameters.CATALOGUE[name].allowed:
        return labels.text(f"changed_{name}_{value}".replace(":", "_"))
    written = f"{value:.10g}" if isinstance(value, float) else str(value)  # a seed is a name more than a number
    return labels.text(f"changed_{name}", value=written.replace(".", ",") if labels.lang == "fr" else written)


def _notes(book: nbformat.NotebookNode, cases: pd.DataFrame, labels: Labels) -> str:
    """What stands above a page: the parameters that were changed, and that some of its prose has not been translated."""
    told = [words for name, words in changed(book, cases, labels).items() if name != "lang"]
    banner = f'<p class="banner">{escape(labels.text("page_changed", parameters=labels.join(told)))}</p>\n' if told else ""
    untranslated = labels.lang != "en" and any(cell["cell_type"] == "markdown" and labels.lang not in cell["metadata"] for cell in book["cells"])
    return banner + (f'<p class="note">{escape(labels.text("page_prose"))}</p>' if untranslated else "")


def title(name: str, labels: Labels) -> str:
    """The title of a notebook for people."""
    return labels.text(f"notebook_{name}")


def _navigation(name: str, done: list[str], labels: Labels) -> str:
    place = done.index(name)
    links = [f'<a href="index.html">{escape(labels.text("page_contents"))}</a>']
    if place > 0:
        links.append(f'<a href="{done[place - 1]}.html">← {escape(title(done[place - 1], labels))}</a>')
    if place + 1 < len(done):
        links.append(f'<a href="{done[place + 1]}.html">{escape(title(done[place + 1], labels))} →</a>')
    return "".join(links)


def _index(folder: Path, books: dict[str, nbformat.NotebookNode], cases: pd.DataFrame) -> str:
    labels = Labels(language(books[next(iter(books))]) if books else "en")
    items = "\n".join(_entry(folder, name, book, cases, labels) for name, book in books.items())
    partly = any({"exclude_cases", "study"} & set(changed(book, cases, labels)) for book in books.values())
    banner = f'<p class="banner">{escape(labels.text("index_partly"))}</p>\n' if partly else ""
    caution = labels.text("index_caution", **{study: int((cases[f"in_{study}"] == "yes").sum()) for study in ("labo2014", "crida2015")})
    body = (f"<h1>{escape(labels.text('index_title'))}</h1>\n<p>{escape(labels.text('index_lead', n=len(cases)))}</p>\n{banner}"
            f'<p>{escape(labels.text("index_how"))}</p>\n<h2>{escape(labels.text("page_contents"))}</h2>\n'
            f'<ul class="contents">\n{items}\n</ul>\n<p class="files">{escape(caution)}</p>')
    return (f'<!DOCTYPE html>\n<html lang="{labels.lang}">\n<head><meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(labels.text("index_title"))}</title>\n'
            f"<style>{_css()}</style></head>\n<body><main>\n{body}\n</main></body>\n</html>\n")


def _entry(folder: Path, name: str, book: nbformat.NotebookNode, cases: pd.DataFrame, labels: Labels) -> str:
    told = labels.join([words for parameter, words in changed(book, cases, labels).items() if parameter != "lang" or language(book) != labels.lang])
    files = [path for part in ("figures", "tables") for path in sorted((folder / part).glob(f"{name}-*")) if path.suffix != ".svg"]
    links = " · ".join(f'<a href="{path.parent.name}/{path.name}">{escape(path.name.removeprefix(name + "-"))}</a>' for path in files)
    listed = f'<details class="files"><summary>{escape(labels.text("index_files", n=len(files)))}</summary>{links}</details>' if files else ""
    with_parameters = f'<br><strong>{escape(labels.text("index_parameters", parameters=told))}</strong>' if told else ""
    return (f'<li><a href="{name}.html"><strong>{escape(name[:2])} {escape(title(name, labels))}</strong></a><br>'
            f'{escape(labels.text(f"question_{name}"))}{with_parameters}{listed}</li>')

"""The page of a batch: what was run, what failed, which conclusions flip, as a picture and a table."""

from __future__ import annotations

from html import escape
from importlib import resources
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ptce_helpers.figures import save
from ptce_helpers.files import as_csv, write_text
from ptce_helpers.flips import Flips, changes, flips
from ptce_helpers.labels import Labels
from ptce_helpers.tables import Shown

MOST_ROWS, MOST_NAMED = 40, 45  # conclusions in the picture; runs whose names still fit below it
LETTER = 0.07  # inches that a letter of a name takes
COLOURS = {"flip_absent": "#ffffff", "flip_same": "#dfe5e3", "flip_flipped": "#b5482a"}


def write(folder: Path, lang: str) -> Flips:
    """Read runs.csv and results.csv of a batch, write flips.csv, the picture and index.html; returns the flip map."""
    runs, results = (pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False) for name in ("runs", "results"))
    found, labels = flips(results, runs), Labels(lang)
    write_text(folder / "flips.csv", as_csv(found.table))
    drawn = len(found.table) > 0
    for earlier in folder.glob("flip-map.*"):
        earlier.unlink()
    if drawn:
        save(picture(found, runs, labels), folder / "flip-map")
    write_text(folder / "index.html", _page(folder.name, found, runs, labels, drawn))
    return found


def picture(found: Flips, runs: pd.DataFrame, labels: Labels) -> Figure:
    """A row per conclusion that flips (the most often flipping above), a column per run; dark where it is another."""
    first = found.map.columns[0]
    order = found.table.head(MOST_ROWS)
    shown = found.map.loc[[tuple(row) for row in order[list(found.map.index.names)].itertuples(index=False, name=None)]]
    state = np.where(shown.isna(), 0, np.where(shown.eq(shown[first], axis=0), 1, 2))
    names = changes(runs, labels.text("flip_first"))
    columns = [_cut(names[run], 44) for run in shown.columns]
    grid = pd.DataFrame(state, index=[_named(place) for place in shown.index], columns=columns)
    named = len(columns) <= MOST_NAMED
    wide, high = LETTER * max(map(len, grid.index)) + 0.6, (0.8 * LETTER * max(map(len, columns)) if named else 0.5) + 0.7
    size = (wide + min(8, 0.24 * max(len(columns), 14)), high + 0.27 * len(grid))
    figure, axes = plt.subplots(figsize=size, dpi=130)  # as it is saved: letters are not as wide in every resolution
    sns.heatmap(grid, cmap=ListedColormap(list(COLOURS.values())), vmin=-0.5, vmax=2.5, cbar=False, linewidths=0.6 if named else 0, linecolor="white",
                xticklabels=named, yticklabels=True, ax=axes)
    axes.tick_params(length=0, labelsize=7.5)
    axes.tick_params(axis="y", labelrotation=0)
    axes.set(xlabel="" if named else labels.text("flip_runs", n=len(columns)), ylabel="")
    if named:
        axes.set_xticklabels(axes.get_xticklabels(), rotation=55, ha="right", rotation_mode="anchor")
    handles = [Patch(facecolor=colour, edgecolor="#9aa3a6", label=labels.text(name)) for name, colour in COLOURS.items()]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=8)
    figure.tight_layout()
    return figure


def _named(place: tuple[str, ...]) -> str:
    """A conclusion in one line: notebook number, result and, for a cell of a table, its row and column."""
    notebook, _, result, row, column = place
    return " · ".join(part for part in (notebook[:2], _cut(result, 22), _cut(row, 28), _cut(column, 16)) if part)


def _cut(text: str, most: int) -> str:
    """A name without its middle where it is too long: the ends tell names apart."""
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[: most - 1 - half]}…{text[-half:]}"


def _in_words(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """The table of flips for people: yes and no instead of true and false."""
    words = {"true": labels.text("yes"), "false": labels.text("no")}
    said = {name: [" / ".join(words.get(part, part) for part in text.split(" / ")) for text in table[name]] for name in ("value", "becomes")}
    return table.drop(columns="kind").assign(**said)


def _page(name: str, found: Flips, runs: pd.DataFrame, labels: Labels, drawn: bool) -> str:
    failed = runs[runs["status"] == "failed"]
    said = [labels.text("batch_runs", n=len(runs), failed=len(failed)),
            labels.text("batch_flips", n=len(found.table), total=found.n_conclusions) if runs["status"].iloc[0] == "done" else labels.text("batch_no_first")]
    caption = labels.text("caption_flip_map")
    parts = [f"<h1>{escape(labels.text('batch_title', name=name))}</h1>", *(f"<p>{escape(text)}</p>" for text in said)]
    if drawn:
        parts += [f'<figure class="output_png"><img src="flip-map.png" alt="{escape(caption)}"><figcaption class="files">{escape(caption)}</figcaption></figure>',
                  '<div class="output_area">' + Shown(_in_words(found.table, labels), labels.text("caption_flips"), labels)._repr_html_() + "</div>"]
    if len(failed):
        parts.append(Shown(failed[["run", "reason"]], labels.text("caption_failed_runs"), labels)._repr_html_())
    files = " · ".join(f'<a href="{file}">{file}</a>' for file in ("runs.csv", "results.csv", "flips.csv"))
    parts += [f"<p>{escape(labels.text('batch_caution'))}</p>", f'<p class="files">{files}</p>']
    css = resources.files("ptce_helpers").joinpath("templates/page.css").read_text(encoding="utf-8")
    return (f'<!DOCTYPE html>\n<html lang="{labels.lang}">\n<head><meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(labels.text('batch_title', name=name))}</title>\n<style>{css}</style></head>\n<body><main>\n" + "\n".join(parts) + "\n</main></body>\n</html>\n")

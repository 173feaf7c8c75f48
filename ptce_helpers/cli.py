"""The command ``ptce``: run the study, check the data, trace a number to its passage."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ptce_helpers import parameters, paths, progress, reasons
from ptce_helpers import run as runner
from ptce_helpers.errors import NotFound, ParameterError, ResearcherError

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
                  help="The PTCE workbench: run the study, check the coded data, trace a number to its passage.")
out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
FAULTS, USAGE = 1, 2

Sources = Annotated[Path | None, typer.Option("--sources", help="Folder with your own copies of the two texts (default: the variable PTCE_SOURCES).")]
Notebooks = Annotated[list[str] | None, typer.Argument(help="Notebooks to run, as 04 or 04-members; all when none is named.")]
Parameters = Annotated[list[str] | None, typer.Option("-p", "--parameter", help="A parameter for the notebooks that know it, as -p lang=fr or -p exclude_cases=la_serre,phares.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the answer: en or fr.")]


@app.command()
def run(
    notebooks: Notebooks = None,
    parameter: Parameters = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, show_default=False, help="How many notebooks run side by side (default: the number of cores).")] = runner.Options.jobs,
    fresh: Annotated[bool, typer.Option("--fresh", help="Run anew what was asked for, also where nothing has changed.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Ordinary kernels, one notebook after the other: slower, to compare or when in doubt.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Seconds a notebook may take.")] = runner.Options.timeout,
) -> None:
    """Run the study (or some notebooks of it) and name the report to open.

    Only what has changed is run. Results go to reports/study, which is replaced only when everything went well; notebooks/ is not touched.
    """
    where = paths.find()
    steps = runner.plan(where, notebooks or [], parameters.parse(parameter or []))
    with runner.stoppable(), progress.shown(out, steps) as tell:
        done = runner.run(where, steps, runner.Options(jobs, fresh, plain, timeout), tell)
    out.print(progress.summary(done), markup=False)


@app.command()
def why(
    notebook: Annotated[str, typer.Argument(help="The notebook, as 04 or 04-members.")],
    parameter: Parameters = None,
) -> None:
    """Say in one sentence whether a notebook would run now, and why: what has changed since it ran."""
    where = paths.find()
    steps = runner.plan(where, [notebook], parameters.parse(parameter or []))
    out.print(reasons.why(where, steps), markup=False)


@app.command()
def check(
    folder: Sources = None,
    table: Annotated[str, typer.Option("--table", help="Look up the passages of this table only (codings, members, ties ...).")] = "",
) -> None:
    """Check data/raw cell by cell and, where your copies of the texts are at hand, re-find every passage in them."""
    from ptce_helpers import codings, sources  # pandas takes its time to load: not for --help or for a run with nothing to do

    where = paths.find()
    raw = codings.load(where.raw)
    out.print(f"data/raw: {sum(len(frame) for frame in raw.tables.values())} rows in {len(raw.tables)} tables, no fault.", markup=False)
    folder = folder or paths.sources_folder()
    if folder is None:
        out.print("The passages were not looked up: give --sources DIR, or set PTCE_SOURCES, to your own copies of the texts.", markup=False)
        return
    marks = raw.marks()
    if table:
        if table not in codings.WITH_PASSAGE:
            raise ParameterError(f"No table {table!r} with passages; allowed: {', '.join(codings.WITH_PASSAGE)}.")
        marks = marks[marks["table"] == table].reset_index(drop=True)
    found = sources.look_up(marks, sources.open_copies(folder, raw["sources"], marks))
    if not _tell_passages(found):
        raise typer.Exit(FAULTS)


def _tell_passages(found) -> bool:
    """Print counts and what was not found where it should be; True when every passage was found."""
    counts = found["verdict"].value_counts()
    for verdict, words in (("found", "found at their lines"), ("moved", "found at other lines"), ("not_found", "not found"),
                           ("no_copy", "of a source of which there is no copy in the folder")):
        out.print(f"passages {words}: {counts.get(verdict, 0)}", markup=False)
    for row in found[found["verdict"].isin(["moved", "not_found"])].itertuples():
        where = f"data/raw/{row.table}.csv row {row.row}: {row.source_id} lines {row.line_start}-{row.line_end}"
        told = f"now at lines {row.new_start}-{row.new_end}" if row.verdict == "moved" else "NOT FOUND"
        out.print(f"{where} → {told}", markup=False)
    if not len(found):
        out.print("There was no passage to look up.", markup=False)
    return len(found) > 0 and not found["verdict"].isin(["not_found", "no_copy"]).any()


@app.command()
def trace(
    case: Annotated[str, typer.Argument(help="The case, as domb_innov.")],
    variable: Annotated[str, typer.Argument(help="The variable, as members_total.")],
    folder: Sources = None,
    lang: Lang = "en",
) -> None:
    """Show a value, how it came about, each coding behind it with document and lines and, from your own copy, the passage."""
    from ptce_helpers import codings, sources
    from ptce_helpers.labels import Labels
    from ptce_helpers.study import load_clean
    from ptce_helpers.trace import trace as follow

    parameters.check({"lang": lang}, known=["lang"], where="--lang")
    where = paths.find()
    raw = codings.load(where.raw)
    folder = folder or paths.sources_folder()
    copies = sources.open_copies(folder, raw["sources"], raw.marks()) if folder else {}
    told = follow(case, variable, raw, load_clean(where.clean), copies, Labels(lang))
    out.print(f"[bold]{escape(told.label)}[/bold] ({variable}), {case}")
    for study, value in told.values.items():
        out.print(f"  {study}: [bold]{escape(value)}[/bold]")
    if not told.evidence:
        out.print("  No coding: neither coder found anything in the texts, or the case is not in the study.")
    for one in told.evidence:
        _tell_evidence(one)
    if told.evidence and not copies:
        out.print("  (To see the passages: --sources DIR with your own copies of the texts.)")


def _tell_evidence(one) -> None:
    out.print(f"\n  {one.coding_id} ({one.coder} coder, {one.status}): {escape(one.says)}")
    place = f"line {one.lines[0]}" if one.lines[0] == one.lines[1] else f"lines {one.lines[0]}-{one.lines[1]}"
    out.print(f"    {one.study}, {place}; {escape(one.fate)}")
    for word, text in (("doubt", one.doubt), ("comment", one.comment)):
        if text:
            out.print(f"    {word}: {escape(text)}")
    for line in one.passage.splitlines():
        out.print(f"    │ {escape(line)}", style="dim")


@app.command()
def passage(
    source: Annotated[str, typer.Argument(help="The source, labo2014 or crida2015.")],
    first: Annotated[int, typer.Argument(help="First line of the passage.")],
    last: Annotated[int, typer.Argument(help="Last line of the passage.")],
    folder: Sources = None,
) -> None:
    """Print the fingerprint of a passage of your own copy, to paste into the column passage of a new coding."""
    from ptce_helpers import codings, sources

    where = paths.find()
    raw = codings.load(where.raw)
    folder = folder or paths.sources_folder()
    if folder is None:
        raise NotFound("No copies of the texts.", todo="give --sources DIR, or set PTCE_SOURCES.")
    copies = sources.open_copies(folder, raw["sources"], raw.marks())
    if source not in copies:
        raise NotFound(f"The folder holds no copy of {source!r}.", todo="choose one of: " + ", ".join(sorted(copies)))
    if not 1 <= first <= last <= len(copies[source].lines):
        raise ParameterError(f"Lines {first}-{last} are not in {source}, which has {len(copies[source].lines)} lines.")
    mark = sources.fingerprint(copies[source].passage(first, last))
    if not mark:
        raise ParameterError(f"Lines {first}-{last} of {source} hold no words.")
    out.print(mark, markup=False)


@app.command()
def accept(
    notebooks: Annotated[list[str] | None, typer.Argument(help="Notebooks whose outputs to store; all when none is named.")] = None,
) -> None:
    """Store the outputs of the last run in notebooks/ (for those who edit the notebooks), after looking at them."""
    changed = runner.accept(paths.find(), notebooks or [])
    out.print("Stored new outputs of: " + (", ".join(changed) or "none, all were the same"), markup=False)


def main() -> None:
    """Run the command; faults a researcher can mend end with exit code 1 (wrong usage: 2) and without a traceback."""
    try:
        app()
    except (ParameterError, NotFound) as error:
        err.print(str(error), markup=False, highlight=False)
        sys.exit(USAGE)
    except runner.Stopped as stopped:
        err.print(str(stopped), markup=False, highlight=False)
        sys.stdout.flush()
        os._exit(128 + stopped.signum)  # threads that wait for work would hold up an ordinary end, or complain
    except ResearcherError as error:
        err.print(str(error), markup=False, highlight=False)
        sys.exit(FAULTS)


if __name__ == "__main__":
    main()

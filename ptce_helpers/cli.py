"""The command ``ptce``: run the study, check the data, trace a number to its passage, and a passage to its numbers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ptce_helpers import parameters, paths, progress, reasons, stop
from ptce_helpers import run as runner
from ptce_helpers.errors import NotFound, ParameterError, ResearcherError, nearest

if TYPE_CHECKING:
    from ptce_helpers import codings, sources

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
                  help="The PTCE workbench: run the study, check the coded data, trace a number to its passage.")
out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
FAULTS, USAGE = 1, 2
SHOWN = 5  # lines of a passage that are enough to recognise it

Sources = Annotated[Path | None, typer.Option("--sources", help="Folder with your own copies of the two texts (default: the variable PTCE_SOURCES).")]
Notebooks = Annotated[list[str] | None, typer.Argument(help="Notebooks to run, as 04 or 04-members; all when none is named.")]
Parameters = Annotated[list[str] | None, typer.Option("-p", "--parameter", help="A parameter for the notebooks that know it, as -p lang=fr or -p exclude_cases=la_serre,phares.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, show_default=False, help="How many notebooks run side by side (default: the number of cores).")]
Plain = Annotated[bool, typer.Option("--plain", help="Ordinary kernels, one notebook after the other: slower, to compare or when in doubt.")]
Timeout = Annotated[float, typer.Option("--timeout", min=1, help="Seconds a notebook may take.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the answer: en or fr.")]


@app.command()
def run(
    notebooks: Notebooks = None,
    parameter: Parameters = None,
    jobs: Jobs = runner.Options.jobs,
    fresh: Annotated[bool, typer.Option("--fresh", help="Run anew what was asked for, also where nothing has changed.")] = False,
    plain: Plain = False,
    timeout: Timeout = runner.Options.timeout,
) -> None:
    """Run the study (or some notebooks of it) and name the report to open.

    Only what has changed is run. Results go to reports/study, which is replaced only when everything went well; notebooks/ is not touched.
    """
    where = paths.find()
    steps = runner.plan(where, notebooks or [], parameters.parse(parameter or []))
    with stop.stoppable("reports/study is as it was, finished notebooks are kept; ptce run goes on from here."), progress.shown(out, steps) as tell:
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
def batch(
    plan: Annotated[str, typer.Argument(help="A file with a plan (YAML), or a ready-made plan: each-reading, leave-one-case-out, leave-one-source-out.")],
    jobs: Jobs = runner.Options.jobs,
    fresh: Annotated[bool, typer.Option("--fresh", help="Run all of the plan anew, also what is there from an earlier time.")] = False,
    plain: Plain = False,
    timeout: Timeout = runner.Options.timeout,
    on: Annotated[str, typer.Option("--on", help="Run on the workers of a Dask scheduler, as --on tcp://scheduler:8786.")] = "",
) -> None:
    """Run notebooks with many parameter sets and show which conclusions flip.

    The whole plan is checked before anything starts. What is finished is kept: the same command goes on where it was stopped.
    """
    from ptce_helpers import plans
    from ptce_helpers.batch import Batch

    where = paths.find()
    chosen = plans.read(plan, where)
    work = Batch(where, chosen, runner.Options(jobs, fresh, plain, timeout))
    with stop.stoppable("what is finished is kept; the same command goes on from here."), progress.counted(out) as tell:
        done = work.go(tell, on)
    from ptce_helpers import flip_map

    flipped = flip_map.write(done.folder, str(chosen.value(0, "lang") or "en"))
    for line in progress.told(chosen, done, flipped):
        out.print(line, markup=False, highlight=False)
    if done.failed:
        raise typer.Exit(FAULTS)


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help="The earlier run: previous, study, BATCH/NUMBER as leave-one-case-out/0003, or a folder.")],
    after: Annotated[str, typer.Argument(help="The later run, named in the same way.")],
    everything: Annotated[bool, typer.Option("--all", help="List every difference.")] = False,
) -> None:
    """Show in which results two runs differ, and why: data, code, parameters or versions. Exit code 1 when they differ."""
    from ptce_helpers import changes

    where = paths.find()
    folders = [changes.folder_of(name, where) for name in (before, after)]
    found = changes.between(*folders)
    for change in found:
        for line in change.lines(most=10**6 if everything else 10):
            out.print(line, markup=False, highlight=False)
    for name, folder in changes.only_in_one(*folders).items():
        out.print(f"{name}: only in {folder}.", markup=False, highlight=False)
    if any(change.differences for change in found):
        raise typer.Exit(FAULTS)


@app.command()
def check(
    folder: Sources = None,
    table: Annotated[str, typer.Option("--table", help="Look up the passages of this table only (codings, members, ties ...).")] = "",
    everything: Annotated[bool, typer.Option("--all", help="List the passages that stand at other lines of your copy as well.")] = False,
) -> None:
    """Check data/raw and, where your copies of the texts are at hand, re-find every passage in them.

    Looks at every cell, at differences of the two coders that nobody has decided, at the clean data that would follow, and at the claims put to them.
    """
    from ptce_helpers import codings  # pandas takes its time to load: not for --help or for a run with nothing to do
    from ptce_helpers.inspection import inspect, load

    where = paths.find()
    if table and table not in codings.WITH_PASSAGE:
        raise ParameterError(f"No table {table!r} with passages; allowed: {', '.join(codings.WITH_PASSAGE)}.", todo=nearest(table, codings.WITH_PASSAGE))
    raw = load(where.raw)
    folder = folder or paths.sources_folder()
    told = inspect(raw, _passages(raw, folder, table) if folder else None)
    if folder is None:
        out.print("The passages were not looked up: give --sources DIR, or set PTCE_SOURCES, to your own copies of the texts.", markup=False)
    for line in told.lines(everything):
        out.print(line, markup=False, highlight=False)
    if not told.passed:
        raise typer.Exit(FAULTS)


def _passages(raw: codings.Raw, folder: Path, table: str):
    """Every passage, or those of one table, looked up in the copies of a folder."""
    from ptce_helpers import sources
    from ptce_helpers.lookup import look_up

    marks = raw.marks()
    chosen = marks[marks["table"] == table].reset_index(drop=True) if table else marks
    return look_up(chosen, sources.open_copies(folder, raw["sources"], marks), marks)


@app.command()
def trace(
    what: Annotated[str, typer.Argument(help="A case, as domb_innov or Domb’Innov; a table, as 04-members-forms; or a notebook, as 06 or 06-governance.")],
    row: Annotated[str, typer.Argument(help="A variable, as members_total (data/raw/variables.csv lists them); a row: its number or its beginning; or a sentence, as say_gender.")] = "",
    column: Annotated[str, typer.Argument(help="Of a table: the column, by its name in the file or its heading; of a sentence: one of its values, as n.")] = "",
    folder: Sources = None,
    lang: Lang = "en",
    everything: Annotated[bool, typer.Option("--all", help="Tell all rows of data behind a cell or a sentence, however many.")] = False,
) -> None:
    """Show a value, how it came about, each coding behind it with document and lines and, from your own copy, the passage.

    ptce trace CASE VARIABLE, for any cell of a report ptce trace TABLE ROW COLUMN, for any of its sentences ptce trace NOTEBOOK SENTENCE
    PLACE (without PLACE the whole sentence); ptce trace NOTEBOOK lists its sentences.
    """
    from ptce_helpers import codings, sources, traced
    from ptce_helpers.labels import Labels

    parameters.check({"lang": lang}, known=["lang"], where="--lang")
    where = paths.find()
    raw = codings.load(where.raw)
    folder = folder or paths.sources_folder()
    copies = sources.open_copies(folder, raw["sources"], raw.marks()) if folder else {}
    for line in traced.lines(where, (what, row, column), raw, copies, Labels(lang), everything):
        out.print(line, markup=False, highlight=False, style="dim" if line.startswith("    │") else None)


@app.command()
def impact(
    what: Annotated[str, typer.Argument(help="A source, as labo2014; a case, as domb_innov or Domb’Innov; or the id of a row, as aL.domb_innov.034.")],
    first: Annotated[str, typer.Argument(help="Of a source: the lines, as 2285-2286, or the first of them.")] = "",
    last: Annotated[str, typer.Argument(help="The last line.")] = "",
    lang: Lang = "en",
    everything: Annotated[bool, typer.Option("--all", help="List everything that moves, not only the first of each kind.")] = False,
    table: Annotated[Path | None, typer.Option("--csv", help="Write everything that moves to a file as well.")] = None,
) -> None:
    """List what moves or falls when a passage, a coding, a case or a source is withdrawn: values, cells, figures, sentences, claims.

    The study is run without it, in a copy: notebooks/, data/ and reports/ stay as they are.
    """
    from ptce_helpers import codings, withdrawal
    from ptce_helpers import impact as impacts
    from ptce_helpers.labels import Labels

    parameters.check({"lang": lang}, known=["lang"], where="--lang")
    where, labels = paths.find(), Labels(lang)
    raw = codings.load(where.raw)
    gone = withdrawal.find(what, raw, first, last)
    with stop.stoppable("nothing was changed."), progress.shown(err, [*runner.plan(where, [], {}), *runner.plan(where, [], {})]) as tell:
        told = impacts.impact(where, gone, lang, tell=tell)
    if table:
        from ptce_helpers import files

        files.write_text(table, files.as_csv(impacts.rows(told, raw, labels)))
    for line in impacts.lines(told, raw, labels, everything):
        out.print(line, markup=False, highlight=False)


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
    if source not in set(raw["sources"]["source_id"]):
        raise ParameterError(f"There is no source {source!r}.", todo=nearest(source, sorted(raw["sources"]["source_id"])))
    if folder is None:
        raise NotFound("No copies of the texts.", todo="give --sources DIR, or set PTCE_SOURCES.")
    copies = sources.open_copies(folder, raw["sources"], raw.marks())
    if source not in copies:
        raise NotFound(f"The folder holds no copy of {source!r}.", todo="put your copy of this text into the folder; it holds copies of: "
                       + (", ".join(sorted(copies)) or "neither text"))  # fmt: skip
    out.print(_fingerprint(source, copies[source], first, last), markup=False, highlight=False)


def _fingerprint(source: str, copy: sources.Copy, first: int, last: int) -> str:
    """The fingerprint of some lines of a copy; says on the error stream when their numbers are not those of the text."""
    from ptce_helpers import sources

    if last < first:
        raise ParameterError(f"The first line ({first}) comes after the last ({last}).", todo=f"write the smaller number first: {last} {first}.")
    if not (1 <= first and last <= len(copy.lines)):
        raise ParameterError(f"Lines {first}-{last} are not in {source}: your copy has the lines 1 to {len(copy.lines)}.", todo="give lines of your copy.")
    mark = sources.fingerprint(copy.passage(first, last))
    if not mark:
        raise ParameterError(f"Lines {first}-{last} of {source} hold no words.", todo="choose the lines that hold the fact.")
    if not copy.reference:
        err.print(f"Your copy of {source} is not the text that the line numbers refer to (its sha256 is not that of sources.csv). "
                  f"The fingerprint is that of lines {first}-{last} of your copy; compare them with what you mean:", markup=False, highlight=False)
        for line in copy.passage(first, last).splitlines()[:SHOWN]:
            err.print(f"    │ {line}", markup=False, highlight=False)
        err.print("    → line_start and line_end must be those of the text itself, and the fingerprint that of the words there.", markup=False)
    return mark


@app.command()
def accept(
    notebooks: Annotated[list[str] | None, typer.Argument(help="Notebooks whose run to accept; all when none is named.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Store without asking, after the differences were shown.")] = False,
) -> None:
    """Show what the last run changes; on a yes, store its outputs in notebooks/ and its results in tests/reference/.

    For those who edit the notebooks, after looking at the pages. Only a run with the notebooks' own parameters is taken.
    """
    from ptce_helpers import reference

    where = paths.find()
    waiting = [one for one in reference.pending(where, notebooks or []) if one.changes]
    for one in waiting:
        out.print(str(one), markup=False, highlight=False)
    if waiting and not yes:
        if not sys.stdin.isatty():
            raise ParameterError("Nothing was stored: there is nobody to ask.", todo="look at the differences above, then add --yes.")
        if not typer.confirm("Store this as what later runs are held against?"):
            out.print("Nothing was stored.", markup=False)
            raise typer.Exit(FAULTS)
    out.print("Accepted: " + (", ".join(reference.accept(where, waiting)) or "nothing, all was the same"), markup=False)


def main() -> None:
    """Run the command; faults a researcher can mend end with exit code 1 (wrong usage: 2) and without a traceback."""
    try:
        app()
    except (ParameterError, NotFound) as error:
        err.print(str(error), markup=False, highlight=False)
        sys.exit(USAGE)
    except stop.Stopped as stopped:
        err.print(str(stopped), markup=False, highlight=False)
        sys.stdout.flush()
        os._exit(128 + stopped.signum)  # threads that wait for work would hold up an ordinary end, or complain
    except ResearcherError as error:
        err.print(str(error), markup=False, highlight=False)
        sys.exit(FAULTS)


if __name__ == "__main__":
    main()

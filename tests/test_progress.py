"""What a person sees of a run: lines in a log, a bar in a terminal, one sentence at the end."""

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from ptce_helpers import progress
from ptce_helpers.run import Done

STEPS = [SimpleNamespace(name=name) for name in ("00-start-here", "02-from-raw-to-clean", "04-members")]


def told(*said, terminal=False):
    """What is written when a run tells this: pairs of what and the place of the step."""
    page = io.StringIO()
    with progress.shown(Console(file=page, force_terminal=terminal, width=100, color_system=None, soft_wrap=True), STEPS) as tell:
        for what, place in said:
            tell(what, STEPS[place])
    return page.getvalue()


def last_frame(shown):
    """The bar as it stood last, without the signs that steer a terminal."""
    return re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", shown).replace("\n", "\r").strip("\r").rpartition("\r")[2]


def test_log_has_one_line_for_each_notebook_in_the_order_in_which_they_end():
    assert told(("unchanged", 1), ("starts", 0), ("starts", 2), ("done", 2), ("failed", 0)).splitlines() == [
        "[1/3] 02-from-raw-to-clean: unchanged",
        "[2/3] 04-members: done",
        "[3/3] 00-start-here: failed",
    ]


def test_log_holds_no_signs_of_a_terminal():
    assert "\x1b" not in told(("starts", 0), ("done", 0)) and "\r" not in told(("starts", 0), ("done", 0))


def test_terminal_shows_a_bar_with_what_is_running_and_how_many_are_done():
    shown = told(("unchanged", 1), ("starts", 0), ("starts", 2), ("done", 2), terminal=True)
    assert re.search(r"\b00 [^\w]+ 2/3 ", last_frame(shown)), "00 still runs, two have ended"
    assert "04" not in last_frame(shown)
    assert "[1/3]" not in shown, "no line for each notebook beside the bar"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("waits", "Another run is at work in this workbench; this one begins when it has ended (Ctrl-C to give up)."),
        ("slow", "This system can't fork processes safely: ordinary kernels are used, one notebook after the other, which is slower."),
    ],
)
def test_what_delays_a_run_is_told_and_counts_as_no_notebook(what, said):
    assert told((what, 0), ("done", 0)).splitlines() == [said, "[1/3] 00-start-here: done"]
    assert said[:30] in told((what, 0), terminal=True)


@pytest.mark.parametrize(
    ("ran", "unchanged", "renewed", "said"),
    [
        (3, 0, True, "3 notebooks ran."),
        (1, 0, True, "1 notebook ran."),
        (2, 1, True, "2 notebooks ran, 1 was up to date."),
        (1, 4, True, "1 notebook ran, 4 were up to date."),
        (1, 4, False, "1 notebook ran, 4 were up to date."),
        (0, 5, False, "Nothing has changed since the last run."),
        (0, 5, True, "No notebook had to run; the pages were put together anew."),
    ],
)
def test_last_sentence_counts_and_names_the_page(ran, unchanged, renewed, said):
    done = Done(Path("reports/study/index.html"), ("x",) * ran, ("y",) * unchanged, renewed)
    assert progress.summary(done) == f"{said} Open: {Path('reports/study/index.html')}"

"""Things that go wrong while the study runs, each for real: the last good study stays, the message helps, the next run succeeds.

Every run is the command in a process of its own, on a workbench of tiny notebooks; none may leave a process or a temporary
file, nor write a traceback (see trials.Bench).
"""

import json
import os
import resource
import shutil
import signal
import subprocess

import pytest
from conftest import five_notebooks
from trials import PATIENCE, Bench, wait_until

from ptce_helpers import kernels
from ptce_helpers.store import LAST

pytestmark = pytest.mark.skipif(not kernels.can_fork(), reason="signals, limits and mounts are those of Linux")
MENDED = "print('mended')"
GREEDY = """\
import resource
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
held = bytearray(4 << 30)"""
WAITING = "import time\nfrom pathlib import Path\nPath('../begun').touch()\nwhile not Path('../go').exists():\n    time.sleep(0.02)\nprint('went on')"
LONG = "print('a line of forty characters, and no more.\\n' * 2500)"
DATES = {"2001": 978_307_200, "2099": 4_070_908_800}


@pytest.fixture(scope="module", autouse=True)
def _few():
    with five_notebooks():
        yield


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A workbench whose study is whole and up to date, in a folder whose name has spaces and accents."""
    bench = Bench.make(tmp_path_factory.mktemp("f") / "thèse de Zoé, {été} 2026")
    done = bench.run()
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return bench


@pytest.fixture
def bench(good, tmp_path):
    """A copy of it that a test may spoil."""
    return good.copy(tmp_path / "thèse de Zoé")


def ran(done):
    """How each notebook fared, by its number: done, unchanged, failed."""
    lines = [line.split("] ")[1] for line in done.stdout.splitlines() if line.startswith("[")]
    return {line[:2]: line.split(": ")[1] for line in lines}


def names_of(*numbers):
    return dict.fromkeys(["00", "01", "02", "03", "04"], "unchanged") | dict.fromkeys(numbers, "done")


def succeeds(bench, *again):
    """The next run succeeds, and runs just these notebooks again."""
    done = bench.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert ran(done) == names_of(*again)
    assert not list(bench.where.reports.glob(".study*")) and not (bench.where.reports / "failed").exists()
    assert not list(bench.where.reports.glob(".store/*/.new-*"))


def page(bench, number):
    return next(bench.where.study.glob(f"{number}-*.html")).read_text(encoding="utf-8")


# --- notebooks that fail --------------------------------------------------------------------------------------------


def test_dead_kernels_lack_of_memory_and_endless_notebooks_are_each_explained(bench, good):
    bench.write("00", "print('so far')", "import os\nos.kill(os.getpid(), 9)")
    bench.write("01", GREEDY)
    bench.write("02", "import time\nwhile True: time.sleep(0.1)")
    bench.write("03", "import os\nos._exit(3)")
    done = bench.run("--timeout", "3")
    kept = "    reports/study is as it was; what it had made is in reports/failed."
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Notebook 00-start-here stopped in code cell 3.",
        "    Its kernel was ended by signal 9 (SIGKILL), as the system does when memory runs out.",
        kept,
        "    → if it needs less memory at a time it may pass; then: ptce run 00-start-here",
        "Notebook 01-sources-and-cases stopped in code cell 2.",
        "    MemoryError: the memory that this system gives did not suffice.",
        kept,
        "    → open reports/failed/01-sources-and-cases.ipynb at that cell, mend the cause in notebooks/01-sources-and-cases.ipynb or in the data,",
        "      then: ptce run 01-sources-and-cases",
        "Notebook 02-from-raw-to-clean stopped in code cell 2.",
        "    It took longer than 3 seconds, the time a notebook may take.",
        kept,
        "    → if it needs more: ptce run --timeout SECONDS",
        "Notebook 03-how-we-coded stopped in code cell 2.",
        "    Its kernel ended by itself (exit code 3).",
        kept,
        "    → see what code cell 2 does to it; then: ptce run 03-how-we-coded",
        "Not run, because of that: 04-members.",
    ]
    assert ran(done) == {"00": "failed", "01": "failed", "02": "failed", "03": "failed"}
    assert bench.study() == good.study()
    assert "so far" in (bench.where.reports / "failed" / "00-start-here.ipynb").read_text(encoding="utf-8")
    for number in ("00", "01", "02", "03"):
        bench.write(number, MENDED)
    succeeds(bench, "00", "01", "02", "03")
    assert "mended" in page(bench, "00")


def test_ordinary_kernel_that_dies_is_explained_too(bench, good):
    bench.write("01", "import os\nos.kill(os.getpid(), 9)")
    done = bench.run("--plain", "01")
    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == ["Notebook 01-sources-and-cases stopped in code cell 2.",
                                            "    Its kernel was ended by signal 9 (SIGKILL), as the system does when memory runs out."]  # fmt: skip
    assert bench.study() == good.study()


def test_death_of_the_forkserver_fails_one_notebook_and_the_others_run(bench, good):
    bench.write("00", "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)")
    bench.write("01", MENDED)
    done = bench.run("--jobs", "1", "00", "01")
    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == ["Notebook 00-start-here stopped in code cell 2.",
                                            "    Its kernel was ended by signal 9 (SIGKILL), as the system does when memory runs out."]  # fmt: skip
    assert ran(done) == {"00": "failed", "01": "done"}
    assert bench.study() == good.study()
    bench.write("00", MENDED)
    succeeds(bench, "00")


# --- runs that are stopped ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signum", "code", "said"),
    [(signal.SIGINT, 130, "Stopped with Ctrl-C"), (signal.SIGTERM, 143, "Stopped by SIGTERM"), (signal.SIGKILL, -9, None)],
)
def test_stopped_run_leaves_nothing_and_goes_on_from_there(bench, good, signum, code, said):
    bench.write("00", "print('done before the stop')")
    bench.write("01", WAITING)
    process = bench.start("run", "00", "01")
    finished = bench.where.reports / ".store" / "00-start-here"
    wait_until(lambda: (bench.root / "begun").exists() and len(list(finished.glob("[0-9a-f]*"))) == 2, "both notebooks")
    os.killpg(process.pid, signum)
    done = bench.ended(process)
    assert done.returncode == code
    line = f"{said}: reports/study is as it was, finished notebooks are kept; ptce run goes on from here.\n" if said else ""
    assert done.stderr == line
    assert bench.study() == good.study()
    (bench.root / "go").touch()
    succeeds(bench, "01")
    assert "done before the stop" in page(bench, "00") and "went on" in page(bench, "01")


def test_stopped_run_of_ordinary_kernels_leaves_nothing(bench, good):
    bench.write("01", WAITING)
    process = bench.start("run", "--plain", "01")
    wait_until((bench.root / "begun").exists, "the notebook")
    os.killpg(process.pid, signal.SIGINT)
    done = bench.ended(process)
    assert (done.returncode, done.stderr[:19]) == (130, "Stopped with Ctrl-C")
    assert bench.study() == good.study()


def test_second_run_waits_for_the_first_and_says_so(bench):
    bench.write("01", WAITING)
    first = bench.start("run", "01")
    wait_until((bench.root / "begun").exists, "the first run")
    second = bench.start("run")
    told = second.stdout.readline()
    third = bench.start("run", "00")
    assert third.stdout.readline() == told
    os.killpg(third.pid, signal.SIGINT)
    assert third.communicate(timeout=PATIENCE)[1].startswith("Stopped with Ctrl-C: ") and third.returncode == 130
    assert told == "Another run is at work in this workbench; this one begins when it has ended (Ctrl-C to give up).\n"
    (bench.root / "go").touch()
    assert first.communicate(timeout=PATIENCE) and first.returncode == 0
    done = bench.ended(second)
    assert (done.returncode, done.stderr) == (0, "")
    assert ran(done) == names_of()


# --- disks and folders ----------------------------------------------------------------------------------------------


def mounting(*mounts):
    """A command that mounts something for one process alone, or None where this user may not."""
    script = " && ".join(mounts + ('exec "$@"',))
    command = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", script, "sh"]
    try:
        return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else None
    except FileNotFoundError:
        return None


def test_full_disk_is_told_and_the_study_stays(bench, good):
    store = bench.where.reports / ".store"
    before = mounting(f"mount -t tmpfs -o size=64k none '{store}'")
    if not before:
        pytest.skip("this user may not mount a small disk")
    bench.write("00", LONG)
    done = bench.run("00", before=before)
    assert done.returncode == 1
    assert "could not be written: No space left on device." in done.stderr
    assert "that the disk is not full" in done.stderr
    assert bench.study() == good.study()
    succeeds(bench, "00")


def test_file_that_the_system_cuts_short_is_told_and_the_study_stays(bench, good):
    bench.write("00", LONG)
    done = bench.run("00", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
    assert done.returncode == 1
    assert "could not be written: File too large." in done.stderr
    assert bench.study() == good.study()
    succeeds(bench, "00")


def test_read_only_checkout_is_told(bench, good):
    before = mounting(f"mount --bind '{bench.root}' '{bench.root}'", f"mount -o remount,ro,bind '{bench.root}'")
    if not before:
        pytest.skip("this user may not mount anything")
    bench.write("00", MENDED)
    done = bench.run("00", before=before)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{bench.where.reports} could not be written: Read-only file system.",
        "    → check that the folder exists, that you may write in it and that the disk is not full.",
    ]
    assert bench.study() == good.study()
    succeeds(bench, "00")


def test_clock_that_jumps_makes_nothing_run_again(bench, good):
    for number, path in enumerate(sorted(bench.root.rglob("*"))):
        os.utime(path, (list(DATES.values())[number % 2],) * 2, follow_symlinks=False)
    succeeds(bench)
    assert bench.study() == good.study()


# --- what was damaged -----------------------------------------------------------------------------------------------


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def entry_of(bench, number):
    return next(bench.where.reports.glob(f".store/{number}-*/[0-9a-f]*"))


def test_damaged_results_are_made_again(bench, good):
    cut(entry_of(bench, "00") / "contents.json")
    cut(entry_of(bench, "01") / "01-sources-and-cases.ipynb")
    (entry_of(bench, "02") / "contents.json").write_text('{"files": [], "outside": 4}', encoding="utf-8")
    cut(entry_of(bench, "03") / "03-how-we-coded.key.json")
    (entry_of(bench, "04") / "contents.json").write_bytes(b"\xff\xfe\x00")
    for number, garbage in (("00", b"\xff\xfe"), ("03", b"../../elsewhere"), ("04", b"")):
        (entry_of(bench, number).parent / LAST).write_bytes(garbage)
    succeeds(bench, "00", "01", "02", "03", "04")
    assert bench.study() == good.study()


def test_damaged_note_of_the_last_result_only_loses_the_reason(bench, good):
    for number, garbage in (("00", b"\xff\xfe"), ("01", b"../../elsewhere"), ("03", b"a\0b")):
        (entry_of(bench, number).parent / LAST).write_bytes(garbage)
    asked = bench.ended(bench.start("why", "00"))
    assert (asked.returncode, asked.stderr) == (0, "")
    succeeds(bench)
    assert bench.study() == good.study()


@pytest.mark.parametrize("spoil", [
    lambda study: cut(study / "manifest.json"),
    lambda study: (study / "manifest.json").write_text('{"notebooks": {"99-other": {}}, "index": 3}', encoding="utf-8"),
    lambda study: (study / "manifest.json").write_text("[1]", encoding="utf-8"),
    lambda study: cut(study / "00-start-here.html"),
    lambda study: (study / "index.html").unlink(),
    lambda study: shutil.rmtree(study),
], ids=["cut", "strange", "list", "page", "index", "gone"])  # fmt: skip
def test_damaged_study_is_put_together_again_without_a_kernel(bench, good, spoil):
    spoil(bench.where.study)
    succeeds(bench)
    assert bench.study() == good.study()


def test_interrupted_swap_is_undone_also_when_the_next_run_fails(bench, good):
    bench.where.study.rename(bench.where.study.with_name(".study-old"))
    (bench.where.reports / ".study-half").mkdir()
    bench.write("00", "1 / 0")
    done = bench.run("00")
    assert (done.returncode, done.stderr.splitlines()[1]) == (1, "    ZeroDivisionError: division by zero")
    assert bench.study() == good.study()
    bench.write("00", MENDED)
    succeeds(bench, "00")


def test_file_in_the_place_of_the_study_is_named(bench):
    shutil.rmtree(bench.where.study)
    bench.where.study.write_text("notes of mine", encoding="utf-8")
    done = bench.run()
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"{bench.where.study} is a file; a folder belongs there.", "    → move the file elsewhere and run again."]
    assert bench.where.study.read_text(encoding="utf-8") == "notes of mine"
    bench.where.study.unlink()
    succeeds(bench)


def test_manifest_names_each_file_of_the_study_but_itself(good):
    told = json.loads((good.where.study / "manifest.json").read_text(encoding="utf-8"))
    files = {path for part in told["notebooks"].values() for path in part["files"]}
    assert files | {"index.html", "manifest.json"} == set(good.study())

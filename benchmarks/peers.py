"""What else runs notebooks in sequence: the same notebooks, the same cores, each tool as its documentation says."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml

from benchmarks import environments, workbench
from benchmarks.table import Table, faster, seconds
from ptce_helpers.notebooks import NAMES, needed_by

CORES = 2
SILENT = {"PLOOMBER_STATS_ENABLED": "false"}  # ploomber would report its use over the network


@dataclass(frozen=True)
class Peer:
    """A tool: its environment, what it needs in a copy of the workbench, its command, whether it knows that nothing changed."""

    name: str
    environment: str
    prepare: Callable[[Path], object]
    command: Callable[[Path], list[object]]
    remembers: bool = False


def nothing(home: Path) -> None:
    """Nothing to prepare."""


def shell_loop(command: str) -> Callable[[Path], list[object]]:
    """A loop of the shell over the notebooks, in their order."""
    return lambda folder: ["sh", "-ec", f"mkdir -p out; for name in {' '.join(NAMES)}; do {folder}/{command}; done"]


def snakefile(home: Path) -> None:
    """A rule for each notebook; those that read data/clean come after the one that writes it."""
    rules = [f'rule all:\n    input: {", ".join(_done(name) for name in NAMES)}\n']
    for number, name in enumerate(NAMES):
        needed = ", ".join(['"data/raw/codings.csv"', *map(_done, needed_by(name))])
        rules.append(f'rule notebook_{number}:\n    input: {needed}\n    output: touch({_done(name)})\n'
                     f'    log: notebook="out/{name}.ipynb"\n    notebook: "notebooks/{name}.ipynb"\n')  # fmt: skip
    (home / "Snakefile").write_text("\n".join(rules), encoding="utf-8")


def _done(name: str) -> str:
    return f'"out/{name}.done"'


def pipeline(home: Path) -> None:
    """ploomber's description of the same; it would otherwise want the names of its own parameters in the notebooks."""
    tasks = [{"source": f"notebooks/{name}.ipynb", "name": name, "product": {"nb": f"out/{name}.ipynb"}, "upstream": needed_by(name) or None,
              "static_analysis": "disable"} for name in NAMES]  # fmt: skip
    told = {"meta": {"extract_upstream": False}, "executor": {"dotted_path": "ploomber.executors.Parallel", "processes": CORES},
            "tasks": [{key: value for key, value in task.items() if value is not None} for task in tasks]}  # fmt: skip
    (home / "pipeline.yaml").write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")


PEERS = (
    Peer("papermill, a shell loop", "", nothing, shell_loop("papermill notebooks/$name.ipynb out/$name.ipynb")),
    Peer("jupyter nbconvert --execute, a shell loop", "", nothing, shell_loop("jupyter nbconvert --to notebook --execute --output-dir out notebooks/$name.ipynb")),
    Peer("pytest --nbmake", "nbmake", nothing, lambda folder: [folder / "pytest", "--nbmake", "notebooks"]),
    Peer(f"pytest --nbmake -n {CORES}", "nbmake", nothing, lambda folder: [folder / "pytest", "--nbmake", "notebooks", "-n", CORES]),
    Peer(f"snakemake -c {CORES}", "snakemake", snakefile, lambda folder: [folder / "snakemake", "-c", CORES], remembers=True),
    Peer(f"ploomber build, {CORES} processes", "ploomber", pipeline, lambda folder: [folder / "ploomber", "build"], remembers=True),
)  # fmt: skip


def bins(folder: Path) -> tuple[dict[str, Path], dict[str, str]]:
    """Where each peer's commands are, and why some have none."""
    found, missing = {}, {}
    for peer in PEERS:
        try:
            found[peer.name] = environments.bin_of(folder, peer.environment) if peer.environment else Path(sys.executable).parent
        except environments.Missing as reason:
            missing[peer.name] = f"does not install beside the project's packages: {said(reason)}"
    return found, missing


def said(error: Exception) -> str:
    """The last line of a message for a cell of a table, without folders and addresses of this machine."""
    return re.sub(r"(\w+:/)?/\S*/", "", str(error).strip().splitlines()[-1]).replace("|", "/")[:160]


def once(peer: Peer, commands: Path) -> tuple[float, float | None]:
    """Seconds of a first run in a fresh copy, and of a second one if the tool knows that nothing has changed."""
    with workbench.copy(kernel="python3") as home:
        peer.prepare(home)
        words, more = peer.command(commands), SILENT | {"PYTHONPATH": workbench.path()}
        if peer.environment:  # kernels and helpers of the tool come from its own environment
            more |= {"PATH": f"{commands}:{workbench.environment(home)['PATH']}", "PYTHONPATH": workbench.ROOT}
        first = workbench.timed(words, home, **more)
        return first, workbench.timed(words, home, **more) if peer.remembers else None


def ours() -> tuple[float, float | None]:
    """The same for ptce run."""
    with workbench.copy() as home:
        return workbench.ptce(home, "run", "--jobs", CORES), workbench.ptce(home, "run", "--jobs", CORES)


def measure(repeats: int, folder: Path) -> tuple[dict[str, list[tuple[float, float | None]]], dict[str, str]]:
    """Seconds of every tool, and the reasons of those that don't run."""
    commands, failed = bins(folder)
    found: dict[str, list] = {"ptce run": []}
    for _ in range(repeats):
        found["ptce run"].append(ours())
        for peer in PEERS:
            if peer.name in failed:
                continue
            try:
                found.setdefault(peer.name, []).append(once(peer, commands[peer.name]))
            except RuntimeError as error:
                failed[peer.name] = f"does not run: {said(error)}"
    return found, failed


def report(repeats: int = 3, folder: Path | None = None) -> Table:
    """The table of this part."""
    found, failed = measure(repeats, folder or environments.default_folder())
    first, again = (median(pair[n] for pair in found["ptce run"]) for n in (0, 1))
    table = Table("peers", "Other tools, the same notebooks", repeats, ("tool", "first run", "ptce run is", "nothing changed", "ptce run is"))
    table.add("ptce run", seconds(first), "1", seconds(again), "1")
    for name in (peer.name for peer in PEERS):
        if name in failed:
            table.add(name, failed[name], "", "", "")
            continue
        took = median(pair[0] for pair in found[name])
        later = [pair[1] for pair in found[name] if pair[1] is not None]
        unchanged, ratio = (seconds(median(later)), median(later) / again) if later else ("no notion of it: runs all", took / again)
        table.add(name, seconds(took), faster(took / first), unchanged, faster(ratio))
    table.notes.append(f"All on {CORES} cores, in ordinary kernels, with the versions of the project's packages; nbmake, snakemake and ploomber in environments of their own. "
                       "ptce run also makes the HTML pages and checks the data, the others do not.")  # fmt: skip
    return table


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3, Path(sys.argv[2]) if len(sys.argv) > 2 else None))

"""An environment of its own for each other tool, with the versions of the project's packages beside it.

papermill and nbconvert need none: they are packages of the project. Made once, outside the repository, and kept.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = {"nbmake": ("nbmake", "pytest-xdist"), "snakemake": ("snakemake",), "ploomber": ("ploomber",), "prince": ("prince",),
         "pyqca": ("pyqca",), "setqca": ("setqca",)}  # fmt: skip
ALONE = {"pyqca", "setqca"}  # they don't run notebooks, and need other versions of pandas than the project
READY = "ready"


class Missing(Exception):
    """An environment that can't be made; its text is the reason."""


def default_folder() -> Path:
    """Where the environments lie unless another folder is named."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ptce-peers"


def bin_of(folder: Path, peer: str) -> Path:
    """The commands of a peer's environment, which is made first if need be; Missing says why it can't be."""
    place = folder / peer
    if not (place / READY).is_file():
        _make(place, PEERS[peer], peer in ALONE)
        (place / READY).touch()
    return place / "bin"


def _make(place: Path, packages: tuple[str, ...], alone: bool = False) -> None:
    print(f"Installing {', '.join(packages)}{'' if alone else ' beside the project’s packages'} (once, some minutes) ...", file=sys.stderr, flush=True)
    _call([sys.executable, "-m", "venv", "--clear", str(place)])
    install = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if alone:
        return _call([*install, *packages])
    versions = place / "versions.txt"
    versions.write_text(_versions((ROOT / "requirements.lock").read_text(encoding="utf-8")), encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    _call([*install, "--constraint", str(versions), *project["dependencies"], *packages])


def _versions(lock: str) -> str:
    """The versions of the lock file without their hashes: pip would ask for those of the peer's packages too."""
    return re.sub(r"\s*\\\n\s*--hash=\S+", "", lock)


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        lines = [line.removeprefix("ERROR: ") for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
        raise Missing(lines[0] if lines else done.stderr.strip().splitlines()[-1])

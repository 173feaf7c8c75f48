"""The memory of a batch at work: of the command, and of each of its kernels, read from the system while it runs.

Each kernel's peak resident memory is the last VmHWM that was read of it, the command's memory VmRSS. Pages that a kernel
shares with the forkserver count in full, as everywhere in these figures.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import psutil

EVERY = 0.1  # seconds between two readings
TENTH = 10


@dataclass
class Memory:
    """What was read: (moment, MB) of the command, and the peak of each kernel by its forkserver and the moment of its start."""

    command: list[tuple[float, float]] = field(default_factory=list)
    kernels: dict[tuple[float, float, int], float] = field(default_factory=dict)

    def read(self, pid: int) -> None:
        """One reading of a command and of what it started."""
        self.command.append((time.monotonic(), _status(pid, "VmRSS")))
        with contextlib.suppress(psutil.NoSuchProcess):
            for server, kernel in ((server, kernel) for server in psutil.Process(pid).children() for kernel in server.children()):
                if peak := _status(kernel.pid, "VmHWM"):
                    self.kernels[server.create_time(), kernel.create_time(), kernel.pid] = peak

    def of_kernels(self) -> tuple[float, float]:
        """Mean peak of the first ten kernels, and of the last ten, in MB; those of an earlier forkserver made what the plan reads."""
        last = max(key[0] for key in self.kernels)
        peaks = [self.kernels[key] for key in sorted(self.kernels) if key[0] == last]
        return mean(peaks[:TENTH]), mean(peaks[-TENTH:])

    def of_command(self, marks: list[float]) -> tuple[float, float]:
        """Peak of the command while the first ten runs ended, and while the last ten did; ``marks``: the end of every tenth run."""
        first = max(size for moment, size in self.command if moment <= marks[0])
        return first, max(size for moment, size in self.command if marks[-2] <= moment <= marks[-1])


def watched(command: list[object], home: Path, environment: dict[str, str]) -> tuple[float, list[float], Memory]:
    """Run a command that prints a line at every tenth of its work.

    Returns its seconds, the moments of these lines, and its memory.
    """
    memory, marks, begin = Memory(), [], time.monotonic()
    process = subprocess.Popen([str(word) for word in command], cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said: list[str] = []

    def listen() -> None:
        for line in process.stdout:
            said.append(line)
            if line.startswith("["):
                marks.append(time.monotonic())

    listener = threading.Thread(target=listen)
    listener.start()
    while process.poll() is None:
        memory.read(process.pid)
        time.sleep(EVERY)
    seconds = time.monotonic() - begin
    listener.join()
    if process.returncode:
        raise RuntimeError("".join(said)[-2000:])
    return seconds, marks, memory


def _status(pid: int, name: str) -> float:
    """A size from /proc in MB; 0 when the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0)

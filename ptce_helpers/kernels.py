"""Kernels that are ready at once: each is forked from a process that has already imported the libraries.

JupyterLab, papermill and nbval start kernels through a *provisioner*. The one here is named in the project's kernel
specification. One kernel serves one notebook and shares nothing with the others; it is reached over sockets in a folder
that only its owner can open. Where processes can't be forked safely, kernels start the ordinary way.

Source of the interface: jupyter_client, *Customizing the kernel's runtime environment* (kernel provisioning).
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Any, Bool, Dict, Type

from ptce_helpers import kernelspec, modules
from ptce_helpers.errors import RunError

PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}
QUIET = ["--log-level=CRITICAL", "--HistoryManager.hist_file=:memory:"]
START = 60  # seconds that a forked kernel may take until its sockets are open
# What the libraries read when they are imported. One thread of linear algebra: notebooks run side by side, and a
# result must not depend on the number of cores.
FIXED = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def can_fork() -> bool:
    """Whether this system forks processes safely; macOS has libraries that don't survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin" and zmq.has("ipc")


@dataclass
class Place:
    """Where a kernel is reached: its folder, its sockets and its key."""

    folder: Path
    key: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def file(self) -> Path:
        return self.folder / "kernel.json"

    def info(self) -> dict[str, object]:
        """The connection in the terms of Jupyter's connection files."""
        return PORTS | {"transport": "ipc", "ip": str(self.folder / "k"), "key": self.key, "signature_scheme": "hmac-sha256"}

    def make(self) -> Place:
        self.folder.mkdir(mode=0o700)
        with os.fdopen(os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            json.dump(self.info(), file)
        return self


class Forked:
    """A forked kernel, with the part of subprocess.Popen that provisioners use."""

    stdin = stdout = stderr = None

    def __init__(self, server: Forkserver, name: str):
        self.server, self.name = server, name
        self.pid, self.returncode = 0, None
        self.ready, self.ended = threading.Event(), threading.Event()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        self.ended.wait(timeout)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        self.server.say({"do": "signal", "name": self.name, "signal": int(signum)})

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Forkserver:
    """The running forkserver of this process, and the kernels it has forked."""

    def __init__(self, wanted: list[str] | None = None, raw: Path | None = None):
        """Start it; ``wanted``: the modules to import first (by default those that the notebooks import); ``raw``: data to read first."""
        self.folder = private_folder()
        self.code = modules.fingerprint()
        self.kernels: dict[str, Forked] = {}
        self.waiting: list[tuple[Place, Forked]] = []  # forked ahead of need
        self.to_come = 0  # notebooks of this run for which no kernel has been forked yet
        self.lock, self.count, self.closed = threading.Lock(), 0, False
        self.line, theirs = socket.socketpair()
        command = [sys.executable, "-Xfrozen_modules=off", "-m", "ptce_helpers.forkserver", str(theirs.fileno()), str(self.folder), str(raw or ""),
                   *(wanted or modules.wanted())]  # fmt: skip
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=os.environ | FIXED, start_new_session=True,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip
        theirs.close()
        threading.Thread(target=self._listen, daemon=True, name="ptce-forkserver").start()
        atexit.register(self.close)

    def _listen(self) -> None:
        """Take in what the server tells, until it ends; then every kernel has ended too."""
        with self.line.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                match json.loads(line):
                    case {"forked": name, "pid": pid}:
                        self.kernels[name].pid = pid
                    case {"ready": name}:
                        self.kernels[name].ready.set()
                    case {"ended": name, "code": code}:
                        self._ended(self.kernels.pop(name), code)
        self.closed = True
        for kernel in list(self.kernels.values()):
            self._ended(kernel, -signal.SIGKILL)

    @staticmethod
    def _ended(kernel: Forked, code: int) -> None:
        kernel.returncode = code
        kernel.ended.set()
        kernel.ready.set()

    def place(self) -> Place:
        """A new place for a kernel."""
        with self.lock:
            self.count += 1
            return Place(self.folder / str(self.count)).make()

    def fork(self, arguments: list[str], **order: object) -> Forked:
        """Fork a kernel; it is there before its sockets are open (see ``ready``)."""
        kernel = Forked(self, uuid.uuid4().hex)
        self.kernels[kernel.name] = kernel
        self.say({"do": "fork", "name": kernel.name, "arguments": arguments, **order})
        if self.closed:
            self._ended(kernel, -signal.SIGKILL)
        return kernel

    def fork_ahead(self, number: int) -> None:
        """Fork kernels that open their sockets now and wait for their notebook. Each serves one notebook."""
        for _ in range(min(number, self.to_come)):
            self.to_come -= 1
            place = self.place()
            self.waiting.append((place, self.fork(["-f", str(place.file), *QUIET], ahead=True)))

    def take(self) -> tuple[Place, Forked] | None:
        """A kernel that was forked ahead, or None; another one is forked in its stead."""
        with self.lock:
            taken = self.waiting.pop(0) if self.waiting else None
        if taken:
            self.fork_ahead(1)
        return taken

    def go(self, kernel: Forked, cwd: str, env: dict[str, str]) -> None:
        """Let a kernel that was forked ahead begin, in the folder and environment of its notebook."""
        self.say({"do": "go", "name": kernel.name, "cwd": cwd, "env": env})

    def leave(self, kernel: Forked) -> None:
        """A kernel was asked to end: it may take some seconds, nobody waits for it, then it is killed."""
        self.say({"do": "leave", "name": kernel.name})

    def say(self, order: dict) -> None:
        with self.lock, contextlib.suppress(OSError):
            self.line.sendall(json.dumps(order).encode() + b"\n")

    @property
    def alive(self) -> bool:
        return not self.closed and self.process.poll() is None

    def close(self) -> None:
        """End the server and with it every kernel; nothing is left of them."""
        atexit.unregister(self.close)
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def private_folder() -> Path:
    """A new folder for sockets that only its owner can open, with a path short enough for them."""
    for parent in (tempfile.gettempdir(), "/tmp"):
        if len(os.fsencode(parent)) + len("/ptce-12345678/9999/k-5") <= zmq.IPC_PATH_MAX_LEN:
            with contextlib.suppress(OSError):
                return Path(tempfile.mkdtemp(prefix="ptce-", dir=parent))
    raise OSError(f"no folder for sockets: the path of {tempfile.gettempdir()} is too long")


_current: Forkserver | None = None
_starting = threading.Lock()


def forkserver(wanted: list[str] | None = None, raw: Path | None = None) -> Forkserver:
    """The forkserver of this process: started when first needed, and anew when the project's code has changed."""
    global _current
    with _starting:
        if _current is None or not _current.alive or _current.code != modules.fingerprint():
            _current = Forkserver(wanted, raw)  # the old one, if any, ends with this process: its kernels may be in use
        return _current


@contextlib.contextmanager
def warm(notebooks: int, ahead: int = 1, wanted: list[str] | None = None, raw: Path | None = None) -> Iterator[None]:
    """A forkserver for a run of so many notebooks, with some kernels ahead of need; nothing when there are none to run."""
    if not notebooks:
        yield
        return
    kernelspec.require()
    try:
        server = forkserver(wanted, raw)
        server.to_come = notebooks
        server.fork_ahead(ahead)
    except OSError as error:
        raise RunError(f"No kernel could be started: {error.strerror or error}.", todo="see that the folder for temporary files "
                       "(the variable TMPDIR) exists, is yours to write in and that its disk is not full.") from None  # fmt: skip
    try:
        yield
    finally:
        server.close()


async def _until(event: threading.Event, seconds: float = float("inf")) -> None:
    """Wait for what another thread will tell. Without a thread of its own: nobody would end it with its event loop."""
    end = time.monotonic() + seconds
    while not event.is_set() and time.monotonic() < end:
        await asyncio.sleep(0.005)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by forking it from the forkserver; the ordinary way where that can't be done."""

    environment = Dict(help="variables that this kernel gets beside those of the process that starts it").tag(config=True)
    background = Bool(False, help="take a kernel that was forked ahead, and let it end without waiting for it").tag(config=True)
    launched = Any(help="called with the process of a kernel once it was forked").tag(config=True)
    place: Place | None = None

    async def pre_launch(self, **kwargs: object) -> dict[str, object]:
        kwargs["env"] = dict(kwargs.get("env") or os.environ) | self.environment
        self.server, self.taken = None, None
        if can_fork() and self.parent is not None:
            with contextlib.suppress(OSError):
                self._settle(forkserver())
        return await super().pre_launch(**kwargs)

    def _settle(self, server: Forkserver) -> None:
        """Give the kernel a place; a kernel that is restarted keeps the one it has."""
        self.taken = server.take() if self.background and self.place is None else None
        self.place = self.taken[0] if self.taken else self.place or server.place()
        self.place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        info, manager = self.place.info(), self.parent
        manager.session.key = info.pop("key").encode()
        manager.session.signature_scheme = info.pop("signature_scheme")
        manager.connection_file = str(self.place.file)
        for name, value in info.items():
            setattr(manager, name, value)
        self.server = server

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> dict[str, object]:
        if self.server is None:
            return await super().launch_kernel(cmd, **kwargs)
        cwd, env = str(kwargs.get("cwd") or Path.cwd()), dict(kwargs["env"])
        if self.taken:
            self.process = self.taken[1]
            self.server.go(self.process, cwd, env)
        else:
            self.process = self.server.fork(cmd[cmd.index("-f"):], cwd=cwd, env=env)
        if self.launched:
            self.launched(self.process)
        if self.background:  # JupyterLab must not wait: it drops the cells that are run before it has a kernel
            await _until(self.process.ready, START)
        self.pid, self.pgid, self.cwd = self.process.pid, None, cwd
        return self.connection_info

    async def wait(self) -> int | None:
        if not isinstance(self.process, Forked):
            return await super().wait()
        await _until(self.process.ended)
        code, self.process = self.process.returncode, None
        return code

    async def shutdown_requested(self, restart: bool = False) -> None:
        if self.background and not restart and isinstance(self.process, Forked):
            self.server.leave(self.process)
            self.process = None

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart=restart)
        if self.place and not restart:
            shutil.rmtree(self.place.folder, ignore_errors=True)


class QuickClient(AsyncKernelClient):
    """A client that takes a kernel for ready when it has answered and its outputs are heard."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """The usual client then listens for 0.2 s to throw away what other clients asked; this kernel has no others."""
        for _ in range(round(timeout or START)):
            self.kernel_info()
            with contextlib.suppress(queue.Empty):
                self._handle_kernel_info_reply(await self.shell_channel.get_msg(timeout=1))
                await self.iopub_channel.get_msg(timeout=0.2)  # the answer may come before the channel for outputs is open
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before it answered")
        raise RuntimeError("Kernel did not answer")

    wait_for_ready = _async_wait_for_ready


class OrdinaryManager(AsyncKernelManager):
    """The manager of an ordinary kernel, which tells of its process."""

    launched = Any(help="called with the process of a kernel once it was started").tag(config=True)

    async def start_kernel(self, **kwargs: object) -> None:
        await super().start_kernel(**kwargs)
        self.launched(self.provisioner.process)


class QuickManager(AsyncKernelManager):
    """The manager with which papermill runs a notebook of the study."""

    client_factory = Type(klass=QuickClient, default_value=QuickClient)

"""The process that has imported the libraries once, and forks a kernel from itself whenever one is asked for.

It is started by :mod:`ptce_helpers.kernels`, which talks to it in lines of JSON over a pair of sockets. It imports, it
forks, it waits for what it forked, and never runs a cell: what a notebook does stays in that notebook's kernel. When
the other end of the socket closes, however that came about, it ends every kernel, removes their folder and ends.

The standard library's forkserver is not used because each of its children first imports the main module of the
program that asked, which for JupyterLab or pytest takes longer than starting an ordinary kernel.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
import warnings
from pathlib import Path

GRACE = 5.0  # seconds a kernel may take to end by itself once it was told to


class Server:
    """Forks kernels as its other end asks, and tells when one is ready and when one has ended."""

    def __init__(self, line: socket.socket, folder: str):
        self.line, self.folder = line, folder
        self.kernels: dict[int, str] = {}  # process -> the name the other end gave it
        self.gates: dict[str, int] = {}  # where a kernel that was forked ahead waits for its folder and environment
        self.ready: dict[int, str] = {}  # pipe on which a kernel says that its sockets are open -> its name
        self.leaving: dict[int, float] = {}  # process that was told to end -> when it is killed if it has not
        self.selector = selectors.DefaultSelector()
        self.wake, self.woken = socket.socketpair()

    def serve(self) -> None:
        """Answer until the other end closes."""
        for end in (self.wake, self.woken):
            end.setblocking(False)
        signal.set_wakeup_fd(self.woken.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for end in (self.line, self.wake):
            self.selector.register(end, selectors.EVENT_READ)
        held = b""
        while True:
            for key, _ in self.selector.select(timeout=0.2 if self.leaving else None):
                if key.fileobj is self.line:
                    received = self.line.recv(1 << 16)
                    if not received:
                        return
                    *orders, held = (held + received).split(b"\n")
                    for order in orders:
                        self.obey(json.loads(order))
                elif key.fileobj is self.wake:
                    with contextlib.suppress(BlockingIOError):
                        self.wake.recv(4096)
                    self.collect()
                else:
                    self.tell_ready(key.fileobj)
            self.hurry()

    def obey(self, order: dict) -> None:
        """One order: fork, go (let a kernel that was forked ahead begin), signal, leave."""
        match order:
            case {"do": "fork", "name": name}:
                self.fork(name, order)
            case {"do": "go", "name": name} if name in self.gates:
                gate = self.gates.pop(name)
                with contextlib.suppress(BrokenPipeError), os.fdopen(gate, "w") as writer:
                    json.dump({"cwd": order["cwd"], "env": order["env"]}, writer)
            case {"do": "signal", "name": name}:
                for pid in self.processes(name):
                    send(pid, order["signal"])
            case {"do": "leave", "name": name}:
                self.leaving |= {pid: time.monotonic() + GRACE for pid in self.processes(name)}

    def processes(self, name: str) -> list[int]:
        """The process of a kernel, if it still runs."""
        return [pid for pid, kernel in self.kernels.items() if kernel == name]

    def fork(self, name: str, order: dict) -> None:
        told, tell = os.pipe()
        wait, gate = os.pipe()
        with warnings.catch_warnings():  # threads of a numerical library are asleep and survive a fork; Python has none here
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            for end in (told, gate, *self.gates.values(), *self.ready):
                os.close(end)
            self.leave_the_server()
            become_a_kernel(order, wait, tell)
        os.close(tell)
        os.close(wait)
        self.kernels[pid], self.ready[told] = name, name
        self.selector.register(told, selectors.EVENT_READ)
        if order.get("ahead"):
            self.gates[name] = gate
        else:
            os.close(gate)
        self.say({"forked": name, "pid": pid})

    def leave_the_server(self) -> None:
        """In a new kernel: give up what belongs to the server alone."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for end in (self.line, self.wake, self.woken):
            end.close()
        os.setsid()  # a signal to this kernel reaches what it started, and no other kernel

    def tell_ready(self, told: int) -> None:
        self.selector.unregister(told)
        name = self.ready.pop(told)
        opened = os.read(told, 1) == b"1"  # nothing to read: the kernel ended before its sockets were open
        os.close(told)
        if opened:
            self.say({"ready": name})

    def collect(self) -> None:
        """Tell of every kernel that has ended, with its exit code (negative: the signal that ended it)."""
        while self.kernels:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            send(ended.si_pid, signal.SIGKILL)  # what the kernel had started ends with it
            pid, status = os.waitpid(ended.si_pid, 0)
            self.leaving.pop(pid, None)
            name = self.kernels.pop(pid)
            if name in self.gates:
                os.close(self.gates.pop(name))
            self.say({"ended": name, "code": os.waitstatus_to_exitcode(status)})

    def hurry(self) -> None:
        for pid, until in list(self.leaving.items()):
            if time.monotonic() > until:
                del self.leaving[pid]
                send(pid, signal.SIGKILL)

    def say(self, fact: dict) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.line.sendall(json.dumps(fact).encode() + b"\n")

    def close(self) -> None:
        """End all kernels and remove their folder."""
        for pid in self.kernels:
            send(pid, signal.SIGKILL)
        for pid in self.kernels:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        shutil.rmtree(self.folder, ignore_errors=True)


def send(pid: int, signum: int) -> None:
    """A signal to a kernel and to what it started; to the kernel alone as long as it has just been forked."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            return kill(pid, signum)


def become_a_kernel(order: dict, wait: int, tell: int) -> None:
    """In the forked process: be an IPython kernel until it is told to end. Never returns."""
    code = 1
    try:
        from ipykernel.kernelapp import IPKernelApp

        if not order.get("ahead"):
            move_in(order)
        if "numpy" in sys.modules:  # otherwise every kernel would draw the same unseeded numbers
            sys.modules["numpy"].random.seed()
        sys.argv[1:] = order["arguments"]
        app = IPKernelApp.instance()
        app.initialize([*order["arguments"], f"--IPKernelApp.parent_handle={os.getppid()}"])
        os.write(tell, b"1")
        os.close(tell)
        if order.get("ahead"):
            with os.fdopen(wait) as reader:
                move_in(json.loads(reader.read() or "null"))
        app.start()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException:
        import traceback

        traceback.print_exc(file=sys.__stderr__)
    finally:
        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()
        os._exit(code)


def move_in(order: dict | None) -> None:
    """Take the working folder and the environment of the notebook. None: the notebook never came."""
    if order is None:
        os._exit(0)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])


def preload(modules: list[str], raw: str = "") -> None:
    """Import what notebooks will need, and read the data they all begin with. What goes wrong is left for them to complain about."""
    for module in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    if raw:
        with contextlib.suppress(Exception):
            importlib.import_module("ptce_helpers.codings").load(Path(raw))
    gc.collect()
    gc.freeze()  # kernels share what was imported instead of copying it at their first garbage collection


def main() -> None:
    number, folder, raw, *modules = sys.argv[1:]
    if sys.path[:1] == [os.getcwd()]:  # a kernel looks into the folder of its notebook instead
        del sys.path[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who runs the study, who then closes the line
    server = Server(socket.socket(fileno=int(number)), folder)
    try:
        preload(modules, raw)
        server.serve()
    finally:
        server.close()


if __name__ == "__main__":
    main()

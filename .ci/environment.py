"""Build the project's environment, or remake its lock file. Needs the standard library only.

    python .ci/environment.py build            what `make env` calls: .venv, made only if missing or out of date
    python .ci/environment.py lock [--upgrade] what `make lock` calls: requirements.lock from pyproject.toml

Any Python from 3.11 to 3.13 will do. On Windows call it as `py .ci\\environment.py build`.

A finished environment holds a stamp: a fingerprint of what it was built from. The stamp is written last, so an
environment whose building was interrupted has none and is built again from the beginning.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV, LOCK_VENV = ROOT / ".venv", ROOT / ".venv-lock"
STAMP = VENV / "ptce-stamp.json"
LOCK, PROJECT = ROOT / "requirements.lock", ROOT / "pyproject.toml"
UV = "uv==0.13.9"  # resolves for all platforms at once, which pip can't


def main(arguments):
    match arguments:
        case ["build"]:
            with only_one_at_a_time():
                build()
        case ["lock", *options]:
            lock(options)
        case _:
            sys.exit(__doc__)


def build():
    """Bring .venv up to date, doing as little as that needs."""
    wanted, found = fingerprints(), read_stamp()
    if found == wanted:
        return
    STAMP.unlink(missing_ok=True)
    if found.get("packages") != wanted["packages"]:
        say("Building the environment in .venv (once, some minutes) ...")
        make_venv(VENV)
        say("  installing the packages of requirements.lock ...")
        pip(VENV, "install", "--require-hashes", "-r", str(LOCK))
    say("  installing the project and its Jupyter kernel ...")
    for stale in ROOT.glob("*.egg-info"):  # would hide the entry points of the installed project from whoever starts here
        shutil.rmtree(stale)
    pip(VENV, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    call([python_of(VENV), "-m", "ptce_helpers.kernelspec"], "register the Jupyter kernel", quiet=True)
    # JupyterLab asks at its first start whether to fetch news from the network: nothing is fetched at run time.
    silent = ["-m", "jupyter", "labextension", "disable", "--level=sys_prefix", "@jupyterlab/apputils-extension:announcements"]
    call([python_of(VENV), *silent], "set up JupyterLab", quiet=True)
    STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    say("  the environment is ready.")


def lock(options):
    """Write requirements.lock: every version with its hashes, for all supported Pythons and systems."""
    say(f"Resolving requirements.lock with {UV} ...")
    make_venv(LOCK_VENV)
    pip(LOCK_VENV, "install", UV)
    # --fork-strategy fewest: one version of a package for all Pythons wherever that is possible.
    compile_lock = ["-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    compile_lock += ["--fork-strategy", "fewest", "--all-extras", "--generate-hashes", "--no-emit-index-url"]
    compile_lock += ["--custom-compile-command", "make lock", "--output-file", LOCK.name, PROJECT.name, *options]
    call([python_of(LOCK_VENV), *compile_lock], "resolve the versions")
    shutil.rmtree(LOCK_VENV)
    say("  requirements.lock is written. Keep environment.yml in step, then run make test.")


def fingerprints():
    """What an environment depends on. A moved folder or another Python makes it useless, so both are in."""
    python = [sys.version, sys.base_prefix, str(ROOT)]
    return {
        "packages": hashlib.sha256(LOCK.read_bytes() + "\n".join(python).encode()).hexdigest(),
        "project": hashlib.sha256(PROJECT.read_bytes() + Path(__file__).read_bytes()).hexdigest(),
    }


def read_stamp():
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        subprocess.run([python_of(VENV), "-c", ""], check=True, capture_output=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_venv(folder):
    # The base interpreter: this script may itself run in the environment that is about to be replaced.
    base = getattr(sys, "_base_executable", None) or sys.executable
    call([base, "-m", "venv", "--clear", str(folder)], f"make {folder.name}")


def pip(folder, *arguments):
    call(
        [python_of(folder), "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input", *arguments],
        "install packages (pip's own words are above; it needs the network and 1 GB of disk)",
    )


def call(command, purpose, quiet=False):
    """Run a command in the project's folder, and stop with a plain sentence if it fails."""
    # A PYTHONPATH or `pip install --user` setting of the user's would mix other packages in.
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")}
    environment |= {"PIP_USER": "0", "PYTHONNOUSERSITE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=quiet, text=quiet)
    if done.returncode:
        print(done.stderr or "", file=sys.stderr)
        sys.exit(f"Could not {purpose}. The same command, given again, starts afresh.")


def python_of(folder):
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


@contextlib.contextmanager
def only_one_at_a_time():
    """Two commands started together: the second waits for the first one's environment and uses it."""
    with LOCK.open("rb") as handle:
        with contextlib.suppress(ImportError, OSError):  # no such locks on Windows or on some network disks
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command, given again, starts afresh.")

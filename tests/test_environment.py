"""pyproject.toml, requirements.lock and environment.yml name the same packages, and the environment is built whole."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
RELOCK = "Run `make lock` and commit requirements.lock."
PYTHONS = ["3.11", "3.12", "3.13"]
SYSTEMS = {"linux": ("posix", "Linux"), "darwin": ("posix", "Darwin"), "win32": ("nt", "Windows")}
CONDA_NAMES = {"matplotlib-base": "matplotlib", "seaborn-base": "seaborn"}  # the leaner of two conda packages
TARGETS = {"help", "study", "test", "lab", "bench", "env", "lock", "clean"}


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pyproject():
    return tomllib.loads(text_of("pyproject.toml"))


def direct_requirements():
    """What pyproject.toml asks for itself: {name: Requirement}, for use and for the tests."""
    project = pyproject()["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"] + project["optional-dependencies"]["cluster"]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


@cache
def lock_entries():
    """The entries of requirements.lock: a list of (Requirement, number of hashes)."""
    joined = re.sub(r"(?m)^\s*#.*\n", "", text_of("requirements.lock")).replace("\\\n", " ")
    entries = [line.split() for line in joined.splitlines() if line.strip() and line[0] != "-"]
    hashes = [[word for word in words if re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", word)] for words in entries]
    bare = [" ".join(word for word in words if not word.startswith("--hash=")) for words in entries]
    return [(Requirement(line), len(found)) for line, found in zip(bare, hashes, strict=True)]


def locked_versions(name, python, system):
    """The versions of one package that pip would install on that Python and system."""
    os_name, platform = SYSTEMS[system]
    where = {"python_version": python, "python_full_version": f"{python}.5", "sys_platform": system,
             "os_name": os_name, "platform_system": platform, "implementation_name": "cpython",
             "platform_python_implementation": "CPython"}  # fmt: skip
    return [
        str(entry.specifier).removeprefix("==")
        for entry, _ in lock_entries()
        if canonicalize_name(entry.name) == name and (entry.marker is None or entry.marker.evaluate(where))
    ]


def conda_ranges():
    """The ranges of environment.yml, those of its pip section included: {name: SpecifierSet}."""
    listed = yaml.safe_load(text_of("environment.yml"))["dependencies"]
    lines = [line for line in listed if isinstance(line, str)]
    lines += [line for part in listed if isinstance(part, dict) for line in part["pip"]]
    names = [re.match(r"[\w.-]+", line).group() for line in lines]
    ranges = [SpecifierSet(line[len(name) :].strip()) for line, name in zip(lines, names, strict=True)]
    return {canonicalize_name(CONDA_NAMES.get(n, n)): r for n, r in zip(names, ranges, strict=True)}


# --- the lock file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", direct_requirements())
def test_lock_holds_every_direct_dependency_once_per_python_and_system(name):
    allowed = direct_requirements()[name].specifier
    for python, system in product(PYTHONS, SYSTEMS):
        versions = locked_versions(name, python, system)
        assert len(versions) == 1, f"{name} is in the lock {len(versions)} times for Python {python} on {system}. {RELOCK}"
        assert versions[0] in allowed, f"the lock has {name} {versions[0]}, pyproject.toml asks for {allowed}. {RELOCK}"


def test_lock_holds_the_build_backend():
    for line in pyproject()["build-system"]["requires"]:
        backend = Requirement(line)
        versions = locked_versions(canonicalize_name(backend.name), "3.11", "linux")
        assert versions and versions[0] in backend.specifier, (
            f"build-system asks for {line}, the lock has {versions}. The project is installed without build isolation, "
            f"so list it under dependencies with the same range. {RELOCK}"
        )


def test_every_lock_entry_is_one_version_with_hashes():
    entries = lock_entries()
    assert len(entries) > len(direct_requirements()), f"the lock has only {len(entries)} entries. {RELOCK}"
    for entry, hashes in entries:
        assert re.fullmatch(r"==[^*,]+", str(entry.specifier)), f"{entry} is not one exact version. {RELOCK}"
        assert hashes, f"{entry} has no sha256 hash, so pip would refuse the whole lock. {RELOCK}"


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an address", r"\w+://"),
        ("an index or other pip option", r"(?m)^\s*-(?!-hash=sha256:)\S+"),
        ("a package outside the index", r"(?m)^[^#\s]\S*\s+@\s"),
        ("a path", r"""(?m)(^|[\s"'=])(~?/|\.{1,2}/|[A-Za-z]:[\\/]|file:)\S+"""),
    ],
    ids=lambda value: value if value.startswith("a") else "",
)
def test_lock_names_no_host_and_no_place(what, pattern):
    found = re.search(pattern, text_of("requirements.lock"))
    assert not found, f"requirements.lock names {what}: {found and found.group()!r}. Write it with `make lock` only."


# --- environment.yml ---------------------------------------------------------------------------------------


def test_conda_environment_has_the_same_ranges_as_pyproject():
    conda = conda_ranges()
    expected = {name: r.specifier for name, r in direct_requirements().items()}
    expected["python"] = SpecifierSet(pyproject()["project"]["requires-python"])
    differing = {name: (str(r), str(conda.get(name, "missing"))) for name, r in expected.items() if conda.get(name) != r}
    assert not differing, f"(pyproject.toml, environment.yml) differ; write the first into environment.yml: {differing}"


def test_conda_environment_names_nothing_that_pyproject_lacks():
    surplus = set(conda_ranges()) - set(direct_requirements()) - {"python", "pip"}
    assert not surplus, f"environment.yml lists {sorted(surplus)}: add to pyproject.toml and run `make lock`, or remove."


# --- versions that are pinned for a reason -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "inside", "outside", "reason"),
    [
        ("pandas", "3.0.0", ["2.3.3", "4.0.0"], "the helpers rely on the str columns of pandas 3"),
        ("matplotlib", "3.12.9", ["3.13.0"], "seaborn 0.13.2 is not made for matplotlib 3.13"),
        ("seaborn", "0.13.2", ["0.13.1", "0.13.3"], "stored figures were drawn with seaborn 0.13.2"),
    ],
)
def test_pins_with_a_reason_hold(name, inside, outside, reason):
    asked = direct_requirements()[name].specifier
    assert inside in asked, f"pyproject.toml no longer allows {name} {inside} ({asked}): {reason}."
    for version in outside:
        assert version not in asked, f"pyproject.toml allows {name} {version} ({asked}), but {reason}. Restore the pin."


def test_the_same_pythons_are_accepted_everywhere():
    accepted = SpecifierSet(pyproject()["project"]["requires-python"])
    assert [v for v in ["3.10", *PYTHONS, "3.14"] if v in accepted] == PYTHONS, f"requires-python is {accepted}."
    rule = "(3, 11) <= sys.version_info[:2] <= (3, 13)"
    for name in ["Makefile", ".ci/run"]:
        assert rule in text_of(name), f"{name} no longer accepts just what requires-python says: expected {rule!r}."


def test_citation_has_the_version_of_the_project():
    cited = str(yaml.safe_load(text_of("CITATION.cff"))["version"])
    version = pyproject()["project"]["version"]
    assert cited == version, f"CITATION.cff says {cited}, pyproject.toml {version}: change both, and date-released."


# --- make ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")
def test_make_alone_lists_every_target():
    outside_make = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    shown = subprocess.run(["make"], cwd=ROOT, env=outside_make, capture_output=True, text=True, check=True).stdout
    declared = set(re.search(r"(?m)^\.PHONY: (.*)$", text_of("Makefile")).group(1).split())
    assert declared == TARGETS, f".PHONY declares {sorted(declared)}: keep it, the targets and TARGETS here in step."
    listed = set(re.findall(r"(?m)^  ([a-z]+)  +\S", shown))
    assert listed == TARGETS, f"`make` lists {sorted(listed)}: give every target a line `target: ... ## what it does`."


# --- building the environment ---------------------------------------------------------------------------------


@pytest.fixture
def builder(tmp_path, monkeypatch):
    """.ci/environment.py on an empty folder, with its commands noted down instead of run."""
    spec = importlib.util.spec_from_file_location("environment_builder", ROOT / ".ci" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ["requirements.lock", "pyproject.toml"]:
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(module, "PROJECT", tmp_path / "pyproject.toml")
    monkeypatch.setattr(module, "python_of", lambda folder: sys.executable)
    module.commands = []

    def note(command, purpose, quiet=False):
        module.commands.append(" ".join(map(str, command)))
        (tmp_path / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(module, "call", note)
    return module


def built(builder):
    """What one more `build` does: the kinds of its steps, in order."""
    builder.commands.clear()
    builder.build()
    kinds = {"-m venv": "venv", "--require-hashes": "packages", "--editable": "project", "ptce_helpers.kernelspec": "kernel"}
    return [kind for command in builder.commands for mark, kind in kinds.items() if mark in command]


EVERYTHING = ["venv", "packages", "project", "kernel"]


def test_environment_is_built_once(builder):
    assert built(builder) == EVERYTHING
    assert built(builder) == []


def test_environment_is_built_again_when_the_lock_changes(builder):
    built(builder)
    builder.LOCK.write_text("other versions", encoding="utf-8")
    assert built(builder) == EVERYTHING


def test_only_the_project_is_installed_again_when_pyproject_changes(builder):
    built(builder)
    builder.PROJECT.write_text("another command", encoding="utf-8")
    assert built(builder) == ["project", "kernel"]


def test_half_built_environment_is_never_taken_for_a_good_one(builder, monkeypatch):
    built(builder)
    note = builder.call

    def fail_at_the_packages(command, purpose, quiet=False):
        if "--require-hashes" in command:
            raise SystemExit("no network")
        note(command, purpose)

    builder.LOCK.write_text("other versions", encoding="utf-8")
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(builder, "call", fail_at_the_packages)
        builder.build()
    builder.LOCK.write_text("requirements.lock", encoding="utf-8")  # back to what the first one was built from
    assert built(builder) == EVERYTHING


def test_environment_with_a_spoilt_stamp_is_built_again(builder):
    built(builder)
    for spoilt in ["", "[]", json.dumps({"packages": "of another lock"})]:
        builder.STAMP.write_text(spoilt, encoding="utf-8")
        assert built(builder) == EVERYTHING, f"a stamp of {spoilt!r} was taken for a good one"


def test_entry_points_of_an_earlier_installation_are_removed(builder):
    stale = builder.ROOT / "ptce_workbench.egg-info"
    stale.mkdir()
    built(builder)
    assert not stale.exists()

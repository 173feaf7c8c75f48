"""A researcher works in JupyterLab: a real server, the project's kernel, a real browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ptce_helpers.notebooks import NAMES

ROOT = Path(__file__).resolve().parent.parent
BROWSER = next((b for b in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if b), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
LAB_ARGS = re.search(r"^LAB_ARGS \?= (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M).group(1).split()
PARAMETERS = '''lang: str = "fr"
study: str = "both"
exclude_cases: list = {}
treat_about_as: str = "exact"
missing: str = "bounds"
alpha: float = 0.1
readings: str = "arbitrated"'''  # the parameters cell of 04-members
PATIENCE = 120_000  # ms that a kernel may take to start and run a notebook on a busy machine


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab as `make lab` starts it, over a copy of the workbench."""
    home = tmp_path_factory.mktemp("atelier")
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, home / part)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=t",
               "--ServerApp.root_dir=.", *LAB_ARGS]  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PTCE_")}
    log = (home / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=home, env=environment | {"JUPYTER_RUNTIME_DIR": str(home / "r")}, stdout=log, stderr=log)
    try:
        wait_for(port, server, home / "lab.log")
        yield home, f"http://127.0.0.1:{port}/lab/tree/notebooks"
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("JupyterLab did not answer: " + log.read_text())


@pytest.fixture
def page():
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=flags)
        try:
            yield browser.new_page(viewport={"width": 1300, "height": 1000})
        finally:
            browser.close()


def kernel_ready(page) -> None:
    """Wait until the notebook has its kernel, as a person sees it: JupyterLab drops cells that are run before."""
    page.locator(".jp-Toolbar-kernelName", has_text="PTCE").first.wait_for(timeout=PATIENCE)
    page.get_by_text("PTCE | Idle").first.wait_for(timeout=PATIENCE)


def set_parameters(page, text: str) -> None:
    """Click into the parameters cell and type its new content, as a person would."""
    editor = page.locator(".jp-CodeCell .cm-content").first
    editor.wait_for(timeout=PATIENCE)
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def run_all(page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).first.click()
    page.get_by_text("Run All Cells", exact=True).first.click()


def test_a_changed_parameter_is_followed_and_a_mistyped_one_is_explained(lab, page):
    home, address = lab
    page.goto(f"{address}/04-members.ipynb?token=t&reset")
    kernel_ready(page)
    set_parameters(page, PARAMETERS.format('["domb_innov"]'))
    run_all(page)
    page.get_by_text("couples pôle-étude sur 21").first.wait_for(timeout=PATIENCE)
    table = (home / "reports/lab/tables/04-members-members-total.csv").read_text(encoding="utf-8")
    assert "Paris Mix" in table and "Domb" not in table and "organisations" in table

    set_parameters(page, PARAMETERS.format('["dom_innov"]'))
    run_all(page)
    message = page.locator(".jp-OutputArea-output", has_text="this case does not exist").first
    message.wait_for(timeout=PATIENCE)
    told = message.text_content()  # also while JupyterLab shows another part of the page
    assert "found 'dom_innov'" in told and "did you mean 'domb_innov'?" in told
    assert "Traceback" not in told and "File" not in told
    assert page.get_by_text("Jupyter news").count() == 0  # nothing asks to fetch anything


def test_the_notebooks_open_with_the_kernel_of_the_project(lab, page):
    home, address = lab
    page.goto(f"{address}/00-start-here.ipynb?token=t&reset")
    kernel_ready(page)
    assert json.loads((home / "notebooks/00-start-here.ipynb").read_text())["metadata"]["kernelspec"]["name"] == "ptce"


def test_after_an_edit_in_jupyterlab_only_that_notebook_runs(few, lab, page):
    home, address = lab
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PTCE_")}

    def run_study() -> list[str]:
        done = subprocess.run([sys.executable, "-m", "ptce_helpers.cli", "run"], cwd=home, env=outside, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    run_study()
    page.goto(f"{address}/00-start-here.ipynb?token=t&reset")
    kernel_ready(page)
    set_parameters(page, 'lang: str = "en"  # the language, edited in the browser')
    page.keyboard.press("Control+S")
    source = home / "notebooks" / "00-start-here.ipynb"
    for _ in range(300):
        if "edited in the browser" in source.read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(100)
    steps = run_study()
    assert [step.partition("] ")[2] for step in steps[:-1] if not step.endswith(": unchanged")] == ["00-start-here: done"]
    assert steps[-1].startswith(f"1 notebook ran, {len(NAMES) - 1} were up to date. Open: ")

"""Notebooks as tasks of doit, which decides their order and which of them run side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from doit.api import run_tasks
from doit.cmd_base import TaskLoader2
from doit.reporter import ZeroReporter
from doit.task import dict_to_task


class Loader(TaskLoader2):
    """Hands our steps to doit. It keeps no record of its own: whether a step is up to date, the store says."""

    def __init__(self, tasks: list[dict], jobs: int, record: Path):
        super().__init__()
        self.tasks = tasks
        self.settings = {"num_process": jobs, "par_type": "thread", "continue": True, "verbosity": 2, "reporter": ZeroReporter,
                         "dep_file": str(record), "backend": "json"}  # fmt: skip

    def setup(self, opt_values: dict) -> None:
        pass

    def load_doit_config(self) -> dict:
        return self.settings

    def load_tasks(self, cmd: object, pos_args: list[str]) -> list:
        return [dict_to_task(task) for task in self.tasks]


def run_in_order(steps: list, jobs: int, is_current: Callable, execute: Callable) -> None:
    """Execute what is not current, each after the notebooks it needs, ``jobs`` at a time. An unexpected error is raised."""
    unexpected: list[BaseException] = []

    def act(step: object) -> bool:
        try:
            return execute(step)
        except BaseException as error:
            unexpected.append(error)
            return False

    tasks = [{"name": step.name, "actions": [(act, [step])], "uptodate": [(is_current, [step])], "task_dep": list(step.after),
              "io": {"capture": False}} for step in steps]
    with tempfile.TemporaryDirectory(prefix="ptce-doit-") as folder:
        run_tasks(Loader(tasks, jobs, Path(folder) / "record.json"), {step.name: {} for step in steps})
    if unexpected:
        raise unexpected[0]

"""Notebooks as tasks of doit, which decides their order and which of them run side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable

from doit.api import run_tasks
from doit.cmd_base import TaskLoader2
from doit.reporter import ZeroReporter
from doit.task import dict_to_task


class Loader(TaskLoader2):
    """Hands our steps to doit. It keeps no record of its own: whether a step is up to date, the store says."""

    def __init__(self, tasks: list[dict], jobs: int):
        super().__init__()
        self.tasks = tasks
        self.settings = {"num_process": jobs, "par_type": "thread", "continue": True, "verbosity": 2, "reporter": ZeroReporter,
                         "dep_file": ":memory:", "backend": "sqlite3"}  # fmt: skip

    def setup(self, opt_values: dict) -> None:
        pass

    def load_doit_config(self) -> dict:
        return self.settings

    def load_tasks(self, cmd: object, pos_args: list[str]) -> list:
        return [dict_to_task(task) for task in self.tasks]


PATIENCE = 5.0  # seconds that a step under way may take to end when the run is stopped


def run_in_order(steps: list, jobs: int, is_current: Callable, execute: Callable, stop: Callable) -> None:
    """Execute what is not current, each after the notebooks it needs, ``jobs`` at a time. An unexpected error is raised.

    When it is interrupted (Ctrl-C), ``stop`` must end what is under way, which may then tidy up.
    """
    unexpected: list[BaseException] = []
    under_way: list[threading.Event] = []

    def act(step: object) -> bool:
        under_way.append(ended := threading.Event())
        try:
            return execute(step)
        except BaseException as error:
            unexpected.append(error)
            return False
        finally:
            ended.set()

    tasks = [{"name": step.name, "actions": [(act, [step])], "uptodate": [(is_current, [step])], "task_dep": list(step.after),
              "io": {"capture": False}} for step in steps]
    try:
        run_tasks(Loader(tasks, jobs), {step.name: {} for step in steps})
    except BaseException:
        stop()
        for ended in under_way:
            ended.wait(PATIENCE)
        raise
    if unexpected:
        raise unexpected[0]

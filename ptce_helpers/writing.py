"""Write a file whole or not at all, and say clearly when a folder or a disk refuses it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ptce_helpers.errors import ResearcherError


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: a neighbour is written first and then takes its place."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise unwritable(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> ResearcherError:
    """The error for a folder or disk that refuses a file."""
    return ResearcherError(f"{path} could not be written: {error.strerror or error}.",
                           todo="check that the folder exists, that you may write in it and that the disk is not full.")

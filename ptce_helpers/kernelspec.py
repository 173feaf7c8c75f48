"""The kernel PTCE, as Jupyter knows it: an ordinary Python kernel that the project's own provisioner starts.

``python -m ptce_helpers.kernelspec`` registers it in the environment whose Python runs it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from ptce_helpers.errors import RunError
from ptce_helpers.writing import write_text

NAME, PROVISIONER = "ptce", "ptce-warm"


def register(prefix: Path) -> Path:
    """Write the specification of the kernel into an environment; returns its file."""
    spec = {
        "argv": [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "PTCE",
        "language": "python",
        "metadata": {"debugger": True, "kernel_provisioner": {"provisioner_name": PROVISIONER}},
    }
    path = prefix / "share" / "jupyter" / "kernels" / NAME / "kernel.json"
    write_text(path, json.dumps(spec, indent=1) + "\n")
    return path


def require() -> None:
    """Raise RunError unless the kernel is registered with its provisioner: another one would not know where results go."""
    try:
        found = KernelSpecManager().get_kernel_spec(NAME).metadata.get("kernel_provisioner", {})
    except NoSuchKernel:
        found = {}
    if found.get("provisioner_name") != PROVISIONER:
        raise RunError("The Jupyter kernel PTCE of this project is not registered here.", todo="register it: python -m ptce_helpers.kernelspec")


if __name__ == "__main__":
    print(register(Path(sys.prefix)))

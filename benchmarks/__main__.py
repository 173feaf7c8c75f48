"""Measure all parts or some of them: python -m benchmarks [study] [anatomy] [batch] [peers] [workers] [typology] [minimisation] [replicates] [--write]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import anatomy, batch, environments, minimisation, peers, replicates, study, table, typology, workers
from ptce_helpers import kernels

PARTS = ("study", "anatomy", "batch", "peers", "workers", "typology", "minimisation", "replicates")


def parts(folder: Path) -> dict[str, Callable[[int], table.Table]]:
    """Each part by its name: a function of the number of repetitions."""
    return {"study": study.report, "anatomy": anatomy.report, "batch": batch.report, "peers": lambda repeats: peers.report(repeats, folder),
            "workers": workers.report, "typology": lambda repeats: typology.report(repeats, folder),
            "minimisation": lambda repeats: minimisation.report(repeats, folder), "replicates": lambda repeats: replicates.report(repeats, folder)}  # fmt: skip


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (default: all)")
    reader.add_argument("--repeats", type=int, default=3, help="repetitions, of which the median counts (default: 3)")
    reader.add_argument("--peers-env", type=Path, default=environments.default_folder(), help="folder for the environments of the other tools")
    reader.add_argument("--write", action="store_true", help="write the tables into benchmarks/README.md")
    chosen = reader.parse_args()
    if wrong := set(chosen.parts) - set(PARTS):
        reader.error(f"no such part: {', '.join(sorted(wrong))}; there are {', '.join(PARTS)}")
    if not is_warm():
        sys.exit("The kernel 'ptce' of this environment is not the forked one, which is what is to be measured: build the environment with make env.")
    for name in [name for name in PARTS if name in chosen.parts or not chosen.parts]:
        print(f"Measuring {name} ...", file=sys.stderr, flush=True)
        found = parts(chosen.peers_env)[name](chosen.repeats)
        print(found, end="\n\n", flush=True)
        if chosen.write:
            table.write(found)


def is_warm() -> bool:
    """Whether the project's kernel is forked here; otherwise every figure would be that of an ordinary one."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        told = KernelSpecManager().get_kernel_spec("ptce").metadata
    except NoSuchKernel:
        return False
    return kernels.can_fork() and told.get("kernel_provisioner", {}).get("provisioner_name") == "ptce-warm"


if __name__ == "__main__":
    main()

"""A picture of the audit: how many findings each pole has, by severity."""

from __future__ import annotations

from collections import Counter

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ptce_helpers.audit import Audit
from ptce_helpers.codings import plain
from ptce_helpers.figures import INK, nothing
from ptce_helpers.schemas import SEVERITIES

LOOKS = {"contradiction": ("#a83232", ""), "inconsistency": ("#d9a05b", "///"), "imprecision": ("#b8bec2", "...")}  # told apart in grey print too


def counts(audit: Audit) -> dict[str, Counter[str]]:
    """Name of a pole -> findings by severity, most first; those about all poles together last, if there are any."""
    found: dict[str, Counter[str]] = {}
    for place in audit.offending:
        for case in place.cases or ("",):
            found.setdefault(audit.sample.names.get(case, ""), Counter())[place.severity] += 1
    named = sorted((name for name in found if name), key=lambda name: (-found[name].total(), plain(name)))
    rows = {name: found[name] for name in named}
    return rows | ({audit.sample.labels.text("audit_all_poles"): found[""]} if "" in found else {})


def draw(audit: Audit) -> Figure:
    """Bars by pole, stacked by severity, the gravest at the axis, each with its number."""
    rows, labels = counts(audit), audit.sample.labels
    if not rows:
        return nothing(labels)
    figure, axes = plt.subplots(figsize=(8.5, 0.32 * len(rows) + 1.2))
    left = [0] * len(rows)
    for severity in SEVERITIES:
        numbers = [found[severity] for found in rows.values()]
        colour, hatch = LOOKS[severity]
        axes.barh(list(rows), numbers, left=left, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5, label=labels.text(f"severity_{severity}"))
        for row, (start, number) in enumerate(zip(left, numbers, strict=True)):
            if number:
                axes.annotate(str(number), (start + number / 2, row), ha="center", va="center", fontsize=8, color=INK, bbox={"boxstyle": "round,pad=0.15", "color": "white"})
        left = [start + number for start, number in zip(left, numbers, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel(labels.text("axis_findings"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower right", fontsize=8)
    figure.tight_layout()
    return figure

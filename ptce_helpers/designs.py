"""The comparisons of configurations that analyses.csv declares: an outcome, its conditions, what is expected of each, and the cut-offs."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers import calibration, declared_sets, terms
from ptce_helpers.calibration import Condition
from ptce_helpers.errors import NotFound, nearest
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

VALUE = {"present": 1, "absent": 0}


@dataclass(frozen=True)
class Design:
    """One comparison as it is declared in data.

    ``expected``: symbol -> the value that should help the outcome along, None where nothing is expected; ``doubts``: (condition_id,
    case_id) of memberships that another reading puts on the other side; ``row`` and ``why``: the rows of data behind it.
    """

    analysis_id: str
    label: str
    outcome: Condition
    conditions: tuple[Condition, ...]
    expected: dict[str, int | None]
    incl_cut: float
    pri_cut: float
    n_cut: int
    doubts: tuple[tuple[str, str], ...]
    row: dict
    why: dict[str, dict]

    @property
    def sets(self) -> tuple[Condition, ...]:
        """The conditions and the outcome."""
        return (*self.conditions, self.outcome)

    @property
    def symbols(self) -> list[str]:
        """The names of the conditions in formulas."""
        return [condition.symbol for condition in self.conditions]

    @property
    def refs(self) -> list[str]:
        """The rows in which it is declared."""
        return [f"analyses.csv#{self.analysis_id}", *(f"analysis_conditions.csv#{self.analysis_id}/{name}" for name in self.why)]

    def expectations(self, absence: bool = False) -> dict[str, int | list[int] | None]:
        """What should help the outcome along; for its ``absence``, every other value of the condition."""
        if not absence:
            return dict(self.expected)
        levels = {one.symbol: max(2, len(one.groups)) if one.method == "multi_value" else 2 for one in self.conditions}
        return {name: None if value is None else [other for other in range(levels[name]) if other != value] for name, value in self.expected.items()}


def names(sample: Sample) -> list[str]:
    """The declared comparisons."""
    return list(sample.raw["analyses"]["analysis_id"])


def used(sample: Sample) -> set[str]:
    """The sets (condition_id) that some declared comparison uses."""
    return {*sample.raw["analyses"]["outcome"], *sample.raw["analysis_conditions"]["condition_id"]}


def of(sample: Sample, analysis_id: str, anchors: dict[str, calibration.Anchors] | None = None) -> Design:
    """One declared comparison, with other anchors (condition_id -> full out, turning point, full in) where some are given.

    Raises NotFound with the nearest name for a comparison or a set that is not declared.
    """
    rows = {row["analysis_id"]: row for row in sample.raw.rows("analyses")}
    if analysis_id not in rows:
        raise NotFound(f"No analysis {analysis_id!r} is declared.", todo=f"{nearest(analysis_id, list(rows))}, or add it to data/raw/analyses.csv")
    row = rows[analysis_id]
    why = {one["condition_id"]: one for one in sample.raw.rows("analysis_conditions") if one["analysis_id"] == analysis_id}
    changed = anchors or {}
    if unknown := [name for name in changed if name not in (*why, row["outcome"])]:
        raise NotFound(f"The analysis {analysis_id} has no set {unknown[0]!r} to move.", todo=nearest(unknown[0], [*why, row["outcome"]]))
    found = {name: calibration.anchored(calibration.condition(sample, name), changed.get(name)) for name in (*why, row["outcome"])}
    expected = {found[name].symbol: None if one["expected"] == "open" else VALUE.get(one["expected"]) if one["expected"] in VALUE else int(one["expected"]) for name, one in why.items()}
    return Design(analysis_id, row[f"label_{sample.labels.lang}"], found[row["outcome"]], tuple(found[name] for name in why), expected, float(row["incl_cut"]),
                  float(row["pri_cut"]), int(row["n_cut"]), tuple(declared_sets.doubts(row["doubtful"])), row, why)


def in_words(term: str, design: Design, sample: Sample) -> str:
    """A path in words: many members, and rural or periurban territory."""
    if term == terms.EVERY:
        return sample.labels.text("configuration_every")
    cube = terms.read(term, design.symbols)[0]
    return sample.labels.join([literal(one, value, sample) for one, value in zip(design.conditions, cube, strict=True) if value != terms.DROPPED])


def literal(condition: Condition, value: int, sample: Sample) -> str:
    """One condition with its value in words."""
    if condition.method != "multi_value":
        return small(condition.label, sample.labels) if value else condition.absent
    codes = [small(sample.book.code_label(condition.variable_id, code, sample.labels.lang), sample.labels) for code in condition.groups[value]]
    return sample.labels.text("configuration_value", label=small(condition.label, sample.labels), value="/".join(codes))


def small(label: str, labels: Labels) -> str:
    """A label inside a sentence: without its capital, and without the word that says it is an outcome."""
    bare = label.removeprefix(labels.text("calibrated_outcome"))
    return bare[:1].lower() + bare[1:]


def bracketed(names: list[str], labels: Labels) -> str:
    """Names behind a number: " (a; b)", nothing where there are none."""
    return labels.text("in_brackets", names=labels.semicolons(names)) if names else ""

"""Tables of the solutions of one comparison: the paths of every model, what they assume, what the enhanced analysis leaves, whom to go back to."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import configurations, designs, pole_configurations, roles, terms
from ptce_helpers.calibration import HALF
from ptce_helpers.configuration_tables import explained
from ptce_helpers.configurations import WHOLE, Solution
from ptce_helpers.designs import bracketed
from ptce_helpers.evidence import Cell, Traced, cell, references, table
from ptce_helpers.labels import Labels
from ptce_helpers.pole_configurations import KINDS, Analysed, Side
from ptce_helpers.sample import Sample
from ptce_helpers.solutions import cases_in

PATHS = ("explained", "solution_kind", "model_number", "term", "path_said", "inclS", "PRI", "covS", "covU", "poles_said")
ASSUMED = ("explained", "unseen_combination", "combination_said", "assumed_by", "counterfactual", "also_for_opposite")
ROLE = ("explained", "term", "case", "role_said", "membership_path", "membership_outcome", "ask_there")
KEYS = {roles.TYPICAL: "role_typical", roles.DEVIANT_DEGREE: "role_degree", roles.DEVIANT_KIND: "role_kind", roles.DEVIANT_COVERAGE: "role_coverage"}


def paths(found: Analysed) -> Traced:
    """Every path of every model: outcome and absence; complex, intermediate, parsimonious; fit of each path and of the model, and its poles."""
    rows = [row for side in found.sides for kind in KINDS if (solution := side.solution(kind)) for row in _of_solution(found, side, solution, found.sample.labels.text(f"solution_{kind}"))]
    return table(rows, PATHS)


def _of_solution(found: Analysed, side: Side, solution: Solution, kind: str) -> list[dict]:
    rows, labels, every = [], found.sample.labels, found.refs()
    for number, fit in enumerate(solution.fit, start=1):
        for term, one in fit.iterrows():
            if term == WHOLE and len(fit) == 2:
                continue  # one path is the whole model
            cases = cases_in(one["cases"])
            refs = found.refs(*cases)
            rows.append({"explained": cell(explained(side, found), refs), "solution_kind": kind, "model_number": labels.text("model_of", number=number, of=solution.total),
                         "term": labels.text("model_whole") if term == WHOLE else term, "path_said": None if term == WHOLE else designs.in_words(term, found.design, found.sample),
                         **{name: cell(None if pd.isna(one[name]) else float(one[name]), every) for name in ("inclS", "PRI", "covS", "covU")},
                         "poles_said": cell(labels.semicolons([found.sample.names[case] for case in cases]), refs)})
    return rows


def path_counts(found: Analysed, absence: bool = False) -> dict[str, Cell]:
    """Numbers for the sentence on the intermediate solution of one side: models, the paths of each in words, fit of the first, poles in a path.

    ``n`` is 0 where there is no solution, and ``why`` says the reason. ``irredundant``: models from which no path can be left out.
    """
    side, labels = found.sides[absence], found.sample.labels
    outcome = explained(side, found)
    solution = side.solution("intermediate")
    if solution is None:
        return {name: cell(value, found.refs(), ["calibration.csv"]) for name, value in (("n", 0), ("outcome", outcome), ("why", side.refused.said(labels)))}
    whole = solution.fit[0].iloc[-1]
    sets = solution.table.sets
    shows = {case for case, y in zip(sets.cases, sets.y, strict=True) if y > HALF}
    reached = cases_in(whole["cases"])
    opposed = [found.sample.names[case] for case in reached if case not in shows]
    told = {"n": solution.total, "outcome": outcome, "models": said(solution, found), "incl": labels.number(float(whole["inclS"]), 2), "cov": labels.number(float(whole["covS"]), 2),
            "covered": len(shows.intersection(reached)), "of": len(shows),
            "against": labels.text("reached_against", n=len(opposed), names=labels.join(opposed)) if opposed else "", "irredundant": side.solution("intermediate", "irredundant").total, "why": "",
            "formula": labels.text("or_else").join(" + ".join(model) for model in solution.models)}
    return {name: cell(value, found.refs()) for name, value in told.items()}


def said(solution: Solution, found: Analysed) -> str:
    """All models in words: paths joined by *or*, models by *or else*."""
    labels = found.sample.labels
    told = [labels.text("or_path").join(labels.text("path_quoted", path=designs.in_words(term, found.design, found.sample)) for term in model) for model in solution.models]
    return labels.text("or_else").join(told)


def counterfactuals(found: Analysed) -> Traced:
    """Each combination without poles that a parsimonious model assumes: easy or difficult, and whether the opposite outcome assumes it too."""
    rows = []
    for side, other in ((found.presence, found.absence), (found.absence, found.presence)):
        shortest = side.solution("parsimonious")
        if shortest is None:
            continue
        between, opposite = side.solution("intermediate"), _assumed(other)
        easy = {row for rows_ in between.easy.values() for row in rows_}
        for number in sorted(_assumed(side)):
            by = [found.sample.labels.text("model_short", number=place) for place, assumed in enumerate(shortest.assumptions, start=1) if number in assumed]
            formula = _formula(side, number)
            rows.append({"explained": cell(explained(side, found), found.refs()), "unseen_combination": formula, "combination_said": designs.in_words(formula, found.design, found.sample),
                         "assumed_by": ", ".join(by), "counterfactual": found.sample.labels.text("counterfactual_easy" if number in easy else "counterfactual_difficult"),
                         "also_for_opposite": number in opposite})
    return table(rows, ASSUMED)


def _assumed(side: Side) -> set[int]:
    shortest = side.solution("parsimonious")
    return set().union(*shortest.assumptions) if shortest else set()


def _formula(side: Side, number: int) -> str:
    return terms.write(side.table.values([number])[0].tolist(), side.table.conditions, side.table.levels)


def counterfactual_counts(found: Analysed) -> dict[str, Cell]:
    """Numbers for the sentence: assumptions of the parsimonious solutions, easy, difficult and contradictory ones, and what the enhanced analysis bars."""
    frame, labels = counterfactuals(found).frame, found.sample.labels
    easy = int((frame["counterfactual"] == labels.text("counterfactual_easy")).sum())
    clash = frame[frame["also_for_opposite"].astype(bool)]
    told = {"n": len(frame), "easy": easy, "difficult": len(frame) - easy, "clashing": clash["unseen_combination"].nunique(),
            "which": bracketed(list(dict.fromkeys(clash["unseen_combination"])), labels), "unseen": len(found.presence.table.numbers("?")) if found.presence.table else 0}
    return {name: cell(value, found.refs(), ["calibration.csv"]) for name, value in told.items()}


def enhanced(found: Analysed) -> Traced:
    """The solutions that rest on no contradictory assumption (enhanced standard analysis), in the form of :func:`paths`; complex ones stay as they are."""
    rows = []
    for side in found.sides:
        if side.outcome in found.enhanced:
            one = found.enhanced[side.outcome]
            for kind, solution in (("intermediate", one.intermediate), ("parsimonious", one.parsimonious)):
                rows += _of_solution(found, side, solution, found.sample.labels.text(f"solution_{kind}"))
    return table(rows, PATHS)


def enhanced_counts(found: Analysed) -> dict[str, Cell]:
    """Numbers for the sentence: combinations barred on either side, which, and the enhanced intermediate models in formulas."""
    labels, barred, left = found.sample.labels, {}, []
    for side in found.sides:
        if side.outcome in found.enhanced:
            one = found.enhanced[side.outcome]
            barred |= dict.fromkeys(_formula(side, number) for number in one.excluded.index)
            formula = labels.text("or_else").join(" + ".join(model) for model in one.parsimonious.models)
            left.append(labels.text("enhanced_left", outcome=explained(side, found), formula=formula))
    told = {"n": len(barred), "which": bracketed(list(barred), labels), "left": labels.semicolons(left) or labels.text("enhanced_nothing")}
    return {name: cell(value, found.refs(), ["calibration.csv"]) for name, value in told.items()}


def case_roles(found: Analysed) -> Traced:
    """Who tells what: typical and deviant poles of each path of the first intermediate model, those that no path reaches, and what to ask there."""
    labels, rows = found.sample.labels, []
    for side in found.sides:
        solution = side.solution("intermediate")
        if solution is None:
            continue
        told = configurations.roles(solution)
        in_path = (told["term"] != WHOLE) & told["role"].isin([roles.TYPICAL, roles.DEVIANT_DEGREE, roles.DEVIANT_KIND])
        unreached = (told["term"] == WHOLE) & (told["role"] == roles.DEVIANT_COVERAGE)
        for one in told[in_path | unreached].to_dict("records"):
            refs = found.refs(one["case"])
            rows.append({"explained": cell(explained(side, found), refs), "term": labels.text("no_path") if one["term"] == WHOLE else one["term"],
                         "case": cell(found.sample.names[one["case"]], refs), "role_said": labels.text(KEYS[one["role"]]), "membership_path": cell(float(one["membership"]), refs),
                         "membership_outcome": cell(float(one["outcome"]), refs), "ask_there": labels.text(f"{KEYS[one['role']]}_ask")})
    return table(rows, ROLE)


def role_counts(found: Analysed) -> dict[str, Cell]:
    """Numbers for the sentence: poles that a path explains, those against a path, and those that no path reaches, by name."""
    frame, labels = case_roles(found).frame, found.sample.labels
    by = {key: list(dict.fromkeys(frame.loc[frame["role_said"].isin([labels.text(word) for word in words]), "case"]))
          for key, words in (("typical", ("role_typical",)), ("degree", ("role_degree",)), ("against", ("role_kind",)), ("unreached", ("role_coverage",)))}
    told = {"n": len(frame)} | {key: len(names) for key, names in by.items()} | {f"{key}_who": bracketed(names, labels) for key, names in by.items()}
    return {name: cell(value, found.refs(), ["calibration.csv"]) for name, value in told.items()}


def crisp(sample: Sample, **cuts: float) -> Traced:
    """The intermediate solutions of every comparison that can be done, with graded memberships and with poles in or out only.

    Columns: analysis, explained, fuzzy_solution, crisp_solution (models in formulas), same_solution.
    """
    rows, labels = [], sample.labels
    for name in designs.names(sample):
        graded, whole = pole_configurations.of(sample, name, **cuts), pole_configurations.of(sample, name, crisp=True, **cuts)
        for one, other in zip(graded.sides, whole.sides, strict=True):
            if not (one.models() or other.models()):
                continue
            said_ = [_formulas(side, labels) for side in (one, other)]
            rows.append({"analysis": cell(graded.design.label, graded.refs()), "explained": explained(one, graded), "fuzzy_solution": said_[0], "crisp_solution": said_[1],
                         "same_solution": one.models() == other.models()})
    return table(rows, ("analysis", "explained", "fuzzy_solution", "crisp_solution", "same_solution"))


def _formulas(side: Side, labels: Labels) -> str:
    models = side.models()
    return labels.text("or_else").join(" + ".join(model) for model in models) if models else side.refused.said(labels)


def crisp_counts(sample: Sample, **cuts: float) -> dict[str, Cell]:
    """Numbers for the sentence: solutions compared, and those that are the same."""
    found = crisp(sample, **cuts)
    refs = references(found) or ("analyses.csv",)
    return {"n": cell(len(found.frame), refs), "same": cell(int(found.frame["same_solution"].astype(bool).sum()), refs)}


def expectations_met(sample: Sample, **cuts: float) -> Traced:
    """What became of each expectation in the intermediate paths to the outcome (all models): borne out, the opposite, both ways, or no part.

    Columns: analysis, condition_said, expected, in_paths, became. Only comparisons with a solution, conditions of which something is expected.
    """
    rows, labels = [], sample.labels
    for name in designs.names(sample):
        found = pole_configurations.of(sample, name, **cuts)
        terms_ = sorted({term for model in found.presence.models() for term in model})
        for place, one in enumerate(found.design.conditions if terms_ else ()):
            wanted = found.design.expected[one.symbol]
            if wanted is None:
                continue
            values = [value for term in terms_ if (value := terms.read(term, found.design.symbols)[0][place]) != terms.DROPPED]
            right = sum(value == wanted for value in values)
            kind = "idle" if not values else "met" if right == len(values) else "both" if right else "opposite"
            refs = [*found.refs(), f"analysis_conditions.csv#{name}/{one.condition_id}"]
            rows.append({"analysis": cell(found.design.label, refs), "condition_said": one.label, "expected": designs.literal(one, wanted, sample),
                         "in_paths": labels.text("met_counts", as_expected=right, otherwise=len(values) - right, of=len(terms_)), "became": labels.text(f"met_{kind}")})
    return table(rows, ("analysis", "condition_said", "expected", "in_paths", "became"))


def met_counts(sample: Sample, **cuts: float) -> dict[str, Cell]:
    """Numbers for the sentence: expectations tried, and of each fate how many, with their names."""
    found, labels = expectations_met(sample, **cuts), sample.labels
    frame, refs = found.frame, references(found) or ("analysis_conditions.csv",)
    told: dict[str, object] = {"n": len(frame)}
    for kind in ("met", "opposite", "both", "idle"):
        of_kind = frame[frame["became"] == labels.text(f"met_{kind}")]
        told |= {kind: len(of_kind), f"{kind}_who": bracketed([labels.text("refused_analysis", analysis=row["analysis"], why=row["expected"]) for row in of_kind.to_dict("records")], labels)}
    return {name: cell(value, refs) for name, value in told.items()}

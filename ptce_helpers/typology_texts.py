"""The kinds of poles that the two studies tell apart, set against the computed types: the typology of 2014 paragraph by paragraph, the configurations of 2015."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ptce_helpers import pole_answers
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.partitions import FEWEST
from ptce_helpers.pole_answers import NOT_ASKED, Said
from ptce_helpers.pole_types import PoleTypes
from ptce_helpers.type_questions import Question
from ptce_helpers.typology import Comparison, compare


@dataclass(frozen=True, eq=False)
class Kinds:
    """The kinds of poles that a passage tells apart, as the codings of that study alone have them."""

    found: PoleTypes
    question: Question
    said: dict[str, Said]

    @cached_property
    def given(self) -> dict[str, str]:
        """Pole -> kind, of the poles of which that study says one."""
        return {case: one.category for case, one in self.said.items() if one.category not in ("", NOT_ASKED)}

    @cached_property
    def comparison(self) -> Comparison | None:
        """The kinds beside the types; None without types, or with fewer than three poles whose kind is said."""
        return compare(self.given, self.found.labels) if self.found.types and len(self.given) >= FEWEST else None

    @cached_property
    def shared(self) -> list[str]:
        """Poles whose kind and whose answer to some active question rest on the same lines: of these the types can't tell anything new."""
        return [case for case in self.given if any(_meet(self.found, one, other) for one in self.said[case].refs
                                                   for name in self.found.active for other in self.found.answers.said[case, name].refs)]

    @property
    def refs(self) -> list[str]:
        """The rows behind the kinds; the question's own where no pole has one."""
        return [ref for case in self.given for ref in self.said[case].refs] or [self.question.ref]


def _meet(found: PoleTypes, one: str, other: str) -> bool:
    places = found.sample.places
    if one not in places or other not in places:
        return False
    (study, first, last), (of, start, end) = places[one], places[other]
    return study == of and first <= end and start <= last


def of_study(found: PoleTypes, study: str) -> list[Kinds]:
    """All kinds of poles that a study tells apart, in the order of its text; of the poles of that study."""
    sample = found.sample
    cases = [case for case, of in sample.pairs if of == study]
    return [Kinds(found, question, {case: pole_answers.say(sample, case, question, study) for case in cases}) for question in found.answers.questions.values() if question.source == study and cases]


def kinds(found: PoleTypes, study: str) -> Traced:
    """Each kind that a study tells apart: its passage, its poles, how many of each type they are, and who is silent."""
    numbers = [] if found.types is None else list(found.types.sizes.index)
    columns = ["passage", "question", "pole_kind", "poles", *(f"type_{number}" for number in numbers), "names"]
    return table([row for one in of_study(found, study) for row in _kinds(found, one, numbers)], columns)


def _kinds(found: PoleTypes, one: Kinds, numbers: list[int]) -> list[dict[str, object]]:
    labels, name, rows = found.sample.labels, one.question.name, []
    for category in dict.fromkeys([*(category.name for category in one.question.categories), ""]):
        ours = [case for case, said in one.said.items() if said.category == category]
        refs = [ref for case in ours for ref in one.said[case].refs] or one.refs
        row: dict[str, object] = {"passage": cell(_passage(found, one.question), [one.question.ref]), "question": cell(found.answers.title(name), [one.question.ref]),
                                  "pole_kind": cell(found.answers.label(name, category) if category else labels.text("kind_silent"), refs), "poles": cell(len(ours), refs)}
        row |= {f"type_{number}": cell(sum(found.labels.get(case) == number for case in ours), refs, found.everything) for number in numbers}
        rows.append(row | {"names": cell(labels.join([found.sample.names[case] for case in ours]) or None, refs)})
    return [row for row in rows if row["poles"].value or row["pole_kind"].value != labels.text("kind_silent")]


def _passage(found: PoleTypes, question: Question) -> str:
    first, last = question.lines
    key = "passage_part" if question.part else "passage_lines"
    return found.sample.labels.text(key, part=question.part, study=found.sample.labels.text(f"study_{question.source}"), first=first, last=last)


def agreement(found: PoleTypes, study: str) -> Traced:
    """How far types and kinds agree: poles, adjusted Rand index, the best that these numbers allow, p and the smallest reachable p, and what makes it circular."""
    columns = ["passage", "question", "poles", "rand", "rand_best", "p", "p_smallest", "made_types", "same_lines"]
    rows = []
    for one in of_study(found, study):
        labels, refs, result = found.sample.labels, [*one.refs, *found.everything], one.comparison
        numbers = {"rand": result.index, "rand_best": result.best, "p": labels.number(result.p, 4), "p_smallest": labels.number(result.smallest_p, 4)} if result else dict.fromkeys(("rand", "rand_best", "p", "p_smallest"))
        active = one.question.name in found.active
        rows.append({"passage": cell(_passage(found, one.question), [one.question.ref]), "question": cell(found.answers.title(one.question.name), [one.question.ref]), "poles": cell(len(one.given), one.refs),
                     **{name: cell(value, refs) for name, value in numbers.items()}, "made_types": cell(labels.text("yes" if active else "no"), [one.question.ref]), "same_lines": cell(len(one.shared), refs)})
    return table(rows, columns)


def counts(found: PoleTypes, study: str) -> dict[str, Cell]:
    """Numbers for the sentence: comparisons, those free of circles (neither active nor on the same lines), the one of these that agrees most, and how many beat chance at one in ten."""
    compared = [one for one in of_study(found, study) if one.comparison]
    free = [one for one in compared if one.question.name not in found.active and not one.shared]
    best = max(free, key=lambda one: one.comparison.index, default=None)
    labels, refs = found.sample.labels, [ref for one in compared for ref in one.refs] or found.everything
    told = labels.text("agrees_best", question=found.answers.title(best.question.name), rand=labels.number(best.comparison.index, 2), p=labels.number(best.comparison.p, 2), least=labels.number(best.comparison.smallest_p, 4)) if best else labels.text("nothing")
    circular = labels.join([found.answers.title(one.question.name) for one in compared if one not in free])
    return {name: cell(value, refs) for name, value in {"n": len(compared), "free": len(free), "best": told, "circular": circular or labels.text("nothing")}.items()}

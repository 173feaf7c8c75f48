"""The rubrics under which the two studies order cooperation: the three levels of 2015, and the three logics of 2014."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers import matrix
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.matrix import STATES, Modality
from ptce_helpers.sample import Sample

CATEGORICAL = ("yes_no", "category", "multi")
NOT_A_MODALITY = ("place_role",)  # it says when a place came, not that members do something together


@dataclass(frozen=True)
class Rubric:
    """A heading of a study: its key (rubric_KEY in the catalogue), where the study names it, and our variables under it."""

    key: str
    level: int
    study: str
    lines: str
    variables: tuple[str, ...]


# The level and the heading are those of the text of 2015; which variable stands under which heading is our reading of its
# paragraphs (for level 3, which it names in one line without a paragraph, of that line alone). ``beyond`` is ours.
LEVELS = (
    Rubric("exchange", 1, "crida2015", "626–627, 636–653", ("information_exchange", "conviviality", "working_groups", "skills_platform")),
    Rubric("place", 1, "crida2015", "629, 656–693", ("common_place", "collaborative_space")),
    Rubric("watch", 1, "crida2015", "630, 699–703, 735–736", ("commercial_watch", "regulatory_watch")),
    Rubric("communication", 1, "crida2015", "631, 736–740", ("common_communication", "communication_post_planned")),
    Rubric("jobs", 1, "crida2015", "632, 742–751", ("shared_jobs", "employer_group", "common_training")),
    Rubric("management", 1, "crida2015", "633, 752–764",
           ("administrative_pooling", "equipment_pooling", "grouped_purchasing", "concierge_service", "solidarity_finance_tool")),
    Rubric("bilateral", 2, "crida2015", "789–790, 797–815", ("bilateral_cooperation", "cross_shareholding", "joint_tenders")),
    Rubric("support", 2, "crida2015", "792, 843–853", ("support_to_members", "business_brought", "project_management_assistance")),
    Rubric("creation", 2, "crida2015", "793, 817–834", ("new_activities", "incubation")),
    Rubric("offer", 2, "crida2015", "794", ("common_offer",)),
    Rubric("foresight", 3, "crida2015", "1225", ("prospective_group",)),
    Rubric("innovation", 3, "crida2015", "1225", ("research_link", "cifre", "labo_referential_used")),
    Rubric("vision", 3, "crida2015", "1225", ("territorial_strategy", "ess_resource_centre")),
    Rubric("beyond", 3, "crida2015", "",
           ("cooperation_with_other_poles", "international_cooperation", "national_event", "spin_off_to_other_territories", "evaluation_practice")),
)
# Paragraphs g and h of the typology of 2014, and what it says of the three logics among its challenges. ``elsewhere``:
# modalities that neither paragraph names.
LOGICS = (
    Rubric("pooling", 1, "labo2014", "105–108, 2848",
           ("common_place", "collaborative_space", "administrative_pooling", "equipment_pooling", "grouped_purchasing", "concierge_service", "skills_platform",
            "shared_jobs", "employer_group")),
    Rubric("interaction", 2, "labo2014", "112–124, 2848–2849",
           ("working_groups", "new_activities", "incubation", "common_offer", "bilateral_cooperation", "cross_shareholding", "joint_tenders",
            "support_to_members", "business_brought", "project_management_assistance")),
    Rubric("animation", 3, "labo2014", "127–138, 2849–2851", ("conviviality", "information_exchange", "common_training")),
    Rubric("research", 4, "labo2014", "142–153", ("research_link", "cifre")),
    Rubric("elsewhere", 5, "labo2014", "",
           ("commercial_watch", "regulatory_watch", "common_communication", "communication_post_planned", "solidarity_finance_tool", "prospective_group",
            "labo_referential_used", "territorial_strategy", "ess_resource_centre", "cooperation_with_other_poles", "international_cooperation",
            "national_event", "spin_off_to_other_territories", "evaluation_practice")),
)
TYPOLOGIES = {"levels": LEVELS, "logics": LOGICS}
CONTENTS = ("rubric", "of_level", "lines", "n_modalities", "modalities")
COUNTS = ("rubric", "study", "n", "n_yes", "n_planned", "n_no", "n_silent", "names")


def of_level(level: int) -> tuple[Rubric, ...]:
    """The rubrics of one of the three levels of 2015."""
    return tuple(rubric for rubric in LEVELS if rubric.level == level)


def variables(level: int) -> list[str]:
    """The modalities of one level, in the order of its rubrics."""
    return [variable for rubric in of_level(level) for variable in rubric.variables]


def contents(sample: Sample, typology: str) -> Traced:
    """What stands under each rubric: its level, the lines of the text that name it, and the modalities; one row a rubric.

    ``typology``: levels (2015) or logics (2014).
    """
    return table([_contents(sample, rubric) for rubric in TYPOLOGIES[typology]], [name for name in CONTENTS if name != "of_level" or typology == "levels"])


def _contents(sample: Sample, rubric: Rubric) -> dict:
    rows = [f"variables.csv#{variable}" for variable in rubric.variables]
    named = sample.labels.text("semicolon").join(sample.book.label(variable, sample.labels.lang) for variable in rubric.variables)
    return {"rubric": sample.labels.text(f"rubric_{rubric.key}"), "of_level": cell(rubric.level, rows), "lines": rubric.lines or None,
            "n_modalities": cell(len(rubric.variables), rows), "modalities": cell(named, rows)}


def state(sample: Sample, case_id: str, study: str, rubric: Rubric) -> Cell:
    """What a text says of a rubric of one pole: yes where it says so of one modality, else announced, else denied, else silent."""
    found = [matrix.state(sample, case_id, study, Modality(variable)) for variable in rubric.variables if sample.book.asked_of(variable, study)]
    kind = next((kind for kind in STATES if any(one.value == kind for one in found)), "silent")
    return cell(kind, *(one.refs for one in found if one.value == kind))


def counts(sample: Sample, typology: str) -> Traced:
    """Rubric by pole, counted: for each rubric and study of how many poles a text says yes, announces, denies or is silent.

    One row a rubric and study; columns rubric, study, n (poles asked), n_yes, n_planned, n_no, n_silent, names (of the poles with yes).
    """
    rows = [_counts(sample, rubric, study) for rubric in TYPOLOGIES[typology] for study in sample.studies]
    return table(rows, COUNTS)


def _counts(sample: Sample, rubric: Rubric, study: str) -> dict:
    found = {case: state(sample, case, study, rubric) for case, of in sample.pairs if of == study}
    in_state = {kind: [case for case, one in found.items() if one.value == kind] for kind in STATES}
    every = [one.refs for one in found.values()]
    numbers = {f"n_{kind}": cell(len(cases), *(found[case].refs for case in cases)) for kind, cases in in_state.items()}
    refs = [found[case].refs for case in in_state["yes"]]
    named = sample.labels.join([sample.names[case] for case in in_state["yes"]])
    return {"rubric": sample.labels.text(f"rubric_{rubric.key}"), "study": study, "n": cell(len(found), *every),
            **numbers, "names": cell(named or None, *refs)}


def members(sample: Sample, rubrics: tuple[Rubric, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each rubric (its label) the poles of which a text says yes, with the codings behind it: label -> case_id -> references.

    A pole that both studies describe is in, if either says so.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for rubric in rubrics:
        ours = found.setdefault(sample.labels.text(f"rubric_{rubric.key}"), {})
        for case, study in sample.pairs:
            one = state(sample, case, study, rubric)
            if one.value == "yes":
                ours[case] = (*ours.get(case, ()), *one.refs)
    return found


def poles(sample: Sample) -> list[str]:
    """The poles of the sample, each once, by name."""
    return list(dict.fromkeys(case for case, _ in sample.pairs))


def summary(sample: Sample, typology: str) -> dict[str, Cell]:
    """Numbers for the sentence on a typology: the rubrics said of most (``n``) and of fewest poles, each pole once.

    How many poles rests on these; which rubrics have the most, on all that were compared (and so in every such sentence).
    """
    named = members(sample, TYPOLOGIES[typology])
    held, everything = {name: len(cases) for name, cases in named.items()}, [ref for cases in named.values() for refs in cases.values() for ref in refs]
    n, fewest = max(held.values()), min(held.values())
    told = {number: sample.labels.text("semicolon").join(name for name in held if held[name] == number) for number in (n, fewest)}
    refs = {number: [ref for name, cases in named.items() if held[name] == number for some in cases.values() for ref in some] or everything for number in (n, fewest)}
    return {"n": cell(n, refs[n]), "poles": cell(len(poles(sample)), sample.rows_of_cases()), "most": cell(told[n], everything), "fewest": cell(fewest, refs[fewest]),
            "least": cell(told[fewest], everything)}

"""Delegation: the two configurations of governance of 2015, and what goes with each."""

from __future__ import annotations

from collections.abc import Iterable

from ptce_helpers import profiles
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.sample import Sample

STUDY, VARIABLE = "crida2015", "governance_configuration"
GROUPS = ("direct", "delegated", "neither")
TRAITS = ("legal_form_pole", "own_legal_entity", "accounting_situation", "steering_committee", "charter")
CROSSED = ("variable", "code", "configuration", "count", "of_configuration", "which", "derived")


def group_of(sample: Sample, case_id: str) -> Cell:
    """Under which configuration the text names a pole: direct, delegated, or neither."""
    found = sample.used(case_id, STUDY, VARIABLE)
    return cell(found[0]["value"] if found else "neither", sample.refs(case_id, STUDY, VARIABLE))


def groups(sample: Sample) -> dict[str, list[str]]:
    """Configuration (direct, delegated, neither) -> its poles, by name."""
    asked = sample.asked(VARIABLE, STUDY)
    return {group: [case for case in asked if group_of(sample, case).value == group] for group in GROUPS}


def called(sample: Sample, group: str) -> str:
    """The name of a configuration for people."""
    return sample.labels.text("named_neither") if group == "neither" else sample.book.code_label(VARIABLE, group, sample.labels.lang)


def poles(sample: Sample, traits: Iterable[str] = TRAITS) -> Traced:
    """The poles of 2015 by configuration: one row a pole, with what the text says of each trait."""
    traits, lang = list(traits), sample.labels.lang
    rows = []
    for group, cases in groups(sample).items():
        for case in cases:
            told = {sample.book.label(trait, lang): profiles.in_words(sample, case, STUDY, trait) for trait in traits}
            used = [row for trait in (VARIABLE, *traits) for row in sample.codings(case, STUDY, trait)]
            rows.append({"configuration": cell(called(sample, group), group_of(sample, case).refs), "case": sample.names[case]} | told
                        | {"doubt": profiles.doubts(sample, used)})
    return table(rows, ["configuration", "case", *(sample.book.label(trait, lang) for trait in traits), "doubt"])


def crossed(sample: Sample, traits: Iterable[str] = TRAITS) -> Traced:
    """Configuration by the codes of each trait, with the poles named: what goes together in these few, and no test.

    One row a trait, code (or why there is none) and configuration that occur: variable, code, configuration, count, of_configuration (its
    poles), which (their names); derived: of how many the coding was inferred by the coder, often from the configuration itself.
    """
    rows = []
    for trait in traits:
        for group, cases in groups(sample).items():
            codes = {case: {row["value"] for row in sample.used(case, STUDY, trait)} for case in cases}
            for code in sorted(set().union(*codes.values())):
                ours = [case for case in cases if code in codes[case]]
                rows.append(_crossed_row(sample, trait, sample.book.code_label(trait, code, sample.labels.lang), group, ours, len(cases)))
            lacking = {case: sample.why_missing(case, STUDY, trait) for case in cases if not codes[case]}
            for why in sorted(set(lacking.values())):
                rows.append(_crossed_row(sample, trait, sample.labels.text(f"missing_{why}"), group, [case for case in lacking if lacking[case] == why], len(cases)))
    return table(rows, CROSSED)


def _crossed_row(sample: Sample, trait: str, code: str, group: str, ours: list[str], n: int) -> dict:
    refs = [ref for case in ours for ref in (*sample.refs(case, STUDY, trait), *group_of(sample, case).refs)]
    derived = [case for case in ours if any(row["status"] == "derived" for row in sample.used(case, STUDY, trait))]
    return {"variable": sample.book.label(trait, sample.labels.lang), "code": code, "configuration": cell(called(sample, group), refs), "count": cell(len(ours), refs),
            "of_configuration": cell(n, refs), "which": cell(sample.labels.join([sample.names[case] for case in ours]), refs), "derived": cell(len(derived), refs)}


def same_lines(sample: Sample, case_id: str, trait: str) -> bool:
    """Whether a trait was read from the lines that name the pole's configuration."""
    where = {lines_of(row) for row in sample.used(case_id, STUDY, VARIABLE)}
    return any(lines_of(row) in where for row in sample.used(case_id, STUDY, trait))


def told(sample: Sample) -> dict[str, Cell]:
    """For the sentence on the configurations: how many poles each has, and which the text names under neither."""
    found = groups(sample)
    refs = {group: [group_of(sample, case).refs for case in cases] for group, cases in found.items()}
    looked = sample.looked(VARIABLE, study=STUDY)
    neither = sample.labels.join([sample.names[case] for case in found["neither"]]) or sample.labels.text("nothing")
    return {"n": cell(sum(map(len, found.values())), sample.rows_of_cases(STUDY)), **{group: counted(some, looked) for group, some in refs.items()},
            "who": cell(neither, *(refs["neither"] or [looked]))}


def clash(sample: Sample) -> dict[str, Cell]:
    """For the sentence on the two passages: who is direct here and delegated in the footnote on accounts."""
    found = {case: sample.ids(case, STUDY, "accounting_situation", "analytical_in_member") for case in groups(sample)["direct"]}
    refs = {case: [*group_of(sample, case).refs, *ids] for case, ids in found.items() if ids}
    looked = sample.looked(VARIABLE, "accounting_situation", study=STUDY)
    return {"n": counted(list(refs.values()), looked), "clashing": cell(sample.labels.join([sample.names[case] for case in refs]), *refs.values())}


def follows(sample: Sample) -> dict[str, Cell]:
    """Of the legal forms coded for the delegated poles, how many were read from the lines that name the configuration."""
    coded = {case: [*group_of(sample, case).refs, *ids] for case in groups(sample)["delegated"] if (ids := sample.ids(case, STUDY, "legal_form_pole"))}
    looked = sample.looked(VARIABLE, "legal_form_pole", study=STUDY)
    return {"n": counted(list(coded.values()), looked), "same": counted([refs for case, refs in coded.items() if same_lines(sample, case, "legal_form_pole")], looked)}

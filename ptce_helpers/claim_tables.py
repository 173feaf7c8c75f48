"""Tables of the claims: all with their verdicts, their counts, the contradicted ones with the evidence beside, what the open ones would need."""

from __future__ import annotations

from ptce_helpers.charts import condition
from ptce_helpers.claim_words import as_claimed, cases, computed, dashed, lines, sentence, stated
from ptce_helpers.claims import Decided
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import STUDIES
from ptce_helpers.verdicts import VERDICTS
from ptce_helpers.wording import says

COLUMNS = ("claim_id", "study", "section", "kind", "claim", "verdict", "charitable", "elsewhere", "computed", "claimed",
           "cases_for", "cases_against", "lines", "sentence")
ON_PAGE = ("claim_id", "study", "claim", "verdict", "charitable", "elsewhere", "computed", "claimed", "lines")  # a page is too narrow for all


def whole(decided: list[Decided], sample: Sample) -> Traced:
    """Every claim with its verdict: what is computed and stated, the poles for and against it, the lines, a sentence.

    ``verdict``, ``charitable`` (where a reading in favour of the study changes it) and ``elsewhere`` (without the codings
    of the claim's own passage) are codes of VERDICTS.
    """
    return table([_row(one, sample) for one in decided], COLUMNS)


def _row(one: Decided, sample: Sample) -> dict:
    claim, answer, labels = one.claim, one.strict.answer, sample.labels
    by = (answer.refs, [one.claim_id])
    return {"claim_id": cell(one.claim_id, [one.claim_id]), "study": claim["source_id"], "section": sample.said(claim["section"]),
            "kind": labels.text(f"claim_kind_{claim['kind']}"), "claim": claim[f"claim_{labels.lang}"], "lines": lines(claim),
            "verdict": cell(one.strict.verdict, *by), "charitable": cell(one.charitable.verdict if one.charitable else "", *by), "elsewhere": cell(one.elsewhere, *by),
            "computed": cell(computed(one, labels), *by), "claimed": cell(stated(claim["stated"], as_claimed(one), labels, answer.unit), [one.claim_id]),
            "cases_for": cell(cases(answer.cases_for, sample), *by), "cases_against": cell(cases(answer.cases_against, sample), *by),
            "sentence": cell(sentence(one, sample), *by)}


def by_kind(decided: list[Decided], sample: Sample) -> Traced:
    """How many claims of each study and kind have which verdict: study, kind, claims, then a column for each verdict."""
    return _counted(decided, sample, "kind", lambda claim: sample.labels.text(f"claim_kind_{claim['kind']}"))


def by_section(decided: list[Decided], sample: Sample) -> Traced:
    """The same by section of the texts."""
    return _counted(decided, sample, "section", lambda claim: sample.said(claim["section"]))


def _counted(decided: list[Decided], sample: Sample, name: str, group) -> Traced:
    blocks: dict[tuple[str, str], list[Decided]] = {}
    for one in decided:
        blocks.setdefault((one.claim["source_id"], group(one.claim)), []).append(one)
    blocks = dict(sorted(blocks.items(), key=lambda block: STUDIES.index(block[0][0])))  # the older study first
    rows = [{"study": study, name: called, "claims": cell(len(some), [one.claim_id for one in some])} | {verdict: _of(some, verdict) for verdict in VERDICTS}
            for (study, called), some in blocks.items()]
    return table(rows, ("study", name, "claims", *VERDICTS))


def _of(some: list[Decided], verdict: str):
    found = [one.claim_id for one in some if one.strict.verdict == verdict]
    return cell(len(found), found or [one.claim_id for one in some])


def counts(decided: list[Decided], sample: Sample) -> dict[str, Cell]:
    """How many claims there are and how many of each verdict; ``between``: that compare the studies; ``charitable``: that another reading turns
    in the study's favour; ``alone``: that hold, and rest on nothing but the lines of the claim itself.
    """
    favourable = ("reproduced", "approximately")
    groups = {"n": decided, "between": [one for one in decided if one.claim["kind"] == "between"]}
    groups |= {verdict: [one for one in decided if one.strict.verdict == verdict] for verdict in VERDICTS}
    groups["charitable"] = [one for one in decided if one.charitable is not None and one.charitable.verdict in favourable]
    groups["alone"] = [one for one in decided if one.strict.verdict in favourable and _alone(one, sample)]
    return {name: counted([[one.claim_id] for one in some], [one.claim_id for one in decided] or ["claims.csv"]) for name, some in groups.items()}


def _alone(one: Decided, sample: Sample) -> bool:
    """Whether all that a verdict rests on stands on the claim's own lines, or the verdict falls without what stands there."""
    if one.elsewhere:
        return one.elsewhere not in ("reproduced", "approximately")
    first, last = int(one.claim["line_start"]), int(one.claim["line_end"])
    places = [sample.places[ref] for ref in one.strict.answer.refs if ref in sample.places]
    return all(study == one.claim["source_id"] and start <= last and first <= end for study, start, end in places)


def beside(decided: list[Decided], sample: Sample, most: int = 12) -> Traced:
    """The contradicted claims one by one, each with its sentence, its discussion and what speaks against it: pole, what was coded or stated, lines."""
    at = {row["statement_id"]: row for row in rows_of(sample.raw["statements"])} | {row["member_id"]: row for row in rows_of(sample.clean.members)} | sample.by_id
    rows = [_against(one, ref, at[ref], sample) for one in decided if one.strict.verdict == "contradicted" for ref in _first(one, at, most)]
    return table(rows, ("claim_id", "section", "claim", "claim_lines", "sentence", "discussion", "case", "variable", "coded_as", "study", "lines"))


def _first(one: Decided, at: dict[str, dict], most: int) -> list[str]:
    """What an answer rests on: the codings with a value, those of the poles against it before the others, and then statements on poles together."""
    refs = [ref for ref in one.strict.answer.refs if ref in at and (at[ref].get("value") or "subject" in at[ref] or "member" in at[ref])]
    return sorted(refs, key=lambda ref: ("subject" in at[ref], at[ref].get("case_id") not in one.strict.answer.cases_against))[:most]


def _against(one: Decided, ref: str, row: dict, sample: Sample) -> dict:
    claim, labels = [one.claim_id], sample.labels
    together = "subject" in row
    return {"claim_id": cell(one.claim_id, claim), "section": cell(_place(one, sample), claim),
            "claim": cell(one.claim[f"claim_{labels.lang}"], claim), "claim_lines": cell(lines(one.claim), claim),
            "sentence": cell(sentence(one, sample), one.strict.answer.refs, claim), "discussion": cell(dashed(sample.said(one.claim["discussion"])), claim),
            "case": cell(labels.text("claim_together") if together else sample.names[row["case_id"]], [ref]),
            "variable": cell(labels.text("claim_member") if "member" in row else sample.book.label(row["subject" if together else "variable_id"], labels.lang), [ref]),
            "coded_as": cell(_stated(row, sample) if together else _member(row, sample) if "member" in row else says(row, sample.raw, labels), [ref]),
            "study": cell(row["source_id" if together else "study"], [ref]), "lines": cell(lines(row), [ref])}


def _stated(row: dict, sample: Sample) -> str:
    """A statement on poles together: what it is about, where that is said, and the coder's words."""
    about, comment = condition(sample, row), sample.said(row["comment"])
    return sample.labels.text("claim_statement", about=about, says=comment) if about else comment


def _member(row: dict, sample: Sample) -> str:
    """A named member with its legal form, where one is coded."""
    if not row["form"]:
        return row["member"]
    return sample.labels.text("claim_member_form", member=row["member"], form=sample.book.code_label("member_kind", row["form"], sample.labels.lang))


def _place(one: Decided, sample: Sample) -> str:
    return sample.labels.text("claim_place", study=sample.labels.text(f"study_{one.claim['source_id']}"), section=sample.said(one.claim["section"]))


def needs(decided: list[Decided], sample: Sample) -> Traced:
    """What the claims that can't be decided would need: the poles that are open, and where the data could come from."""
    rows = [{"claim_id": cell(one.claim_id, [one.claim_id]), "study": one.claim["source_id"], "claim": one.claim[f"claim_{sample.labels.lang}"],
             "verdict": cell(one.strict.verdict, one.strict.answer.refs, [one.claim_id]),
             "computed": cell(computed(one, sample.labels), one.strict.answer.refs, [one.claim_id]),
             "cases_open": cell(cases(one.strict.answer.cases_open, sample), one.strict.answer.refs, [one.claim_id]),
             "needs": cell(dashed(sample.said(one.claim["needs"])), [one.claim_id])}
            for one in decided if one.strict.verdict in ("undecidable", "not_testable")]
    return table(rows, ("claim_id", "study", "claim", "verdict", "computed", "cases_open", "needs"))

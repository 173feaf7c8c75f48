"""Leadership: who is shown as leading a pole, for how long, and what the texts say of gender and of succession."""

from __future__ import annotations

from ptce_helpers import profiles, statements
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, table
from ptce_helpers.sample import Sample

TRAITS = ("leader_role", "leader_charismatic_said", "leadership_collective_said", "co_presidents", "renewal_issue")
TERM = "term_years"
OFFICES = ("director", "president", "bureau", "board", "chair")  # other durations in years are coded under the same variable


def offices(sample: Sample, case_id: str, study: str) -> list[dict]:
    """The durations that are a term or years in an office, not the age of something else."""
    return [row for row in sample.used(case_id, study, TERM) if any(word in row["item"].lower() for word in OFFICES)]


def poles(sample: Sample) -> Traced:
    """What the texts say of the leading of each pole, and the terms and years in office; one row a pole and study with something."""
    lang, rows = sample.labels.lang, []
    for case, study in sample.pairs:
        said = [row for trait in TRAITS for row in sample.used(case, study, trait)] + offices(sample, case, study)
        if said:
            told = {sample.book.label(trait, lang): profiles.in_words(sample, case, study, trait) for trait in TRAITS}
            terms = offices(sample, case, study)
            term = profiles.in_words(sample, case, study, TERM, terms) if terms else cell(None, sample.refs(case, study, TERM))
            rows.append({"case": sample.names[case], "study": study} | told | {sample.book.label(TERM, lang): term, "doubt": profiles.doubts(sample, said)})
    return table(rows, ["case", "study", *(sample.book.label(trait, lang) for trait in (*TRAITS, TERM)), "doubt"])


def gender(sample: Sample) -> dict[str, Cell]:
    """Beside the statement that men lead all poles: the first names of those interviewed, which is all that the data hold on it.

    ``n``: poles of whose first person interviewed the first name is given; ``women``, ``men``; ``who``: the poles with a woman;
    ``coordinators``: in how many of these she is one; ``shown``: poles of which the text shows anyone as leading.
    """
    asked = sample.asked("interviewee_gender", "labo2014")
    known = {case: rows[0] for case in asked if (rows := sample.used(case, "labo2014", "interviewee_gender"))}
    women, men = ([case for case, row in known.items() if (row["value"] == "female") is female] for female in (True, False))
    behind, looked = {case: [row["coding_id"]] for case, row in known.items()}, sample.looked("interviewee_gender", study="labo2014")
    coordinators, shown = {case: sample.ids(case, "labo2014", "interviewee_role", "coordinator") for case in women}, {case: sample.ids(case, "labo2014", "leader_role") for case in known}
    who = sample.labels.join([sample.names[case] for case in women]) or sample.labels.text("nothing")
    return {"n": counted(list(behind.values()), looked), "women": counted([behind[case] for case in women], looked), "men": counted([behind[case] for case in men], looked),
            "who": cell(who, *([behind[case] for case in women] or [looked])), "coordinators": counted([[*behind[case], *ids] for case, ids in coordinators.items() if ids], looked),
            "shown": counted([[*behind[case], *ids] for case, ids in shown.items() if ids], sample.looked("leader_role", study="labo2014"))}


def interviewed(sample: Sample) -> Traced:
    """Who was interviewed for each pole of 2014: how many, the first person's gender by first name, role; and who leads it."""
    return profiles.of(sample, ["interviewees", "interviewee_gender", "interviewee_role", "leader_role"], studies=["labo2014"])


def time_share(sample: Sample) -> dict[str, Cell]:
    """The published range of leaders' time given to delegated poles, and for how many poles the text gives it; n 0 without 2015."""
    said = next(iter(statements.find(sample, "crida2015", "leader_time_share", "", "range")), None)
    asked = sample.asked("leader_time_share", "crida2015")
    if not said or not asked:
        return all_of({"n": 0, "low": 0, "high": 0, "stated": 0}, ["statements.csv"])
    stated = [ids for case in asked if (ids := sample.ids(case, "crida2015", "leader_time_share"))]
    return {"n": cell(len(asked), sample.rows_of_cases("crida2015")), "low": cell(float(said["value"]), [said["statement_id"]]), "high": cell(float(said["upper"]), [said["statement_id"]]),
            "stated": counted(stated, sample.looked("leader_time_share", study="crida2015"))}

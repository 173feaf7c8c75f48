"""What a study says of all poles together: against what it says elsewhere of all, and against what its own pages say pole by pole."""

from __future__ import annotations

from itertools import combinations

from ptce_helpers import statements
from ptce_helpers.audit_places import CONTRADICTION, HOLDS, IMPRECISION, INCONSISTENCY, Place, apart, gap, hull, identities, of_identity, range_of, severity_of
from ptce_helpers.cleaning import REFERENCE_YEAR
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.statements import SAYS

ENDS = ("min", "max", "range")
SET = ("all", "majority", "minority", "none", "count")  # words and numbers that say how many poles have a code


def _said(sample: Sample) -> list[dict]:
    """The statements of the studies that the sample has, of all their poles: they say nothing certain of fewer."""
    return [row for row in rows_of(sample.raw["statements"]) if row["source_id"] in sample.studies and row["n"] == str(_poles(sample, row))]


def _poles(sample: Sample, row: dict) -> int:
    return sum(study == row["source_id"] for _, study in sample.pairs)


def _meanings(sample: Sample) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """The words of a statement that stand for a code: (study, subject, words) -> (variable, code, row of identities.csv)."""
    return {(one["source_id"], one["whole"], one["rate"]): (*one["parts"].split("="), one["identity_id"]) for one in identities(sample, "means")}


def _asked(sample: Sample, row: dict, meanings: dict) -> tuple[str, str, str]:
    """The variable and code that a statement is of, and the row of identities.csv that says so (if one does)."""
    return meanings.get((row["source_id"], row["subject"], row["condition"]), (row["subject"], row["condition"], ""))


# --- statements against statements -------------------------------------------------------------------------


def repeated(sample: Sample) -> list[Place]:
    """What a study says more than once of all its poles: the same figure, or how many poles have the same code.

    A place is a pair of statements on one subject and condition, from different lines. Figures offend where none fits both;
    numbers of poles where no number makes both true: a contradiction of two counts, an inconsistency of a count and a word
    such as all. All and most, where both are said, differ as an imprecision.
    """
    meanings, rows = _meanings(sample), [row for row in _said(sample) if row["status"] != "derived"]
    pairs = [(one, other) for one, other in combinations(rows, 2)
             if one["line_start"] != other["line_start"] and one["source_id"] == other["source_id"] and _asked(sample, one, meanings)[:2] == _asked(sample, other, meanings)[:2]]
    return [place for one, other in pairs if (place := _of_pair(sample, one, other, meanings))]


def _of_pair(sample: Sample, one: dict, other: dict, meanings: dict) -> Place | None:
    words = tuple(f"identities.csv#{name}" for row in (one, other) if (name := _asked(sample, row, meanings)[2]))
    if one["statistic"] in SET and other["statistic"] in SET and {one["unit"], other["unit"]} <= {"", "poles"}:
        number, (variable, code, _) = _poles(sample, one), _asked(sample, one, meanings)
        if code not in sample.book.allowed(variable) or not sample.book.allowed(variable):
            return None
        differs = apart(statements.allowed(one, number), statements.allowed(other, number))
        words_differ = {one["statistic"], other["statistic"]} == {"all", "majority"}
        counts = one["statistic"] == other["statistic"] == "count"
        severity = (CONTRADICTION if counts else INCONSISTENCY) if differs else HOLDS
        severity = IMPRECISION if words_differ else severity
        return Place("repeated", (one,), (other,), severity, rests_on=words)
    if one["statistic"] == other["statistic"] and one["statistic"] in (*ENDS, "mean") and one["value"] and other["value"] and one["unit"] == other["unit"]:
        return Place("repeated", (one,), (other,), CONTRADICTION if apart(range_of(sample, one), range_of(sample, other)) else HOLDS)
    return None


def complete(sample: Sample) -> list[Place]:
    """Numbers of poles by code: they must make all poles of the study.

    A place is a variable of one value of which a study counts at least two codes. It offends where they make more than all
    poles (a contradiction), or fewer, poles with another code counted in (an inconsistency: the study leaves poles unplaced).
    """
    places = []
    for study in sample.studies:
        for variable in dict.fromkeys(row["subject"] for row in _said(sample)):
            counts = _counts(sample, study, variable)
            if len(counts) > 1:
                places.append(_whole(sample, study, variable, counts))
    return places


def _counts(sample: Sample, study: str, variable: str) -> dict[str, dict]:
    if sample.book.variable(variable)["several"] != "one":
        return {}
    rows = [row for row in _said(sample) if (row["source_id"], row["subject"], row["statistic"], row["unit"]) == (study, variable, "count", row["unit"] if row["unit"] in ("", "poles") else None)]
    return {row["condition"]: row for row in rows if row["condition"] in sample.book.allowed(variable) and row["qualifier"] == "exact"}


def _whole(sample: Sample, study: str, variable: str, counts: dict[str, dict]) -> Place:
    cases = sample.asked(variable, study)
    coded = {case: [row for row in sample.used(case, study, variable) if row["value"] not in counts] for case in cases}
    total, others = sum(int(row["value"]) for row in counts.values()), sum(map(bool, coded.values()))
    severity = CONTRADICTION if total > len(cases) else INCONSISTENCY if total + others < len(cases) else HOLDS
    left = [row for case in cases for row in sample.codings(case, study, variable) if not sample.used(case, study, variable)] if severity else []
    numbers = {"sum": total, "others": others, "n": len(cases), "gap": abs(len(cases) - total - others)}
    return Place("complete", tuple(counts.values()), tuple(left), severity, numbers)


# --- statements against the codings of the poles -----------------------------------------------------------


def outside(sample: Sample) -> list[Place]:
    """Figures of single poles that lie outside the smallest and largest that their study gives for all its poles.

    A place is a coding and a statement (min, max or range, said once or several times) on its variable in the same unit, or
    of the age of a year. It offends where the ranges of both share no figure.
    """
    readings = {one["whole"]: one for one in identities(sample, "reading") if one["rate"] == "outside"}
    alike: dict[tuple[str, ...], list[dict]] = {}
    for said in (row for row in rows_of(sample.raw["statements"]) if row["statistic"] in ENDS and row["value"] and row["source_id"] in sample.studies):
        if sample.book.is_number(said["subject"]) and not (said["condition"] and said["n"] and said["unit"] != "years"):
            alike.setdefault(tuple(said[name] for name in ("source_id", "subject", "statistic", "value", "upper", "unit")), []).append(said)
    return [_held(sample, tuple(told), row, readings.get(told[0]["subject"])) for told in alike.values()
            for case in sample.asked(told[0]["subject"], told[0]["source_id"])
            for row in sample.used(case, told[0]["source_id"], told[0]["subject"]) if _same_unit(sample, told[0], row)]


def _same_unit(sample: Sample, said: dict, row: dict) -> bool:
    return said["unit"] == (row["unit"] or sample.book.variable(row["variable_id"])["unit"]) or (said["unit"] == "years" and row["scale"] == "year")


def _held(sample: Sample, told: tuple[dict, ...], row: dict, reading: dict | None) -> Place:
    span, figure = _limits(sample, told[0]), range_of(sample, row)
    aged = told[0]["unit"] == "years" and row["scale"] == "year"
    if aged:
        figure = _age(sample, told[0]["source_id"], figure)
    differs = apart(span, figure)
    severity = (INCONSISTENCY if aged or reading else severity_of([row])) if differs else HOLDS
    more = of_identity(reading) if reading and severity else {}
    return Place("outside", (row,), told, severity, {"low": figure[0], "high": figure[1], "gap": gap(span, figure) if differs else 0.0}, **more)


def _age(sample: Sample, study: str, years: tuple[float, float]) -> tuple[float, float]:
    """How old something of these years can be: the study does not say whether it counts to the year in which all poles were recognised, or to its own."""
    ends = [float(row["value"]) for row in _said(sample) if (row["source_id"], row["subject"], row["statistic"]) == (study, "pole_status_year", "all") and row["value"]]
    ends.append(REFERENCE_YEAR[study] + 1.0)
    return min(ends) - years[1], max(ends) - years[0]


def _limits(sample: Sample, said: dict) -> tuple[float, float]:
    low, high = range_of(sample, said)
    return (0.0, high) if said["statistic"] == "max" else (low, float("inf")) if said["statistic"] == "min" else (low, high)


def counted(sample: Sample) -> list[Place]:
    """How many poles have a code, as a study says of all of them, against the codings of its poles.

    A place is a statement on a code of a variable that at least one pole is coded in. It offends where no completion of
    the silent poles makes it true. Words such as all, and codes of which a pole may have several, make it an inconsistency.
    """
    meanings, places = _meanings(sample), []
    for said in (row for row in _said(sample) if row["status"] != "derived" and row["statistic"] in SAYS and row["unit"] in ("", "poles")):
        variable, code, identity = _asked(sample, said, meanings)
        study = said["source_id"]
        if code not in sample.book.allowed(variable):
            continue
        coded = [row for case in sample.asked(variable, study) for row in sample.used(case, study, variable)]
        if coded:
            places.append(_against(sample, said, variable, code, coded, (f"identities.csv#{identity}",) if identity else ()))
    return places


def _against(sample: Sample, said: dict, variable: str, code: str, coded: list[dict], rests_on: tuple[str, ...]) -> Place:
    ours, study = statements.possible(sample, variable, said["source_id"], code), said["source_id"]
    low, high = statements.allowed(said, len(sample.asked(variable, study)))
    contrary = [row for row in coded if row["value"] != code] if ours.high < low else [row for row in coded if row["value"] == code]
    differs = ours.high < low or high < ours.low
    firm = said["statistic"] == "count" and sample.book.variable(variable)["several"] == "one"
    severity = (severity_of(contrary) if firm else INCONSISTENCY) if differs else HOLDS
    numbers = {"n": len({row["case_id"] for row in contrary}), "low": float(ours.low), "high": float(ours.high)}
    told = {"code": sample.book.code_label(variable, code, sample.labels.lang)}
    return Place("counted", (said,), tuple(contrary if differs else coded), severity, numbers, told, rests_on=rests_on)


def every(sample: Sample) -> list[Place]:
    """Figures that a study gives for all its poles at once (a year in which all became something), against those of each pole.

    A place is a statement with the statistic all and a value, and a coding of its variable with the item that it names. It
    offends where both differ.
    """
    return [_one_of_all(sample, said, row) for said in _said(sample) if said["statistic"] == "all" and said["value"] and sample.book.is_number(said["subject"])
            for case in sample.asked(said["subject"], said["source_id"])
            for row in sample.used(case, said["source_id"], said["subject"], said["condition"])]


def _one_of_all(sample: Sample, said: dict, row: dict) -> Place:
    ranges = range_of(sample, said), range_of(sample, row)
    return Place("every", (row,), (said,), severity_of([row]) if apart(*ranges) else HOLDS, {"gap": gap(*ranges)})


def means(sample: Sample) -> list[Place]:
    """Means that a study gives: within its own smallest and largest figure, and possible with the figures of its poles.

    A place is a mean with a value. It offends where it lies outside; poles without a figure may have any.
    """
    places = []
    for said in (row for row in _said(sample) if row["statistic"] == "mean" and row["value"] and not row["condition"] and sample.book.is_number(row["subject"])):
        ends = [row for row in _said(sample) if row["statistic"] in ENDS and (row["source_id"], row["subject"], row["condition"]) == (said["source_id"], said["subject"], "")]
        span = (max((_limits(sample, row)[0] for row in ends), default=0.0), min((_limits(sample, row)[1] for row in ends), default=float("inf")))
        known, rows = _mean_of_poles(sample, said)
        low, high = max(span[0], known[0]), min(span[1], known[1])
        if ends or rows:
            places.append(Place("mean", (said,), (*ends, *rows), CONTRADICTION if apart((low, high), range_of(sample, said)) else HOLDS, {"low": low, "high": high, "n": len(rows)}))
    return places


def _mean_of_poles(sample: Sample, said: dict) -> tuple[tuple[float, float], list[dict]]:
    """The lowest and highest mean that the figures of the poles allow, and the codings behind it."""
    found = [[row for row in sample.used(case, said["source_id"], said["subject"]) if _same_unit(sample, said, row)] for case in sample.asked(said["subject"], said["source_id"])]
    ranges = [hull(sample, rows) if rows else (0.0, float("inf")) for rows in found]
    number = max(len(ranges), 1)
    return (sum(low for low, _ in ranges) / number, sum(high for _, high in ranges) / number), [row for rows in found for row in rows]

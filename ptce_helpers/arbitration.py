"""Where our two coders differ, corrections.csv must say who won: every difference that nobody has decided yet."""

from __future__ import annotations

import re

import pandas as pd

from ptce_helpers import reliability
from ptce_helpers.codings import Raw
from ptce_helpers.errors import Fault
from ptce_helpers.files import ROW

COLUMNS = ["case_id", "source_id", "variable_id", "first_ids", "second_ids"]


def differences(raw: Raw) -> list[dict]:
    """Every judgement and every figure on which the two coders differ.

    One dict each: case_id, source_id, variable_id, first_ids, second_ids (coding_ids, separated by spaces; empty where
    one coder has none).
    """
    pairs, facts = reliability.judgements(raw), reliability.figures(raw)
    coded = pairs[pairs["first"] != pairs["second"]] if len(pairs) else pd.DataFrame(columns=COLUMNS)
    figures = facts[facts["verdict"] != "equal"].rename(columns={"first_coding": "first_ids", "second_coding": "second_ids"})
    return pd.concat([coded[COLUMNS], figures[COLUMNS]]).sort_values(COLUMNS).to_dict("records")


def open_differences(raw: Raw) -> list[dict]:
    """Those that no row of corrections.csv decides: it names neither of the codings."""
    decisions = raw["corrections"][raw["corrections"]["kind"] == "coders"]
    decided = set(decisions["first_coding"]) | set(decisions["second_coding"])
    return [row for row in differences(raw) if not decided & set(f"{row['first_ids']} {row['second_ids']}".split())]


def undecided(raw: Raw) -> list[Fault]:
    """The open differences as faults, each with both codings and the row to write."""
    coded = {table: raw[table].set_index("coding_id", drop=False) for table in ("codings", "second_codings")}
    rows, numbers, faults = open_differences(raw), {}, []
    for row in rows:
        case = row["case_id"]
        numbers[case] = numbers.get(case, _last_number(raw, case)) + 1
        faults.append(_fault(row, f"k.{case}.{numbers[case]:03d}", coded))
    return sorted(faults)


def _last_number(raw: Raw, case: str) -> int:
    """The highest number of a correction_id of a case (k.la_serre.007: 7)."""
    found = [re.fullmatch(rf"k\.{re.escape(case)}\.(\d+)", name) for name in raw["corrections"]["correction_id"]]
    return max((int(match[1]) for match in found if match), default=0)


def _fault(row: dict, name: str, coded: dict[str, pd.DataFrame]) -> Fault:
    first, second = ((row[ids].split() or [""])[0] for ids in ("first_ids", "second_ids"))
    table, coding = ("codings", first) if first else ("second_codings", second)
    found = "; ".join(f"{who}: {_coding(coded[name], coding)}" for who, name, coding in (("first coder", "codings", first), ("second coder", "second_codings", second)))
    new = ",".join([name, row["case_id"], row["variable_id"], row["source_id"], "coders", first, second, "WINNER", "REASON"])
    return Fault(f"data/raw/{table}.csv", int(coded[table].loc[coding, ROW]), "the two coders differ, and no row of corrections.csv says who won",
                 found=found, case=row["case_id"], variable=row["variable_id"],
                 todo=f"add to corrections.csv: {new} (winner: first, second, both or none)")


def _coding(table: pd.DataFrame, coding: str) -> str:
    """A coding_id with what it says, as written."""
    if not coding:
        return "no coding"
    row = table.loc[coding]
    figure = " to ".join(part for part in (row["value"], row["upper"]) if part)
    return f"{coding} {' '.join(part for part in (row['qualifier'], figure or row['status']) if part)}"

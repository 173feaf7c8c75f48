"""One name for what two texts call by different names: organisations, places, territories, items."""

from __future__ import annotations

import pandas as pd

from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of


def row_of(raw: Raw, case_id: str, name: str, variable_id: str = "") -> dict[str, str] | None:
    """The row of data/raw/aliases.csv for what a text calls ``name``; None where the name is the one under which it is compared.

    An alias without a variable holds wherever the name occurs for the pole; one with a variable holds for its values and items
    only, and comes first.
    """
    found = [row for row in raw.aliases.get((case_id, name), ()) if row["variable_id"] in ("", variable_id)]
    return max(found, key=lambda row: row["variable_id"], default=None)


def one_name(raw: Raw, case_id: str, name: str, variable_id: str = "") -> str:
    """The name under which the workbench compares what a text calls ``name``."""
    row = row_of(raw, case_id, name, variable_id)
    return row["name"] if row else name


def members(raw: Raw) -> pd.DataFrame:
    """The rows of data/raw/members.csv, each organisation of a pole under one name."""
    rows, names = raw["members"], {(row["case_id"], row["also"]): row["name"] for row in rows_of(raw["aliases"]) if not row["variable_id"]}
    return rows.assign(member=[names.get(key, key[1]) for key in zip(rows["case_id"], rows["member"], strict=True)])

"""One name for what two texts call by different names: organisations, places, territories."""

from __future__ import annotations

import pandas as pd

from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of


def one_name(raw: Raw, case_id: str, name: str, variable_id: str = "") -> str:
    """The name under which the workbench compares what a text calls ``name``; a name without an alias stays as it is.

    An alias of data/raw/aliases.csv without a variable holds wherever the name occurs for the pole; one with a variable holds for
    its values and items only, and comes first.
    """
    found = {(row["variable_id"], row["also"]): row["name"] for row in rows_of(raw["aliases"]) if row["case_id"] == case_id}
    return found.get((variable_id, name)) or found.get(("", name)) or name


def members(raw: Raw) -> pd.DataFrame:
    """The rows of data/raw/members.csv, each organisation of a pole under one name."""
    rows = raw["members"]
    return rows.assign(member=[one_name(raw, case, name) for case, name in zip(rows["case_id"], rows["member"], strict=True)])

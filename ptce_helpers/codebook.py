"""The codebook: what each variable means, which codes it allows, in English and French."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ptce_helpers.errors import NotFound, nearest_of_many
from ptce_helpers.files import rows_of
from ptce_helpers.schemas import NUMERIC

LIST = "data/raw/variables.csv"


@dataclass(frozen=True)
class Codebook:
    """Variables and codes, as read from data/raw/variables.csv and codes.csv."""

    variables: pd.DataFrame
    codes: pd.DataFrame

    @cached_property
    def _by_id(self) -> dict[str, dict[str, str]]:
        return {row["variable_id"]: row for row in rows_of(self.variables)}

    @cached_property
    def _codes(self) -> dict[str, dict[str, dict[str, str]]]:
        found: dict[str, dict[str, dict[str, str]]] = {}
        for row in rows_of(self.codes):
            found.setdefault(row["variable_id"], {})[row["code"]] = row
        return found

    @cached_property
    def ids(self) -> list[str]:
        """All variable names, sorted."""
        return sorted(self._by_id)

    def variable(self, variable_id: str) -> dict[str, str]:
        """The line of the codebook for one variable; NotFound names the nearest when there is none."""
        if variable_id not in self._by_id:
            raise NotFound(f"The codebook has no variable {variable_id!r}.", todo=nearest_of_many(variable_id, self.ids, LIST))
        return self._by_id[variable_id]

    def allowed(self, variable_id: str) -> list[str]:
        """The codes that a variable may take; empty for numbers and free text."""
        return sorted(self._codes.get(variable_id, {}))

    def is_number(self, variable_id: str) -> bool:
        """Whether a variable holds numbers (counts, amounts, shares, years, areas, measures)."""
        return self.variable(variable_id)["scale"] in NUMERIC

    def label(self, variable_id: str, lang: str = "en") -> str:
        """The name of a variable for people, in one language."""
        return self.variable(variable_id)[f"label_{lang}"]

    def code_label(self, variable_id: str, code: str, lang: str = "en") -> str:
        """The name of a code for people; a code that the codebook lacks is shown as it is."""
        row = self._codes.get(variable_id, {}).get(code)
        return row[f"label_{lang}"] if row else code

    def asked_of(self, variable_id: str, study: str) -> bool:
        """Whether a variable can be coded from a study at all (some belong to one study's own grid)."""
        return self.variable(variable_id)["asked_of"] in ("both", study)

    def compared_when_silent(self, study: str | None = None) -> list[str]:
        """Variables whose silence is coded, because silence itself is compared; those asked of one study, or all."""
        return sorted(v for v, row in self._by_id.items() if row["silence"] == "yes" and (study is None or self.asked_of(v, study)))

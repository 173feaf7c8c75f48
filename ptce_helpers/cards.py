"""Cards: a table whose first columns repeat, told one by one, with the rows of each as evidence beside."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from ptce_helpers.tables import Shown, filled

BESIDE = ("case", "variable", "coded_as", "study", "lines")


@dataclass(frozen=True)
class Cards:
    """Claims one by one: what is stated, what was computed, the discussion, and the codings beside.

    ``shown``: a table with claim_id, section, claim, claim_lines, sentence, discussion, and the columns of BESIDE.
    """

    shown: Shown

    def _each(self) -> list[tuple[pd.Series, pd.DataFrame]]:
        groups = self.shown.frame.groupby("claim_id", sort=False)
        return [(rows.iloc[0], rows[list(BESIDE)]) for _, rows in groups]

    def _head(self, first: pd.Series) -> str:
        key = "card_head" if "–" in first["claim_lines"] else "card_head_line"
        return self.shown.labels.text(key, claim=first["claim_id"], section=first["section"], lines=first["claim_lines"])

    def _repr_html_(self) -> str:
        if self.shown.frame.empty:
            return self.shown._repr_html_()
        return "\n".join(self._card(first, rows) for first, rows in self._each())

    def _card(self, first: pd.Series, rows: pd.DataFrame) -> str:
        told = "".join(f"<p>{escape(first[name])}</p>" for name in ("sentence", "discussion") if first[name])
        body = "".join("<tr>" + "".join(f"<td>{escape(self._cell(name, row[name]))}</td>" for name in BESIDE) + "</tr>" for row in rows.to_dict("records"))
        heads = "".join(f"<th>{escape(self.shown.heading(name))}</th>" for name in BESIDE)
        return (f'<section class="card"><h4>{escape(self._head(first))}</h4><p><strong>{escape(first["claim"])}</strong></p>'
                f'{told}<table class="beside"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></section>')

    def _cell(self, name: str, value: object) -> str:
        return self.shown.cell(value, None, name)

    def __repr__(self) -> str:
        if self.shown.frame.empty:
            return repr(self.shown)
        told = []
        for first, rows in self._each():
            told += [self._head(first), *(filled(first[name]) for name in ("claim", "sentence", "discussion") if first[name])]
            told += ["  " + " | ".join(self._cell(name, row[name]) for name in BESIDE) for row in rows.to_dict("records")] + [""]
        return "\n".join(told)

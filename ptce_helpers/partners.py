"""Who is who: one organisation for all its names, and the poles of the sample among the partners."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ptce_helpers.codings import Raw, find_case, plain
from ptce_helpers.errors import NotFound
from ptce_helpers.evidence import Traced, cell, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

UNNAMED = "(not named)"  # so ends, by the rules of data/raw, a partner that the text describes without a name
COMMON = ("CRIDA", "Community of PTCE", "Labo de l’ESS", "State (2013 interministerial call)")  # who brings poles together because they are poles
_COMMON = frozenset(map(plain, COMMON))


@dataclass(frozen=True)
class Organisation:
    """An organisation, or a pole of the sample: ``key`` (one for all its names), ``name`` (as data/raw writes it), ``kind``.

    ``kind``: pole, unnamed, organisation.
    """

    key: str
    name: str
    kind: str


class Directory:
    """The organisations that data/raw names as partners or members, each once.

    Two names are one organisation where they differ in accents, capitals, spaces and signs only, or where
    aliases.csv (what two texts call differently) or partner_aliases.csv says so. An unnamed partner is one of its pole only. Names are those of the whole of data/raw,
    so that an organisation is called the same whatever part of the sample is chosen.
    """

    def __init__(self, raw: Raw, labels: Labels):
        self._cases, self._labels = raw["cases"], labels
        self._french = {row["english"]: row["french"] for row in rows_of(raw["translations"])}
        spelt = {plain(row["also"]): row["name"] for row in rows_of(raw["aliases"]) if not row["variable_id"]}
        self._aliases = spelt | {plain(row["alias"]): row["name"] for row in rows_of(raw["partner_aliases"])}
        written = Counter(self._one(name) for name in [*raw["ties"]["partner"], *raw["members"]["member"]])
        self._names: dict[str, str] = {}
        for name in sorted(written, key=lambda name: (-written[name], name)):
            self._names.setdefault(plain(name), name)
        self._poles: dict[str, str | None] = {}

    def _one(self, name: str) -> str:
        return self._aliases.get(plain(name), name)

    def find(self, case_id: str, written: str, is_pole: bool = False) -> Organisation:
        """The organisation that a row of a pole names; ``is_pole``: the row calls it a pole."""
        name = self._one(written)
        if written.endswith(UNNAMED):
            return Organisation(f"{case_id}_{_key(written.removesuffix(UNNAMED))}", written, "unnamed")
        if is_pole and (case := self._pole(name)):  # a pole outside the sample is an organisation like others, of the kind pole
            return Organisation(case, self._cases.set_index("case_id").loc[case, "name"], "pole")
        name = self._names[plain(name)]
        return Organisation(f"org_{_key(name)}", name, "organisation")

    def _pole(self, name: str) -> str | None:
        if name not in self._poles:
            try:
                self._poles[name] = find_case(name, self._cases)
            except NotFound:
                self._poles[name] = None
        return self._poles[name]

    def called(self, organisation: Organisation) -> str:
        """Its name for people: names stay as they are, descriptions are in the language of the page."""
        return self.written(organisation.name)

    def written(self, name: str) -> str:
        """A name of data/raw as it is written for people."""
        said = self._french.get(name, name) if self._labels.lang == "fr" else name
        return said.replace("'", "’")

    def in_common(self, written: str) -> bool:
        """Whether poles share this partner because they are poles: the study, the movement, the State's call for poles."""
        return plain(written) in _COMMON


def _key(name: str) -> str:
    """A name as an identifier: small letters and digits, words apart."""
    words = re.sub(r"[^\w]+", " ", name).split()
    return "_".join(plain(word) for word in words if plain(word))


def aliases(sample: Sample) -> Traced:
    """Names that are counted as one organisation, and why; of the poles and studies chosen only."""
    directory, raw, chosen = Directory(sample.raw, sample.labels), sample.raw, set(sample.pairs)
    named = {plain(row[column]) for table_, column in (("ties", "partner"), ("members", "member")) for row in rows_of(raw[table_])
             if (row["case_id"], row["source_id"]) in chosen}
    said = [(row["alias"], row["name"], row["reason"], f"partner_aliases.csv#{row['alias']}") for row in rows_of(raw["partner_aliases"])]
    said += [(row["also"], row["name"], row["reason"], row["alias_id"]) for row in rows_of(raw["aliases"]) if not row["variable_id"]]
    rows = [{"alias": cell(directory.written(alias), [ref]), "name": directory.written(name), "reason": sample.said(reason)}
            for alias, name, reason, ref in sorted(said) if plain(alias) in named and plain(alias) != plain(name)]
    return table(rows, ["alias", "name", "reason"])

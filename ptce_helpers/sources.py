"""The two texts: where a passage stands in the researcher's own copy, without ever storing it.

A passage is kept as a fingerprint: the number of its words and the hashes of some of its word shingles, each with its
place in the passage (Broder 1997, resemblance by shingles). That is enough to find the passage again in a copy whose
lines were moved or re-wrapped, and it contains nothing to read.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from ptce_helpers.errors import NotFound
from ptce_helpers.files import read_text

SHINGLE = 4  # words a shingle; fewer where the passage is shorter
KEPT = 12  # hashes kept of one passage, spread evenly over it
ENOUGH = 0.6  # share of the kept hashes that must be found, in one place, to call the passage found
SHIFT = 3  # words by which a passage may have grown or shrunk
WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text, lower case, without accents of typography (quotes, dashes, line ends play no part)."""
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


def digest(shingle: list[str]) -> str:
    return hashlib.blake2b(" ".join(shingle).encode(), digest_size=4, person=b"ptce").hexdigest()


def fingerprint(text: str) -> str:
    """Turn a passage into its fingerprint, e.g. ``23w4 0.1f2e3d4c 5.…`` (words, shingle size; place.hash ...).

    Returns an empty string for a passage without words.
    """
    found = words(text)
    if not found:
        return ""
    size = min(SHINGLE, len(found))
    last = len(found) - size
    kept = sorted({round(i * last / (KEPT - 1)) for i in range(KEPT)}) if last >= KEPT else range(last + 1)
    return " ".join([f"{len(found)}w{size}", *(f"{i}.{digest(found[i : i + size])}" for i in kept)])


@dataclass(frozen=True)
class Passage:
    """Where a passage was found: a verdict of lookup.VERDICTS, its lines in the copy, the share of its hashes found."""

    verdict: str
    line_start: int = 0
    line_end: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class Copy:
    """A researcher's own copy of one source, indexed for look-ups; ``reference`` if it is the text itself, byte for byte."""

    text: str
    reference: bool = False

    @cached_property
    def lines(self) -> list[str]:
        return self.text.removesuffix("\n").split("\n")

    @cached_property
    def _words(self) -> tuple[list[str], list[int]]:
        """All words, and the 1-based line of each."""
        all_words, at = [], []
        for number, line in enumerate(self.lines, start=1):
            found = words(line)
            all_words += found
            at += [number] * len(found)
        return all_words, at

    @cached_property
    def _places(self) -> dict[int, dict[str, list[int]]]:
        """For each shingle size, hash -> word positions."""
        all_words, _ = self._words
        index: dict[int, dict[str, list[int]]] = {}
        for size in range(1, SHINGLE + 1):
            places = defaultdict(list)
            for i in range(len(all_words) - size + 1):
                places[digest(all_words[i : i + size])].append(i)
            index[size] = places
        return index

    def passage(self, line_start: int, line_end: int) -> str:
        """The text of a range of lines (1-based, both ends included)."""
        return "\n".join(self.lines[line_start - 1 : line_end])

    def find(self, mark: str, line_start: int, line_end: int, between: tuple[int, int] | None = None) -> Passage:
        """Find a fingerprint again: at its lines (found), elsewhere (moved, with the new lines) or not at all.

        ``between``: the first and the last line of the copy among which alone it is looked for.
        """
        head, *hashes = mark.split()
        count, size = map(int, head.split("w"))
        _, at = self._words
        kept = [(int(place), hash_) for place, hash_ in (entry.split(".") for entry in hashes)]
        matches = [(place, position) for place, hash_ in kept for position in self._places[size].get(hash_, ())
                   if between is None or between[0] <= at[position] <= between[1]]
        votes = Counter(position - place for place, position in matches)
        if not votes:
            return Passage("not_found")
        expected = bisect_right(at, line_start - 1)
        offset, hits = self._best(votes, expected, len(hashes))
        if hits / len(hashes) < ENOUGH:
            return Passage("not_found", share=hits / len(hashes))
        first, last = self._ends(matches, offset, count)
        start, end = at[max(first, 0)], at[min(last, len(at) - 1)]
        moved = start < line_start or end > line_end
        return Passage("moved" if moved else "found", start, end, hits / len(hashes))

    @staticmethod
    def _best(votes: Counter[int], expected: int, most: int) -> tuple[int, int]:
        """The offset with most votes, neighbours included (a word more or less inside the passage), nearest to where it was.

        No place gets more votes than the passage has hashes: a word said twice in a row is no better than said once.
        """
        def support(offset: int) -> int:
            return min(sum(votes[offset + shift] for shift in range(-SHIFT, SHIFT + 1)), most)

        return max(((offset, support(offset)) for offset in votes), key=lambda pair: (pair[1], votes[pair[0]], -abs(pair[0] - expected)))

    @staticmethod
    def _ends(matches: list[tuple[int, int]], offset: int, count: int) -> tuple[int, int]:
        """The first and last word of a passage, counted from its first and last shingles found (words may lack between them)."""
        near = [(place, abs(position - place - offset), position) for place, position in matches if abs(position - place - offset) <= SHIFT]
        place, _, position = min(near)
        last_place, _, last_position = min(near, key=lambda match: (-match[0], match[1]))
        return position - place, last_position + count - last_place - 1


def open_copies(folder: Path, sources: pd.DataFrame, marks: pd.DataFrame) -> dict[str, Copy]:
    """Open the researcher's copies of the sources that a folder holds.

    A text is recognised by its sha256 or, if it was re-wrapped or edited, by the passages it contains. Returns
    source_id -> Copy; a source without a copy is left out. Raises NotFound if the folder holds no text at all.
    """
    texts = {path: read_text(path) for path in sorted(folder.glob("*.txt"))} if folder.is_dir() else {}
    if not texts:
        raise NotFound(f"No text files (*.txt) in {folder}.", todo="give the folder that holds your own copies of the two studies.")
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest(): text for path, text in texts.items()}
    copies = {}
    for row in sources.itertuples():
        if row.sha256 in hashes:
            copies[row.source_id] = Copy(hashes[row.sha256], reference=True)
            continue
        sample = marks[marks["source_id"] == row.source_id].drop_duplicates("passage").head(60)
        share = {path: _share_found(Copy(text), sample) for path, text in texts.items()}
        best = max(share, key=share.get)
        if share[best] > 0.3:
            copies[row.source_id] = Copy(texts[best])
    return copies


def _share_found(copy: Copy, sample: pd.DataFrame) -> float:
    hits = [copy.find(r.passage, int(r.line_start), int(r.line_end)).verdict != "not_found" for r in sample.itertuples()]
    return sum(hits) / len(hits) if hits else 0.0

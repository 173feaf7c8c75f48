"""Claims on how many poles: counts, majorities, universals, and what holds of some poles rather than of others."""

from __future__ import annotations

import re

from ptce_helpers import values
from ptce_helpers.asked import LISTS, Held, ask
from ptce_helpers.claim_answers import Answer, Part, Question, check, elsewhere, of_own_passage
from ptce_helpers.errors import ResearcherError
from ptce_helpers.expressions import work_out
from ptce_helpers.quantities import Lacking, Place
from ptce_helpers.verdicts import Range, read

WHOLE = 100.0  # percent
VARIABLE = re.compile(r"\w+(\[[^\]]*\])?")
AGAINST = re.compile(r"(.+?) (>=|<=|>|<|=) (.+)")
_LISTED = re.compile(rf"\b({'|'.join(LISTS)})\[")


def number(written: str) -> tuple[float, float]:
    """A written figure as a range of one value."""
    try:
        return (float(written),) * 2
    except ValueError:
        raise ResearcherError(f"What is stated, {written!r}, is no figure.", todo="write a number with a decimal point.") from None


@check
def poles(question: Question) -> Answer:
    """How many poles fulfil a condition: ``asks`` is the condition, with ``among CASE CASE`` of named poles only, with ``among CONDITION`` the
    share of those that fulfil the second one; ``stated`` a number of poles or a word (all, most, few ...).
    """
    condition, _, among = question.asks.partition(" among ")
    named = among.split()
    if among and not set(named) <= set(question.sample.raw.cases):
        return _conditional(question, condition, among)
    held = {case: ask(question.sample, case, question.study, condition) for case in named or question.poles}
    sure, open_ = _in(held, "yes"), _in(held, "open")
    stated = read(question.stated, len(held), number)
    told = (Part(len(sure), len(sure), stated),) if _silence_tells(question) and (sure or _in(held, "no")) else ()
    nothing = len(open_) == len(held)
    sides = _in(held, "no"), sure  # of a claim that it holds of none, the poles of which it holds speak against it
    return Answer(() if nothing else (Part(len(sure), len(sure) + len(open_), stated),), _refs(held), len(held), told,
                  *(sides if question.stated == "none" else sides[::-1]), open_)


@check
def poles_elsewhere(question: Question) -> Answer:
    """The same by other passages than the claim's own: for a claim that names its poles itself, so that the codings of its own lines only repeat it."""
    return poles(elsewhere(question, of_own_passage(poles(question), question)))


def _silence_tells(question: Question) -> bool:
    """Whether silence taken for no can decide a claim: not where it could only ever agree (none, few, fewer than) or disagree (all), nor of lists, which leave out."""
    return question.stated not in ("all", "none", "few") and not question.stated.startswith("<") and not _LISTED.search(question.asks)


def _conditional(question: Question, condition: str, among: str) -> Answer:
    """The share, in percent, of the poles of a kind that fulfil a condition; both may be open."""
    scope = {case: ask(question.sample, case, question.study, among) for case in question.poles}
    held = {case: ask(question.sample, case, question.study, condition) for case in question.poles if scope[case].state != "no"}
    within = _in(scope, "yes")
    hits, misses = (tuple(case for case in within if held[case].state == state) for state in ("yes", "no"))
    may_hit, may_miss = (sum(one.state != state for one in held.values()) for state in ("no", "yes"))
    refs = tuple(dict.fromkeys(ref for case, one in scope.items() for ref in (*one.refs, *(held[case].refs if case in held else ()))))
    if not (hits or misses):
        return Answer((), refs, len(within), cases_open=tuple(held))
    stated = read(question.stated, WHOLE, number)
    ends = WHOLE * len(hits) / (len(hits) + may_miss) if hits or may_miss else 0.0, WHOLE * may_hit / (may_hit + len(misses))
    told = WHOLE * len(hits) / len(within)
    return Answer((Part(*ends, stated),), refs, len(within), (Part(told, told, stated),) if _silence_tells(question) else (), hits, misses,
                  tuple(case for case in held if case not in (*hits, *misses)), unit="percent")


@check
def more_poles(question: Question) -> Answer:
    """Whether more poles fulfil one condition than another: ``asks`` is ``CONDITION > CONDITION`` (or >=, <, <=, =); nothing is stated besides."""
    match = AGAINST.fullmatch(question.asks)
    if not match:
        raise ResearcherError(f"What is asked, {question.asks!r}, compares nothing.", todo="write CONDITION > CONDITION, with spaces around the sign.")
    sides = [{case: ask(question.sample, case, question.study, side) for case in question.poles} for side in (match[1], match[3])]
    sure = [len(_in(side, "yes")) for side in sides]
    most = [have + len(_in(side, "open")) for have, side in zip(sure, sides, strict=True)]
    stated = read(f"{match[2]}0", len(question.poles), number)
    parts = () if all(len(_in(side, "open")) == len(side) for side in sides) else (Part(sure[0] - most[1], most[0] - sure[1], stated),)
    refs = tuple(dict.fromkeys(ref for side in sides for one in side.values() if one.state == "yes" for ref in one.refs)) or _refs(sides[0])
    told = (Part(sure[0] - sure[1], sure[0] - sure[1], stated),) if parts and _silence_tells(question) else ()
    return Answer(parts, refs, len(question.poles), told, _in(sides[0], "yes"), _in(sides[1], "yes"))


@check
def each_within(question: Question) -> Answer:
    """Whether the figure of each pole keeps to limits: ``asks`` is a variable (``variable[item]``) or an expression that is worked out for each
    pole (``2014 - genesis_year``), ``stated`` the limits that each should keep.
    """
    limits = read(question.stated, len(question.poles), number)
    held = {case: _within(question, case, limits) for case in question.poles}
    broken, open_ = _in(held, "no"), _in(held, "open")
    parts = () if len(open_) == len(held) else (Part(len(broken), len(broken) + len(open_), Range(0, 0)),)
    told = (Part(len(broken), len(broken), Range(0, 0)),) if parts else ()
    return Answer(parts, tuple(ref for one in held.values() for ref in one.refs), len(held), told, _in(held, "yes"), broken, open_)


def _within(question: Question, case: str, limits: Range) -> Held:
    """Whether the figure of one pole keeps to the limits; open where it is not known."""
    if not VARIABLE.fullmatch(question.asks):
        try:
            figure = work_out(Place(question.sample, question.study, case), question.asks)
        except Lacking as lacking:
            return Held("open", lacking.refs)
        return Held(keeps(figure.low, figure.high, limits), figure.refs)
    variable, _, item = question.asks.rstrip("]").partition("[")
    found = values.of_case(question.sample, case, question.study, variable, item or None)
    return Held("open" if found.missing else keeps(found.low, found.high, limits), found.refs)


def keeps(low: float, high: float, limits: Range) -> str:
    """Whether a figure of which only its range is known keeps to limits: yes, no or open."""
    return "yes" if limits.holds_all(low, high) else "open" if limits.holds_some(low, high) else "no"


def _in(held: dict[str, Held], state: str) -> tuple[str, ...]:
    return tuple(case for case, one in held.items() if one.state == state)


def _refs(held: dict[str, Held]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref for one in held.values() for ref in one.refs))

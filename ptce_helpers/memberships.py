"""Memberships: how far each case belongs to a set, from its raw value and the anchors that the researcher argues for."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import expit

from ptce_helpers import errors
from ptce_helpers.errors import DataError, ParameterError

METHODS = ("crisp", "multi-value", "direct", "indirect", "tfr")
THREE = ("e", "c", "i")
SIX_BELL = ("e1", "c1", "i1", "i2", "c2", "e2")
OUT, IN = 1e-4, 0.9999  # memberships beyond these are full non-membership and full membership
Anchors = Mapping[str, float] | Sequence[float] | float | str | None


def calibrate(values: pd.Series | Sequence[float], anchors: Anchors = None, method: str = "direct", idm: float = 0.95, *,
              logistic: bool = True, below: float = 1.0, above: float = 1.0) -> pd.Series:  # fmt: skip
    """How far each case belongs to a set: 0 fully out, 0.5 the point of indifference, 1 fully in.

    - ``crisp``: one anchor (a value equal to it is in); with several anchors as ``multi-value``;
    - ``multi-value``: anchors in rising order cut the values into 0, 1, 2 ...;
    - ``direct`` (Ragin 2008, ch. 5): three anchors ``e`` (out), ``c`` (crossover), ``i`` (in), rising for a set of high
      values and falling for a set of low ones. The log-odds run on a line on each side of ``c`` and reach those of ``idm``
      at the outer anchors; with ``logistic=False`` the membership itself runs there, as a power of ``below`` under 0.5 and
      ``above`` over it (Dusa 2019, ch. 4). Six anchors e1, c1, i1, i2, c2, e2: the middle is in; i1, c1, e1, e2, c2, i2: it is out;
    - ``indirect`` (Ragin 2008, ch. 5): anchors part the cases into groups, whose even memberships are smoothed by a
      fractional-polynomial quasi-binomial regression;
    - ``tfr`` (Cheli & Lemmi 1995), no anchors: the cumulative share of cases above the lowest rank.

    ``anchors`` is a dict, a sequence in the order named above, a number, or text such as ``"e=400, c=550, i=900"``.
    The result has the index of ``values``. Memberships below 0.0001 and above 0.9999 become 0 and 1.
    Raises DataError for values that are missing (the case is named), not numbers or all equal, ParameterError for the rest.
    """
    series = _numbers(values)
    kind = method.lower()
    if kind not in METHODS:
        raise ParameterError(f"There is no calibration method {method!r}.", todo=errors.nearest(method, METHODS))
    numbers = series.to_numpy(dtype=float)
    if kind == "tfr":
        found = _relative(numbers)
    elif kind in ("crisp", "multi-value"):
        found = _steps(numbers, _plain(anchors, kind))
    elif kind == "indirect":
        found = _snapped(_indirect(numbers, _plain(anchors, kind)))
    else:
        found = _snapped(_direct(numbers, anchors, idm, logistic, below, above))
    return pd.Series(found, index=series.index, name=series.name)


def skewness(memberships: pd.DataFrame, least: float = 0.2) -> pd.DataFrame:
    """Whether a set parts the cases at all: the share of cases more in than out, and a warning where it is near none or all.

    A condition that nearly all cases have, or lack, looks necessary or sufficient for nearly everything
    (Schneider & Wagemann 2012, ch. 9; the rule of thumb of a fifth: Oana, Schneider & Thomann 2021, ch. 2).
    One row per column: n, members, share, skewed. Multi-value columns are judged by the share that is not 0.
    """
    inside, known = (memberships > 0.5).sum(), memberships.count()
    share = inside / known
    return pd.DataFrame({"n": known, "members": inside, "share": share, "skewed": (share < least) | (share > 1 - least)})


def _numbers(values: pd.Series | Sequence[float]) -> pd.Series:
    if isinstance(values, pd.DataFrame):
        raise ParameterError("A table is calibrated column by column.", todo=f"give one column: data[{str(values.columns[0])!r}].")
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    numbers = pd.to_numeric(series, errors="coerce")
    if wrong := [str(case) for case in series.index[numbers.isna() & series.notna()]]:
        raise DataError(f"These cases have no number to calibrate: {', '.join(wrong)}.", todo="give each case a number, or leave it out.")
    if missing := [str(case) for case in series.index[numbers.isna()]]:
        raise DataError(f"These cases have no value to calibrate: {', '.join(missing)}.", todo="leave the cases out, or give bounds as two calibrations.")
    if endless := [str(case) for case in series.index[np.isinf(numbers.to_numpy(dtype=float))]]:
        raise DataError(f"These cases have an infinite value: {', '.join(endless)}.", todo="give each case a finite number.")
    if numbers.nunique() < 2:
        raise DataError(f"All {len(numbers)} cases have the same value, which no anchor can part.", todo="choose a condition in which the cases differ.")
    return numbers


def _named(anchors: Anchors) -> dict[str, float] | list[float]:
    """Anchors as a dict when they have names, otherwise as a list."""
    if isinstance(anchors, str):
        parts = [part.split("=") for part in anchors.split(",")]
        anchors = {name.strip(): value for name, value in parts} if all(len(part) == 2 for part in parts) else [part[0] for part in parts]
    elif anchors is None or np.isscalar(anchors):
        anchors = [] if anchors is None else [anchors]
    try:
        found = {name: float(value) for name, value in anchors.items()} if isinstance(anchors, Mapping) else [float(value) for value in anchors]
    except (TypeError, ValueError) as error:
        raise ParameterError(f"Anchors must be numbers, but these are {anchors!r}.", todo="write numbers, with commas between them.") from error
    if not np.isfinite(list(found.values()) if isinstance(found, dict) else found).all():
        raise ParameterError(f"Anchors must be finite numbers, but these are {anchors!r}.", todo="write numbers.")
    return found


def _plain(anchors: Anchors, method: str) -> np.ndarray:
    """Rising anchors without names."""
    found = _named(anchors)
    if isinstance(found, dict):
        raise ParameterError(f"Named anchors ({', '.join(found)}) belong to the method direct, not to {method}.", todo="give a list of numbers, or method='direct'.")
    if not found or (np.diff(found) <= 0).any():
        raise ParameterError(f"The anchors of the method {method} must rise, but they are {_said(found) or 'missing'}.", todo="give them from the lowest to the highest.")
    return np.array(found)


def _said(anchors: Sequence[float]) -> str:
    return ", ".join(f"{anchor:g}" for anchor in anchors)


def _steps(values: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    if anchors[0] <= values.min() or anchors[-1] > values.max():
        raise ParameterError(f"An anchor ({_said(anchors)}) parts no cases: the values run from {values.min():g} to {values.max():g}.",
                             todo="choose anchors between the lowest and the highest value.")  # fmt: skip
    return np.searchsorted(anchors, values, side="right")


def _direct(values: np.ndarray, anchors: Anchors, idm: float, logistic: bool, below: float, above: float) -> np.ndarray:
    if not 0.5 < idm < 1:
        raise ParameterError(f"The membership at the outer anchors is {idm:g}.", todo="choose idm above 0.5 and below 1.")
    if below <= 0 or above <= 0:
        raise ParameterError("The powers below and above must be positive.", todo="choose 1 for straight lines.")
    places = _ordered(_named(anchors))
    if len(places) == 6:
        return _bell(values, places, below, above)
    falling = places[0] > places[2]
    if falling:  # the set of low values mirrors that of high ones
        values, places = -values, -places
    return _logistic(values, places, idm) if logistic else _power(values, places, below, above)


def _ordered(anchors: dict[str, float] | list[float]) -> np.ndarray:
    """Three anchors that rise or fall, or six that rise."""
    names = THREE if len(anchors) == 3 else SIX_BELL
    if len(anchors) not in (3, 6) or (isinstance(anchors, dict) and set(anchors) != set(names)):
        given = ", ".join(anchors) if isinstance(anchors, dict) else f"{len(anchors)} numbers"
        raise ParameterError(f"The direct method needs three anchors (e, c, i) or six ({', '.join(SIX_BELL)}), but it has {given}.", todo="name each anchor once.")
    places = np.array([anchors[name] for name in names]) if isinstance(anchors, dict) else np.array(anchors)
    rises = np.diff(places[[0, 1, 2]]), np.diff(places[[3, 4, 5]] if len(places) == 6 else -places)
    bell = len(places) == 3 or _mirrored(places)
    if not bell or not ((rises[0] > 0).all() or (rises[0] < 0).all()):
        raise ParameterError(f"The anchors {_said(places)} ({', '.join(names)}) are not in order.", todo="let them rise, or fall, from out over the crossover to in.")
    return places


def _mirrored(places: np.ndarray) -> bool:
    """Whether six anchors make a hill (out, in, out) or a valley (in, out, in) along the values."""
    hill = (np.diff(places[:3]) > 0).all() and (np.diff(places[3:]) > 0).all() and places[2] <= places[3]
    valley = (np.diff(places[:3]) < 0).all() and (np.diff(places[3:]) < 0).all() and places[0] <= places[5]
    return bool(hill or valley)


def _logistic(values: np.ndarray, places: np.ndarray, idm: float) -> np.ndarray:
    out, crossover, inside = places
    side = np.where(values < crossover, crossover - out, inside - crossover)
    return expit(np.log(idm / (1 - idm)) * (values - crossover) / side)


def _power(values: np.ndarray, places: np.ndarray, below: float, above: float) -> np.ndarray:
    out, crossover, inside = places
    low = np.clip((values - out) / (crossover - out), 0, 1) ** below / 2
    high = 1 - np.clip((inside - values) / (inside - crossover), 0, 1) ** above / 2
    return np.where(values <= crossover, low, high)


def _bell(values: np.ndarray, places: np.ndarray, below: float, above: float) -> np.ndarray:
    """The lower of the two flanks of a hill; the higher of the two of a valley."""
    first, second = places[:3], places[:2:-1]  # e1, c1, i1 and e2, c2, i2
    if first[0] < first[2]:
        return np.minimum(_power(values, first, below, above), _power(-values, -second, below, above))
    return np.maximum(_power(-values, -first, below, above), _power(values, second, below, above))


def _indirect(values: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """The even memberships of the groups, smoothed by the regression that Ragin proposes; rounded to six places as R does."""
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    if (values < 0).any():
        raise ParameterError("The indirect method takes logarithms and roots: values below zero have none.", todo="shift the values, or use the direct method.")
    steps = np.round(np.linspace(0, 1, len(anchors) + 1), 3)
    groups = steps[np.searchsorted(anchors, values, side="left")]
    if len(set(groups)) < 2:
        raise ParameterError(f"The anchors {_said(anchors)} leave all cases in one group.", todo="choose anchors between the lowest and the highest value.")
    above_zero = np.where(values == 0, 1e-5, values)
    columns = np.column_stack([np.ones_like(above_zero), np.log(above_zero), np.sqrt(above_zero), above_zero, above_zero**2])
    model = sm.GLM(groups, columns / np.abs(columns).max(axis=0), family=sm.families.Binomial())
    with warnings.catch_warnings():  # few cases can be fitted exactly: only the fitted values count here, no parameter
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return np.round(model.fit(tol=1e-10, maxiter=100).fittedvalues, 6)


def _relative(values: np.ndarray) -> np.ndarray:
    shares = np.searchsorted(np.sort(values), values, side="right") / len(values)
    return np.maximum(0, (shares - shares.min()) / (1 - shares.min()))


def _snapped(memberships: np.ndarray) -> np.ndarray:
    return np.where(memberships < OUT, 0.0, np.where(memberships > IN, 1.0, memberships))

"""Categories of cases as numbers: which category each case has, how often each occurs, and what speaks against a table of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from ptce_helpers.errors import Fault, NotFound, ParameterError, ResearcherError, nearest

SILENT = "not_stated"
WAYS = ("refuse", "category", "passive")  # what may be done with silences
TABLE = "table of categories"
FEWEST = 3  # cases


@dataclass(frozen=True, eq=False)
class Categories:
    """Some variables of some cases: ``codes`` (cases x variables) number the categories of all variables in one row.

    ``names``: VARIABLE=CATEGORY of each number; ``variable``: the place of its variable in ``variables``; ``passive``: whether it is
    out of play, so that it has no part in making axes (its cases and its variable stay).
    """

    cases: pd.Index
    variables: list[str]
    names: list[str]
    codes: np.ndarray
    variable: np.ndarray
    passive: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """How many cases have each category."""
        return np.bincount(self.codes.ravel(), minlength=len(self.names))

    def indicator(self) -> sparse.csr_array:
        """Cases x categories, 1 where the case has the category."""
        n, q = self.codes.shape
        starts = np.arange(n + 1) * q
        return sparse.csr_array((np.ones(n * q), self.codes.ravel(), starts), shape=(n, len(self.names)))

    def chosen(self, cases: np.ndarray, variables: np.ndarray) -> Categories:
        """Some cases and variables, by their places; a variable may be taken more than once. Categories that no case is left of go."""
        copies = np.arange(len(variables)) * len(self.names)
        kept, codes = np.unique(self.codes[np.ix_(cases, variables)] + copies, return_inverse=True)
        names = [self.names[place] for place in kept % len(self.names)]
        variable, passive = kept // len(self.names), self.passive[kept % len(self.names)]
        return Categories(self.cases[cases], [self.variables[place] for place in variables], names, codes.reshape(len(cases), -1), variable, passive)

    @property
    def silent(self) -> np.ndarray:
        """Which categories are the silence of their variable."""
        return np.array([name == named(self.variables[place], SILENT) for name, place in zip(self.names, self.variable, strict=True)], dtype=bool)

    @property
    def unsaid(self) -> list[str]:
        """The cases of which nothing is in play."""
        return [str(case) for case in self.cases[self.passive[self.codes].all(axis=1)]]

    def without(self, passive: np.ndarray) -> Categories:
        """The same with more categories out of play, by a truth value each."""
        return replace(self, passive=self.passive | passive)


def named(variable: object, category: object) -> str:
    """The name of a category: VARIABLE=CATEGORY. Whole numbers lose the .0 that a silence in their column gives them."""
    if isinstance(category, float) and category.is_integer():
        category = int(category)
    return f"{variable}={category}"


def coded(data: pd.DataFrame) -> Categories:
    """Number the categories of a table without silences: variables in their order, categories by name (or in the order they were given)."""
    columns, names, owner = [], [], []
    for place, variable in enumerate(data.columns):
        codes, found = _of_column(data[variable], variable)
        columns.append(codes + len(names))
        names += found
        owner += [place] * len(found)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ResearcherError(f"Two categories would be called {twice[0]}.", todo="rename a variable: an = in its name can't be told from that between variable and category.")
    codes = np.column_stack(columns) if columns else np.zeros((len(data), 0), dtype=int)
    return Categories(data.index, [str(name) for name in data.columns], names, codes, np.array(owner, dtype=int), np.zeros(len(names), dtype=bool))


def _of_column(column: pd.Series, variable: object) -> tuple[np.ndarray, list[str]]:
    """The place of each case's category among those that occur, and their names."""
    codes, values = pd.factorize(column)
    called = [named(variable, value) for value in values]
    order = {named(variable, value): n for n, value in enumerate(column.cat.categories)} if isinstance(column.dtype, pd.CategoricalDtype) else {}
    names = sorted(set(called), key=lambda name: (order.get(name, 0), name))
    place = {name: n for n, name in enumerate(names)}
    return np.array([place[name] for name in called], dtype=int)[codes], names


def stated(data: pd.DataFrame, missing: str) -> pd.DataFrame:
    """The table with its silences as a category of their own (be it active or passive), or an error that names each of them."""
    if missing not in WAYS:
        raise ParameterError(f"missing is {missing!r}; allowed: {', '.join(map(repr, WAYS))}.", todo=nearest(str(missing), list(WAYS)))
    empty = data.isna() | data.map(lambda value: isinstance(value, str) and not value.strip())
    if not empty.to_numpy().any():
        return data
    if missing == "refuse":
        _refuse_all_silent(data, empty)
        raise ResearcherError([Fault(TABLE, 0, "the category is not stated", case=str(data.index[i]), variable=str(data.columns[j]),
                                     todo="make silence a category of its own with missing=\"category\", put it out of play with missing=\"passive\", or try what could stand there with completions(data)")
                               for i, j in np.argwhere(empty.to_numpy())])
    return pd.DataFrame({name: data[name].astype(object).where(~empty[name], SILENT) if empty[name].any() else data[name] for name in data.columns})


def _refuse_all_silent(data: pd.DataFrame, empty: pd.DataFrame) -> None:
    faults = [Fault(TABLE, 0, "no case states it", variable=str(name), todo="leave the variable out") for name in data.columns[empty.all()]]
    faults += [Fault(TABLE, 0, "nothing is stated of this case", case=str(name), todo="leave the case out") for name in data.index[empty.all(axis=1)]]
    if faults:
        raise ResearcherError(faults)


def check_names(data: pd.DataFrame) -> None:
    """Each case and each variable is named once; otherwise an error names those that are not."""
    if not isinstance(data, pd.DataFrame):
        raise ParameterError(f"A table of cases and variables is needed, found {type(data).__name__}.", todo="give a DataFrame: a row a case, a column a variable.")
    faults = [Fault(TABLE, 0, "two columns have this name", variable=str(name), todo="rename one") for name in data.columns[data.columns.duplicated()].unique()]
    faults += [Fault(TABLE, 0, "two rows have this name", case=str(name), todo="keep one row a case") for name in data.index[data.index.duplicated()].unique()]
    if faults:
        raise ResearcherError(faults)
    faults = [fault for name in data.columns for fault in _blanks(data[name])]
    if faults:
        raise ResearcherError(faults)


def _blanks(column: pd.Series) -> list[Fault]:
    """Categories that only blanks tell apart: on a page they would look the same."""
    texts = sorted({value for value in column.dropna().unique() if isinstance(value, str)})
    alike = [text for text in texts if text != text.strip() and text.strip() in texts]
    return [Fault(TABLE, 0, "only blanks tell two categories apart", found=text, variable=str(column.name), todo=f"take them off: data[{str(column.name)!r}] = data[{str(column.name)!r}].str.strip()") for text in alike]


def out_of_play(found: Categories, passive: Iterable[str], missing: str) -> Categories:
    """The same categories, some of them passive: those that are named, and every silence if these are put out of play.

    Errors name a category that there is not, and variables and cases that would have no category in play.
    """
    named_so = check_known(passive, found.names, "passive", "a category of the active variables")
    left = found.without(np.isin(found.names, named_so) | (found.silent & (missing == "passive")))
    check_said(left)
    return left


def check_said(found: Categories) -> None:
    """Every variable and every case has a category in play; otherwise an error names those that don't."""
    in_play = set(found.variable[~found.passive])
    out = [name for place, name in enumerate(found.variables) if place not in in_play]
    faults = [Fault(TABLE, 0, "all its categories are passive", variable=name, todo="leave the variable out, or put a category of it back into play") for name in out]
    if not out:
        faults = [Fault(TABLE, 0, "all its categories are passive: nothing says where it lies", case=case, todo="leave the case out") for case in found.unsaid]
    if faults:
        raise ResearcherError(faults)


def check_list(names: Iterable[object], what: str) -> list[object]:
    """A list of names; one name in words would be taken letter by letter."""
    if isinstance(names, str):
        raise ParameterError(f"{what} is one name in words, {names!r}.", todo=f"give a list: {what}=[{names!r}].")
    return list(names)


def check_known(names: Iterable[object], known: Iterable[object], what: str, where: str = "in the table") -> list[object]:
    """The names that were chosen; a name that the table lacks is an error with the nearest one."""
    names, known = check_list(names, what), list(known)
    for name in names:
        if name not in known:
            raise NotFound(f"{what}: {str(name)!r} is not {where}.", todo=nearest(str(name), [str(one) for one in known]))
    return names


def check_variation(active: Categories, shown: Categories) -> None:
    """At least two active variables, and every variable tells some cases apart; otherwise an error names those that don't."""
    if len(active.variables) < 2:
        raise ResearcherError(f"{len(active.variables)} active variable{'s' * (len(active.variables) != 1)}: nothing can correspond.", todo="choose two active variables or more.")
    faults = [fault for found in (active, shown) for fault in _of_everyone(found)]
    if len(faults) == len(active.variables + shown.variables):
        raise ResearcherError("All cases are alike in every variable: there is no inertia to analyse.", todo="choose variables in which the cases differ.")
    if faults:
        raise ResearcherError(faults)


def _of_everyone(found: Categories) -> list[Fault]:
    """A fault for each variable in which all cases have one category."""
    everyone = np.flatnonzero(found.counts == len(found.cases))
    return [Fault(TABLE, 0, "all cases have the same category", found=found.names[place], variable=found.variables[found.variable[place]],
                  allowed="at least two categories that occur", todo="leave the variable out: it tells no cases apart") for place in everyone]

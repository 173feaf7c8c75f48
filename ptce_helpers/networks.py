"""The graph of poles, their members and their partners: who is tied to whom, how, at which level, and on which passage that rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import networkx as nx

from ptce_helpers.describe import plainly
from ptce_helpers.files import rows_of
from ptce_helpers.partners import Directory
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import LEVELS

FUNDING = ("funds", "invests")  # relations in which money comes to the pole that is no payment for a service
SHARED = 2  # poles from which on a partner is shared


def graph(sample: Sample) -> nx.MultiDiGraph:
    """Poles, members and partners as a directed graph with several edges between two nodes.

    A node is a pole of the sample (key case_id) or an organisation (all its names are one), with ``label``, ``type``
    (pole; other_pole, outside the sample; a kind of partner; member, where no tie is named; unnamed), ``levels`` (those its ties state) and, for
    poles, ``region``, ``latitude``, ``longitude``. An edge is a row of ties.csv or members.csv, by its id: it runs from the
    pole of the row to whom the row names, which is not the way that money goes. It has ``sort`` (tie, member),
    ``relation`` (of a member: its role), ``level``, ``amount`` (euros, nan where none is stated), ``year``, ``study``,
    ``common`` (shared because both are poles, see :data:`ptce_helpers.partners.COMMON`), ``named_in`` (the pole whose
    sheet holds the passage; empty where the text speaks of several poles) and ``row``. Ties to poles that were left out are left out.
    """
    out, directory = nx.MultiDiGraph(), sample.once(("directory",), lambda: Directory(sample.raw, sample.labels))
    ours = {case for case, _ in sample.pairs}
    places = {row["case_id"]: row for row in rows_of(sample.raw["cases"])}
    for case in sorted(ours):
        place = places[case]
        out.add_node(case, label=sample.names[case], type="pole", levels=set(), region=place["region"], latitude=place["latitude"], longitude=place["longitude"])
    kinds: dict[str, Counter] = {}
    sheets = rows_of(sample.raw["sheets"])
    for sort, rows in (("tie", rows_of(sample.clean.ties)), ("member", rows_of(sample.clean.members))):
        for row in rows:
            _add(out, directory, row, sort, sheets, kinds)
    for key, found in kinds.items():
        if out.nodes[key]["type"] == "":
            out.nodes[key]["type"] = min(found, key=lambda kind: (kind == "member", -found[kind], kind))
    out.remove_nodes_from([key for key, node in list(out.nodes(data=True)) if node["type"] == "pole" and key not in ours])
    return out


def _add(out: nx.MultiDiGraph, directory: Directory, row: dict, sort: str, sheets: list[dict], kinds: dict[str, Counter]) -> None:
    written, kind = (row["partner"], row["partner_kind"]) if sort == "tie" else (row["member"], "member")
    one = directory.find(row["case_id"], written, kind == "pole")
    kind = "other_pole" if kind == "pole" and one.kind != "pole" else kind
    if one.key not in out:
        out.add_node(one.key, label=directory.called(one), type="" if one.kind == "organisation" else one.kind, levels=set())
    kinds.setdefault(one.key, Counter())[kind] += 1
    if row.get("level"):
        out.nodes[one.key]["levels"].add(row["level"])
    out.add_edge(row["case_id"], one.key, key=row["tie_id" if sort == "tie" else "member_id"], sort=sort, relation=row["relation" if sort == "tie" else "role"],
                 level=row.get("level", ""), amount=float(row.get("amount") or "nan"), year=row.get("year", ""), study=row["study"], common=directory.in_common(written),
                 named_in=next((sheet["case_id"] for sheet in sheets if _within(row, sheet)), ""), row=row)


def _within(row: dict, sheet: dict) -> bool:
    return row["study"] == sheet["source_id"] and int(sheet["line_start"]) <= int(row["line_start"]) and int(row["line_end"]) <= int(sheet["line_end"])


def poles(net: nx.MultiDiGraph) -> list[str]:
    """The poles, by name."""
    found = [key for key, kind in net.nodes(data="type") if kind == "pole"]
    return sorted(found, key=lambda key: sort_key(net.nodes[key]["label"]))


def sort_key(name: str) -> str:
    """A name as it is sorted: accents and capitals play no part."""
    return plainly(name)


def edges(net: nx.MultiDiGraph, one: str | None = None, other: str | None = None, **wanted: object) -> list[tuple[str, str, str, dict]]:
    """The edges as (pole, whom, id, data), sorted by id: of ``one`` node in either direction, between two, and with the ``wanted`` data."""
    found = [(a, b, key, data) for a, b, key, data in net.edges(keys=True, data=True)
             if (one is None or one in (a, b)) and (other is None or other in (a, b)) and all(data[name] == value for name, value in wanted.items())]
    return sorted(found, key=lambda edge: edge[2])


def partners(net: nx.MultiDiGraph, case_id: str, common: bool = True) -> dict[str, list[str]]:
    """The named organisations tied to a pole, with the ids of the rows; other poles and unnamed partners are none of them.

    ``common``: whether ties count that poles have because they are poles.
    """
    out: dict[str, list[str]] = {}
    for _, whom, key, data in sorted(net.out_edges(case_id, keys=True, data=True), key=lambda edge: edge[2]):
        if net.nodes[whom]["type"] not in ("pole", "unnamed") and (common or not data["common"]):
            out.setdefault(whom, []).append(key)
    return out


def shared(net: nx.MultiDiGraph, common: bool = False) -> dict[str, dict[str, list[str]]]:
    """Organisations tied to two poles or more: organisation -> pole -> ids of the rows; the most shared first."""
    found: dict[str, dict[str, list[str]]] = {}
    for case in poles(net):
        for whom, rows in partners(net, case, common).items():
            found.setdefault(whom, {})[case] = rows
    several = {whom: of for whom, of in found.items() if len(of) >= SHARED}
    return {whom: several[whom] for whom in sorted(several, key=lambda whom: (-len(several[whom]), sort_key(net.nodes[whom]["label"])))}


def pairs(net: nx.MultiDiGraph, common: bool = False) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Two poles that share partners -> partner -> ids of the rows of both: the graph of two modes folded upon the poles."""
    out: dict[tuple[str, str], dict[str, list[str]]] = {}
    for whom, of in shared(net, common).items():
        for one, other in combinations(of, 2):
            out.setdefault((one, other), {})[whom] = [*of[one], *of[other]]
    return out


def between(net: nx.MultiDiGraph) -> dict[tuple[str, str], list[tuple[str, str, str, dict]]]:
    """Two poles -> the edges between them, in either direction; pairs by name."""
    place = {key: number for number, key in enumerate(poles(net))}
    found: dict[tuple[str, str], list[tuple[str, str, str, dict]]] = {}
    for edge in edges(net):
        if edge[0] != edge[1] and edge[0] in place and edge[1] in place:
            found.setdefault(tuple(sorted(edge[:2], key=place.get)), []).append(edge)
    return {pair: found[pair] for pair in sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]]))}


def naming(found: Iterable[tuple[str, str, str, dict]], pair: tuple[str, str]) -> dict[str, set[str]]:
    """Who names the tie of two poles: ``sides`` (of the two, those whose sheet does), ``third`` (others' sheets), ``study`` (a passage on several)."""
    places = {(data["named_in"], data["study"]) for *_, data in found}
    return {"sides": {case for case, _ in places if case in pair}, "third": {case for case, _ in places if case and case not in pair},
            "study": {study for case, study in places if not case}}


def level_order(levels: Iterable[str]) -> list[str]:
    """Levels of public authority from Europe down to the commune, private last, then what is not stated."""
    return sorted(levels, key=[*LEVELS, ""].index)


def components(net: nx.MultiDiGraph, basis: str) -> list[set[str]]:
    """Which poles hang together, the largest group first. ``basis``: poles (ties between them), own (or shared partners), common (or also common ties)."""
    links = list(between(net))
    if basis != "poles":
        links += list(pairs(net, common=basis == "common"))
    simple = nx.Graph(links)
    simple.add_nodes_from(poles(net))
    return sorted(nx.connected_components(simple), key=lambda group: (-len(group), sorted(group)))

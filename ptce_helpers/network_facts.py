"""Numbers of the graph for sentences and notes: what is shared, returned, funded, and how much text stands behind it."""

from __future__ import annotations

import math
from collections import Counter

import networkx as nx
from scipy.stats import rankdata

from ptce_helpers import networks
from ptce_helpers.evidence import Cell, bare, cell, counted, cut, references
from ptce_helpers.network_tables import degrees, direction, level
from ptce_helpers.partners import Directory
from ptce_helpers.sample import Sample

BOTH_TABLES = ["ties.csv", "members.csv"]  # in which a graph without such an edge was looked for


def counts(net: nx.MultiDiGraph) -> dict[str, Cell]:
    """Nodes and edges: poles, organisations, partners without a name, ties, namings of members."""
    kind, rows = dict(net.nodes(data="type")), networks.edges(net)

    def named(*kinds: str) -> Cell:
        return counted([[edge[2] for edge in rows if edge[1] == key] for key in kind if kind[key] in kinds], BOTH_TABLES)

    ours = [key for key in kind if kind[key] == "pole"]
    return {"n": cell(len(ours), [f"cases.csv#{case}" for case in ours] or ["cases.csv"]), "organisations": named(*(set(kind.values()) - {"pole", "unnamed"})), "unnamed": named("unnamed"),
            "ties": counted([[edge[2]] for edge in rows if edge[3]["sort"] == "tie"], BOTH_TABLES), "members": counted([[edge[2]] for edge in rows if edge[3]["sort"] == "member"], BOTH_TABLES)}


def shared(net: nx.MultiDiGraph) -> dict[str, Cell]:
    """Organisations named for two poles or more; how many remain without common ties, and how many of these fund two poles."""
    def paying(whom: str, of: dict[str, list[str]]) -> list[list[str]]:
        found = [[key for key in ids if net.edges[case, whom, key]["relation"] in networks.FUNDING] for case, ids in of.items()]
        return [ids for ids in found if ids]

    own, common = networks.shared(net), networks.shared(net, common=True)
    funders = [references(found) for whom, of in own.items() if len(found := paying(whom, of)) >= networks.SHARED]
    return {"n": counted([references(*of.values()) for of in common.values()], BOTH_TABLES), "of": counts(net)["organisations"],
            "own": counted([references(*of.values()) for of in own.values()], BOTH_TABLES), "funders": counted(funders, BOTH_TABLES)}


def between(net: nx.MultiDiGraph) -> dict[str, Cell]:
    """Pairs of poles with a named tie, by who names it; poles without one."""
    found = networks.between(net)
    ids = {pair: [edge[2] for edge in edges] for pair, edges in found.items()}
    kinds = {pair: direction(networks.naming(edges, pair)) for pair, edges in found.items()}
    tied = {case for pair in found for case in pair}
    alone = [case for case in networks.poles(net) if case not in tied]
    return {"n": counted(list(ids.values()), BOTH_TABLES), **{kind: counted([ids[pair] for pair in ids if kinds[pair] == kind], BOTH_TABLES) for kind in ("both", "one", "third", "study")},
            "alone": counted([[f"cases.csv#{case}"] for case in alone], *([references(*ids.values())] if ids else [BOTH_TABLES]))}


def funding(net: nx.MultiDiGraph, sample: Sample) -> dict[str, Cell]:
    """Funding ties, those without level or amount, and the level at which most poles have one."""
    paid = [edge for edge in networks.edges(net) if edge[3]["relation"] in networks.FUNDING]
    poles = Counter(data for _, data in {(case, data["level"]) for case, _, _, data in paid if data["level"]})
    most = max(poles.values(), default=0)
    top = [one for one, number in poles.items() if number == most]
    ours, looked = [ref for _, _, ref, data in paid if data["level"] in top], [ref for _, _, ref, _ in paid] or ["ties.csv"]
    return {"n": cell(len(paid), looked), "unstated": counted([[ref] for _, _, ref, data in paid if not data["level"]], looked),
            "missing": counted([[ref] for _, _, ref, data in paid if math.isnan(data["amount"])], looked), "levels": cell(level(top, sample.labels), looked),
            "poles": cell(most, ours or looked), "of": cell(len(networks.poles(net)), sample.rows_of_cases())}


def text_behind(net: nx.MultiDiGraph, sample: Sample) -> dict[str, Cell]:
    """Of each study, apart: ties and coded lines of the middle pole, and how far the order of its poles by both agrees."""
    found, labels, told = degrees(net, sample), sample.labels, []
    frame = found.frame
    for study in sample.studies:
        part = frame[frame["study"] == study]
        told.append(labels.text("degrees_of_study" if len(part) > 1 else "degrees_of_pole", study=labels.text(f"study_{study}"), n=len(part), middle=part["ties"].median(), low=int(part["ties"].min()),
                                high=int(part["ties"].max()), lines=part["coded_lines"].median()))
        rho = spearman(part["ties"].tolist(), part["coded_lines"].tolist())
        if not math.isnan(rho):
            told.append(labels.text("degrees_and_lines", rho=labels.number(rho, 2)))
    return {"n": cell(len(frame), sample.rows_of_cases()), "told": cell(" ".join(told), references(cut(found, None, "ties", "coded_lines")))}


def spearman(one: list[float], other: list[float]) -> float:
    """Spearman's rank correlation, from -1 to 1; nan for fewer than three values or where all are the same."""
    if len(one) < 3 or len(set(one)) == 1 or len(set(other)) == 1:
        return math.nan
    a, b = rankdata(one), rankdata(other)
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def pairs(net: nx.MultiDiGraph) -> dict[str, Cell]:
    """Pairs of poles that share a partner, without common ties and with them, of all pairs."""
    ours, own, common = networks.poles(net), networks.pairs(net), networks.pairs(net, common=True)
    most = max(map(len, own.values()), default=0)
    refs = {pair: references(*of.values()) for pair, of in own.items()}
    return {"n": cell(len(ours) * (len(ours) - 1) // 2, [f"cases.csv#{case}" for case in ours] or ["cases.csv"]), "own": counted(list(refs.values()), BOTH_TABLES),
            "all": counted([references(*of.values()) for of in common.values()], BOTH_TABLES), "most": cell(most, *([refs[pair] for pair, of in own.items() if len(of) == most] or [BOTH_TABLES]))}


def components(net: nx.MultiDiGraph) -> dict[str, Cell]:
    """How many poles the largest group holds on each basis, and how many stand alone without common ties."""
    of = {basis: networks.components(net, basis) for basis in ("poles", "own", "common")}
    sizes = {basis: len(groups[0]) if groups else 0 for basis, groups in of.items()}
    ties = [edge[2] for edges in networks.between(net).values() for edge in edges]
    behind = {basis: [*ties, *(ref for shared_by in networks.pairs(net, common=basis == "common").values() for ref in references(*shared_by.values()))] for basis in ("own", "common")} | {"poles": ties}
    cases = [f"cases.csv#{case}" for case in networks.poles(net)] or ["cases.csv"]
    return {"n": cell(len(networks.poles(net)), cases), "alone": cell(sum(len(group) == 1 for group in of["own"]), cases, behind["own"]),
            **{name: cell(sizes[basis], behind[basis] or BOTH_TABLES) for name, basis in (("named", "poles"), ("own", "own"), ("common", "common"))}}


def shared_note(net: nx.MultiDiGraph, sample: Sample) -> str:
    """What stands below the drawing of shared partners: how many, what is left out, and that only what is named counts."""
    found = networks.shared(net)
    return _note(sample, sample.labels.text("note_shared", n=len(found), poles=len({case for of in found.values() for case in of}), of=len(networks.poles(net))), left_out(net, sample))


def between_note(net: nx.MultiDiGraph, sample: Sample) -> str:
    """What stands below the drawing of ties between poles."""
    found = bare(between(net))
    return _note(sample, sample.labels.text("note_between", n=found["n"], of=len(networks.poles(net)), alone=found["alone"]))


def funding_note(net: nx.MultiDiGraph, sample: Sample) -> str:
    """What stands below the drawing of levels: funding ties, those without level and amount."""
    found = bare(funding(net, sample))
    return _note(sample, sample.labels.text("note_levels", **{name: found[name] for name in ("n", "unstated", "missing")}))


def _note(sample: Sample, *said: str) -> str:
    labels = sample.labels
    told = [*filter(None, said), labels.text("note_only_named")]
    if sample.studies:
        told.append(labels.text("note_source", studies=labels.join([labels.text(f"source_{study}") for study in sample.studies])))
    return " ".join(told)


def left_out(net: nx.MultiDiGraph, sample: Sample) -> str:
    """For the note: whom the drawing of shared partners leaves out, because poles share them as poles."""
    ours = {data["row"]["partner"] for *_, data in networks.edges(net, sort="tie", common=True)}
    if not ours:
        return ""
    directory = Directory(sample.raw, sample.labels)
    written = sorted({directory.written(name) for name in ours}, key=networks.sort_key)
    return sample.labels.text("note_shared_left_out", left=sample.labels.join(written))

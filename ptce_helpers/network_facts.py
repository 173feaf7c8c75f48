"""Numbers of the graph for sentences and notes: what is shared, returned, funded, and how much text stands behind it."""

from __future__ import annotations

import math
from collections import Counter

import networkx as nx
from scipy.stats import rankdata

from ptce_helpers import networks
from ptce_helpers.network_tables import degrees, direction, level
from ptce_helpers.partners import Directory
from ptce_helpers.sample import Sample


def counts(net: nx.MultiDiGraph) -> dict[str, int]:
    """Nodes and edges: poles, organisations, partners without a name, ties, namings of members."""
    kinds = Counter(kind for _, kind in net.nodes(data="type"))
    sorts = Counter(sort for *_, sort in net.edges(data="sort"))
    organisations = sum(kinds.values()) - kinds["pole"] - kinds["unnamed"]
    return {"n": kinds["pole"], "organisations": organisations, "unnamed": kinds["unnamed"], "ties": sorts["tie"], "members": sorts["member"]}


def shared(net: nx.MultiDiGraph) -> dict[str, int]:
    """Organisations named for two poles or more; how many remain without common ties, and how many of these fund two poles."""
    own = networks.shared(net)
    funders = sum(sum(any(net.edges[case, whom, key]["relation"] in networks.FUNDING for key in ids) for case, ids in of.items()) >= networks.SHARED for whom, of in own.items())
    return {"n": len(networks.shared(net, common=True)), "of": counts(net)["organisations"], "own": len(own), "funders": funders}


def between(net: nx.MultiDiGraph) -> dict[str, int]:
    """Pairs of poles with a named tie, by who names it; poles without one."""
    found = networks.between(net)
    kinds = Counter(direction(networks.naming(edges, pair)) for pair, edges in found.items())
    tied = {case for pair in found for case in pair}
    return {"n": len(found), **{kind: kinds[kind] for kind in ("both", "one", "third", "study")}, "alone": len(networks.poles(net)) - len(tied)}


def funding(net: nx.MultiDiGraph, sample: Sample) -> dict[str, object]:
    """Funding ties, those without level or amount, and the level at which most poles have one."""
    paid = [edge for edge in networks.edges(net) if edge[3]["relation"] in networks.FUNDING]
    poles = Counter(data for _, data in {(case, data["level"]) for case, _, _, data in paid if data["level"]})
    most = max(poles.values(), default=0)
    return {"n": len(paid), "unstated": sum(not data["level"] for *_, data in paid), "missing": sum(math.isnan(data["amount"]) for *_, data in paid),
            "levels": level([one for one, number in poles.items() if number == most], sample.labels), "poles": most, "of": len(networks.poles(net))}


def text_behind(net: nx.MultiDiGraph, sample: Sample) -> dict[str, object]:
    """Of each study, apart: ties and coded lines of the middle pole, and how far the order of its poles by both agrees."""
    frame, labels, told = degrees(net, sample).frame, sample.labels, []
    for study in sample.studies:
        part = frame[frame["study"] == study]
        told.append(labels.text("degrees_of_study" if len(part) > 1 else "degrees_of_pole", study=labels.text(f"study_{study}"), n=len(part), middle=part["ties"].median(), low=int(part["ties"].min()),
                                high=int(part["ties"].max()), lines=part["coded_lines"].median()))
        rho = spearman(part["ties"].tolist(), part["coded_lines"].tolist())
        if not math.isnan(rho):
            told.append(labels.text("degrees_and_lines", rho=labels.number(rho, 2)))
    return {"n": len(frame), "told": " ".join(told)}


def spearman(one: list[float], other: list[float]) -> float:
    """Spearman's rank correlation, from -1 to 1; nan for fewer than three values or where all are the same."""
    if len(one) < 3 or len(set(one)) == 1 or len(set(other)) == 1:
        return math.nan
    a, b = rankdata(one), rankdata(other)
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def pairs(net: nx.MultiDiGraph) -> dict[str, int]:
    """Pairs of poles that share a partner, without common ties and with them, of all pairs."""
    own, number = networks.pairs(net), len(networks.poles(net))
    return {"n": number * (number - 1) // 2, "own": len(own), "all": len(networks.pairs(net, common=True)), "most": max(map(len, own.values()), default=0)}


def components(net: nx.MultiDiGraph) -> dict[str, int]:
    """How many poles the largest group holds on each basis, and how many stand alone without common ties."""
    of = {basis: networks.components(net, basis) for basis in ("poles", "own", "common")}
    sizes = {basis: len(groups[0]) if groups else 0 for basis, groups in of.items()}
    return {"n": len(networks.poles(net)), "named": sizes["poles"], "own": sizes["own"], "alone": sum(len(group) == 1 for group in of["own"]), "common": sizes["common"]}


def shared_note(net: nx.MultiDiGraph, sample: Sample) -> str:
    """What stands below the drawing of shared partners: how many, what is left out, and that only what is named counts."""
    found = networks.shared(net)
    return _note(sample, sample.labels.text("note_shared", n=len(found), poles=len({case for of in found.values() for case in of}), of=len(networks.poles(net))), left_out(net, sample))


def between_note(net: nx.MultiDiGraph, sample: Sample) -> str:
    """What stands below the drawing of ties between poles."""
    found = between(net)
    return _note(sample, sample.labels.text("note_between", n=found["n"], of=len(networks.poles(net)), alone=found["alone"]))


def funding_note(net: nx.MultiDiGraph, sample: Sample) -> str:
    """What stands below the drawing of levels: funding ties, those without level and amount."""
    found = funding(net, sample)
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

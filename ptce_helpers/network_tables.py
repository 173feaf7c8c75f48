"""Tables of the graph: who is shared, who names whom, how much is named of whom, and lists for a program that draws graphs."""

from __future__ import annotations

import math
from collections.abc import Iterable

import networkx as nx

from ptce_helpers import networks
from ptce_helpers.evidence import Traced, cell, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample, own
from ptce_helpers.schemas import PARTNER_KINDS

TYPES = (*dict.fromkeys(("pole", "other_pole", *PARTNER_KINDS, "member", "unnamed")),)
BASES = ("poles", "own", "common")
GROUPS = {"money": networks.FUNDING, "support": ("supports", "accompanies", "accredits", "hosts", "owns_place"), "cooperation": ("cooperates",),
          "networks": ("member_of",), "studies": ("studies",), "clients": ("client",), "others": ("other",)}  # together all of RELATIONS


def names(net: nx.MultiDiGraph, keys: Iterable[str], labels: Labels) -> str:
    """Nodes by name, in a list for people."""
    return labels.join(sorted({net.nodes[key]["label"] for key in keys}, key=networks.sort_key))


def relations(net: nx.MultiDiGraph, rows: Iterable[str], labels: Labels) -> str:
    """The relations of some edges in words, the most frequent first."""
    wanted = set(rows)
    found = [data["relation"] for *_, key, data in net.edges(keys=True, data=True) if key in wanted]
    return labels.join([labels.text(f"tie_{kind}") for kind in sorted(set(found), key=lambda kind: (-found.count(kind), kind))])


def level(levels: Iterable[str], labels: Labels) -> str:
    """Levels in words, from Europe downwards."""
    return labels.join([labels.text(f"funder_{one or 'unstated'}") for one in networks.level_order(levels)])


def by_type(net: nx.MultiDiGraph, sample: Sample) -> Traced:
    """Nodes of each type: how many, how many each study names, and on how many rows of data they rest."""
    rows = []
    for kind in TYPES:
        keys = [key for key, of in net.nodes(data="type") if of == kind]
        if keys:
            rows.append({"type": sample.labels.text(f"node_{kind}")} | _counts(net, keys, sample))
    return table(rows, ["type", "nodes", *sample.studies, "mentions"])


def _counts(net: nx.MultiDiGraph, keys: list[str], sample: Sample) -> dict:
    found = {key: networks.edges(net, key) for key in keys}
    out = {"nodes": cell(len(keys), *(_evidence(net, key, found[key]) for key in keys))}
    for study in sample.studies:
        ours = {key: _evidence(net, key, [edge for edge in edges if edge[3]["study"] == study], study, sample) for key, edges in found.items()}
        out[study] = cell(sum(bool(refs) for refs in ours.values()), *ours.values() if any(ours.values()) else [["members.csv", "ties.csv"]])
    ids = {edge[2] for edges in found.values() for edge in edges}
    return out | {"mentions": cell(len(ids), ids or out["nodes"].refs)}


def _evidence(net: nx.MultiDiGraph, key: str, found: list, study: str = "", sample: Sample | None = None) -> list[str]:
    """The ids of rows; of a pole, which is in a study by cases.csv, its row there."""
    if net.nodes[key]["type"] == "pole":
        return [f"cases.csv#{key}"] if sample is None or (key, study) in sample.pairs else []
    return [edge[2] for edge in found]


def partners(net: nx.MultiDiGraph, labels: Labels) -> Traced:
    """Every named partner: type, to how many poles it is tied (and without the ties that poles have because they are poles), how; the most shared first."""
    found = {kind: {case: networks.partners(net, case, common=kind) for case in networks.poles(net)} for kind in (True, False)}
    rows = []
    for key, node in net.nodes(data=True):
        of = {case: ids[key] for case, ids in found[True].items() if key in ids}
        if not of:
            continue
        own = {case: ids[key] for case, ids in found[False].items() if key in ids}
        ids = [one for some in of.values() for one in some]
        rows.append({"partner": node["label"], "type": labels.text(f"node_{node['type']}"), "how_many": cell(len(of), ids), "how_many_own": cell(len(own), ids),
                     "mentions": cell(len(ids), ids), "relations": cell(relations(net, ids, labels), ids), "cases": cell(names(net, of, labels), ids)})
    rows.sort(key=lambda row: (-row["how_many"].value, -row["mentions"].value, networks.sort_key(row["partner"])))
    return table(rows, ["partner", "type", "how_many", "how_many_own", "mentions", "relations", "cases"])


def shared_funders(net: nx.MultiDiGraph, labels: Labels) -> Traced:
    """Organisations that fund two poles or more: levels, poles, stated amounts (never added), the most shared first."""
    paid: dict[str, list] = {}
    for edge in networks.edges(net):
        if edge[3]["relation"] in networks.FUNDING and net.nodes[edge[1]]["type"] not in ("pole", "unnamed"):
            paid.setdefault(edge[1], []).append(edge)
    rows = []
    for key, edges in paid.items():
        cases, ids = {edge[0] for edge in edges}, [edge[2] for edge in edges]
        if len(cases) >= networks.SHARED:
            own = {edge[0] for edge in edges if not edge[3]["common"]}
            rows.append({"partner": net.nodes[key]["label"], "level": cell(level({edge[3]["level"] for edge in edges}, labels), ids), "how_many": cell(len(cases), ids),
                         "how_many_own": cell(len(own), ids), "cases": cell(names(net, cases, labels), ids), "amounts": cell(_amounts(net, edges, labels), ids)})
    rows.sort(key=lambda row: (-row["how_many"].value, -row["how_many_own"].value, networks.sort_key(row["partner"])))
    return table(rows, ["partner", "level", "how_many", "how_many_own", "cases", "amounts"])


def _amounts(net: nx.MultiDiGraph, edges: list, labels: Labels) -> str | None:
    said = [labels.text("amount_of", amount=data["amount"], case=net.nodes[case]["label"]) for case, _, _, data in edges if not math.isnan(data["amount"])]
    return labels.join(said) or None


def between(net: nx.MultiDiGraph, sample: Sample) -> Traced:
    """Ties between two poles: how, in whose sheet they are named, and whether both sheets name the other."""
    rows, labels = [], sample.labels
    for pair, found in networks.between(net).items():
        ids, who = [edge[2] for edge in found], networks.naming(found, pair)
        said = [sample.names[case] for case in (*sorted(who["sides"]), *sorted(who["third"]))]
        said += [labels.text("named_by_study", study=labels.text(f"study_{study}")) for study in sorted(who["study"])]
        rows.append({"case": net.nodes[pair[0]]["label"], "other_pole": net.nodes[pair[1]]["label"], "relations": cell(relations(net, ids, labels), ids),
                     "named_in": cell(labels.join(said), ids), "direction": cell(labels.text(f"direction_{direction(who)}"), ids), "ties": cell(len(ids), ids)})
    return table(rows, ["case", "other_pole", "relations", "named_in", "direction", "ties"])


def direction(who: dict[str, set[str]]) -> str:
    """both sheets name the other, one does, only a third pole's sheet does, or the study says it of both at once."""
    if who["sides"]:
        return "both" if len(who["sides"]) == 2 else "one"
    return "third" if who["third"] else "study"


def levels(net: nx.MultiDiGraph, sample: Sample) -> Traced:
    """Funding by level and study: poles, ties, named funders, amounts stated (the smallest and the largest) and not stated."""
    rows = []
    for study in sample.studies:
        paid = [edge for edge in networks.edges(net, study=study) if edge[3]["relation"] in networks.FUNDING]
        for one in networks.level_order({edge[3]["level"] for edge in paid}):
            rows.append({"level": level([one], sample.labels), "study": study} | _funding(net, [edge for edge in paid if edge[3]["level"] == one]))
    return table(rows, ["level", "study", "poles", "ties", "funders", "amounts_stated", "amount_low", "amount_high", "amounts_missing"])


def _funding(net: nx.MultiDiGraph, paid: list) -> dict:
    ids = [edge[2] for edge in paid]
    stated = {key: data["amount"] for *_, key, data in paid if not math.isnan(data["amount"])}
    funders = {whom for _, whom, *_ in paid if net.nodes[whom]["type"] != "unnamed"}
    ends = (min(stated.values()), max(stated.values())) if stated else (math.nan, math.nan)
    return {"poles": cell(len({case for case, *_ in paid}), ids), "ties": cell(len(ids), ids), "funders": cell(len(funders), ids),
            "amounts_stated": cell(len(stated), stated or ids), "amount_low": cell(ends[0], stated or ids), "amount_high": cell(ends[1], stated or ids),
            "amounts_missing": cell(len(ids) - len(stated), set(ids) - set(stated) or ids)}


def amounts(net: nx.MultiDiGraph, sample: Sample) -> Traced:
    """Every stated amount with what it is said of: for which purpose, of which year, once or each year."""
    rows = []
    for case, whom, key, data in networks.edges(net):
        if not math.isnan(data["amount"]):
            told = [sample.said(data["row"][part]) for part in ("purpose", "comment") if data["row"][part]]
            rows.append({"case": net.nodes[case]["label"], "study": data["study"], "partner": net.nodes[whom]["label"], "relations": sample.labels.text(f"tie_{data['relation']}"),
                         "amount": cell(data["amount"], [key]), "year": _years(data["row"]), "said_of": "; ".join(told) if sample.labels.lang == "en" else "\u202f; ".join(told)})
    rows.sort(key=lambda row: (networks.sort_key(row["case"]), -row["amount"].value))
    return table(rows, ["case", "study", "partner", "relations", "amount", "year", "said_of"])


def _years(row: dict) -> str | None:
    return "\u2013".join(filter(None, (row["year"], row["year_end"]))) or None


def degrees(net: nx.MultiDiGraph, sample: Sample) -> Traced:
    """For each pole and study: ties, named partners (and without common ties), unnamed ones, named members, and how much text was coded.

    ``coded_lines``: the lines of the text on which anything coded of the pole rests; ``per_100``: ties a hundred of these lines.
    """
    rows = [_degree(net, sample, case, study) for case, study in sample.pairs]
    return table(rows, ["case", "study", "ties", "partners", "partners_own", "unnamed", "named_members", "sheet_lines", "coded_lines", "per_100"])


def _degree(net: nx.MultiDiGraph, sample: Sample, case: str, study: str) -> dict:
    out = [edge for edge in networks.edges(net, study=study) if edge[0] == case]
    ties = [edge for edge in out if edge[3]["sort"] == "tie"]
    named = [edge for edge in ties if net.nodes[edge[1]]["type"] not in ("pole", "unnamed")]
    own = [edge for edge in named if not edge[3]["common"]]
    groups = {"ties": ties, "unnamed": [edge for edge in ties if net.nodes[edge[1]]["type"] == "unnamed"]}
    people = {"partners": named, "partners_own": own, "named_members": [edge for edge in out if edge[3]["sort"] == "member"]}
    none = [f"cases.csv#{case}"]
    lines, refs = coded_lines(sample, case, study)
    sheet = [row for row in rows_of(sample.raw["sheets"]) if row["case_id"] == case and row["source_id"] == study]
    return {"case": sample.names[case], "study": study, **{name: cell(len(of), [edge[2] for edge in of] or none) for name, of in groups.items()},
            **{name: cell(len({edge[1] for edge in of}), [edge[2] for edge in of] or none) for name, of in people.items()},
            "sheet_lines": cell(sum(int(row["line_end"]) - int(row["line_start"]) + 1 for row in sheet) or None, [f"sheets.csv#{case}"] if sheet else none),
            "coded_lines": cell(lines, refs or none), "per_100": cell(round(100 * len(ties) / lines, 1) if lines else math.nan, refs or none)}


def coded_lines(sample: Sample, case: str, study: str) -> tuple[int, list[str]]:
    """On how many lines of a study what was coded of a pole rests (codings, members, ties), and these rows."""
    return sample.once(("lines", case, study), lambda: _coded_lines(sample, case, study))


def _coded_lines(sample: Sample, case: str, study: str) -> tuple[int, list[str]]:
    found = [(ref, row) for ref, row in sample.listed(case, study) if row["status"] not in ("not_stated", "not_applicable") and own(row)]
    lines = {line for _, row in found for line in range(int(row["line_start"]), int(row["line_end"]) + 1)}
    return len(lines), [ref for ref, _ in found]


def by_relation(net: nx.MultiDiGraph, sample: Sample) -> Traced:
    """Ties of each pole and study by kind of relation: how many; one column for each of GROUPS."""
    rows = []
    for case, study in sample.pairs:
        out = [edge for edge in networks.edges(net, sort="tie", study=study) if edge[0] == case]
        found = {group: [key for *_, key, data in out if data["relation"] in kinds] for group, kinds in GROUPS.items()}
        rows.append({"case": sample.names[case], "study": study, **{f"ties_{group}": cell(len(ids), ids or [f"cases.csv#{case}"]) for group, ids in found.items()}})
    return table(rows, ["case", "study", *(f"ties_{group}" for group in GROUPS)])


def pairs(net: nx.MultiDiGraph, labels: Labels) -> Traced:
    """Two poles and the partners that they share: without the ties that poles have because they are poles, and with them."""
    own, every = networks.pairs(net), networks.pairs(net, common=True)
    rows = []
    for pair, of in every.items():
        mine, ids = own.get(pair, {}), [one for some in of.values() for one in some]
        mine_ids = [one for some in mine.values() for one in some] or ids
        rows.append({"case": net.nodes[pair[0]]["label"], "other_pole": net.nodes[pair[1]]["label"], "shared_own": cell(len(mine), mine_ids),
                     "partners_shared": cell(names(net, mine, labels) or None, mine_ids), "shared_all": cell(len(of), ids), "partners_common": cell(names(net, set(of) - set(mine), labels) or None, ids)})
    rows.sort(key=lambda row: (-row["shared_own"].value, -row["shared_all"].value, networks.sort_key(row["case"]), networks.sort_key(row["other_pole"])))
    return table(rows, ["case", "other_pole", "shared_own", "partners_shared", "shared_all", "partners_common"])


def components(net: nx.MultiDiGraph, labels: Labels) -> Traced:
    """Which poles hang together: by ties between them, also by shared partners, also by what poles share because they are poles."""
    rows = []
    for basis in BASES if networks.poles(net) else ():
        groups = networks.components(net, basis)
        refs = _links(net, basis) or [f"cases.csv#{case}" for case in networks.poles(net)]
        several = [group for group in groups if len(group) > 1]
        rows.append({"basis": labels.text(f"basis_{basis}"), "groups": cell(len(several), refs), "largest": cell(len(groups[0]) if groups else 0, refs),
                     "largest_cases": cell(names(net, groups[0], labels) if several else None, refs), "alone": cell(len(groups) - len(several), refs)})
    return table(rows, ["basis", "groups", "largest", "largest_cases", "alone"])


def _links(net: nx.MultiDiGraph, basis: str) -> list[str]:
    ids = [edge[2] for found in networks.between(net).values() for edge in found]
    if basis != "poles":
        ids += [one for of in networks.pairs(net, common=basis == "common").values() for some in of.values() for one in some]
    return ids


def nodes(net: nx.MultiDiGraph, labels: Labels) -> Traced:
    """All nodes, as programs that draw graphs read them: id, label, type, levels, region and place of a pole, degree."""
    rows = []
    for key, node in sorted(net.nodes(data=True)):
        ids = [edge[2] for edge in networks.edges(net, key)]
        refs = [f"cases.csv#{key}", *ids] if node["type"] == "pole" else ids
        rows.append({"id": cell(key, refs), "label": node["label"], "type": node["type"], "levels": "|".join(networks.level_order(node["levels"])), "region": node.get("region", ""),
                     "latitude": node.get("latitude", ""), "longitude": node.get("longitude", ""), "degree": len(ids)})
    return table(rows, ["id", "label", "type", "levels", "region", "latitude", "longitude", "degree"])


def edges(net: nx.MultiDiGraph) -> Traced:
    """All edges, as programs that draw graphs read them: source and target are ids of nodes, ``row`` is the row of data."""
    rows = [{"source": a, "target": b, "row": cell(key, [key]), "sort": data["sort"], "relation": data["relation"], "level": data["level"], "amount": data["amount"],
             "year": data["year"], "study": data["study"], "common": "yes" if data["common"] else "no", "named_in": data["named_in"]}
            for a, b, key, data in networks.edges(net)]
    return table(rows, ["source", "target", "row", "sort", "relation", "level", "amount", "year", "study", "common", "named_in"])

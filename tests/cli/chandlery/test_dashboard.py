"""Dashboard and alerts speak of numbers that there are, and no number is told that nobody looks at."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import REGISTRY

import eventlog.appends
import gateway.observed
from cli.chandlery.surroundings import MEANINGS, Surroundings
from eventlog.gauges import GAUGES

DOCS = Path(__file__).parents[3] / "docs"
OURS = re.compile(r"\b((?:eventlog|chandlery)_[a-z_]+)")
PROMETHEUS = {"job", "instance"}  # labels that it gives to whatever it reads
LABELS = re.compile(r"\b(?:by|on|group_right) \(([^)]*)\)")
assert eventlog.appends
assert gateway.observed  # both tell their numbers to the registry


def metrics() -> dict[str, set[str]]:
    """Every sample's name, with the labels it may have."""
    told = {name: set(labels) for name, (_, labels) in GAUGES.items()} | {name: set() for name in MEANINGS}
    for family in REGISTRY.collect():
        for name, labels in samples(family.name, family.type):
            told[name] = labels | label_names(family.name)
    return told


def samples(name: str, type: str) -> Iterator[tuple[str, set[str]]]:
    if type == "counter":
        yield f"{name}_total", set()
    elif type == "histogram":
        yield from ((f"{name}_{part}", {"le"} if part == "bucket" else set()) for part in ("bucket", "count", "sum"))
    else:
        yield name, set()


def label_names(family: str) -> set[str]:
    if family in ("eventlog_append_seconds", "eventlog_events_appended", "eventlog_clashes"):
        return {"source"}
    collector = REGISTRY._names_to_collectors.get(family)
    return set(getattr(collector, "_labelnames", ()))


def panels() -> list[dict[str, Any]]:
    told = json.loads((DOCS / "grafana" / "chandlery.json").read_text())
    return list(told["panels"])


def shown() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel.get("targets", ())]


def alerts() -> list[dict[str, Any]]:
    told = yaml.safe_load((DOCS / "prometheus" / "chandlery.rules.yml").read_text())
    return [rule for group in told["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    return [*shown(), *(rule["expr"] for rule in alerts())]


def test_every_number_that_is_asked_for_is_told() -> None:
    asked = {name for each in expressions() for name in OURS.findall(re.sub(r'"[^"]*"', "", each))}
    assert asked
    assert asked - set(metrics()) == set()


def test_every_label_that_is_asked_for_is_one_of_the_number() -> None:
    """As far as one expression speaks of one number alone."""
    known = metrics()
    for each in expressions():
        names = set(OURS.findall(re.sub(r'"[^"]*"', "", each)))
        if len(names) != 1:
            continue
        (name,) = names
        wanted = {label.strip() for found in LABELS.findall(each) for label in found.split(",") if label.strip()}
        wanted |= set(re.findall(r"(\w+)=~?\"", each))
        assert wanted <= known[name] | PROMETHEUS, each


def test_every_number_is_on_the_dashboard() -> None:
    on_it = {name for each in shown() for name in OURS.findall(each)}
    families = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in on_it}
    told = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in metrics() if OURS.fullmatch(name)}
    assert told - families == set()


def test_the_first_five_panels_are_one_number_each() -> None:
    first = [panel for panel in panels() if panel["type"] != "row"][:5]
    assert [panel["type"] for panel in first] == ["stat"] * 5
    assert all(panel["description"] and panel["fieldConfig"]["defaults"]["thresholds"]["steps"] for panel in first)


def test_no_panel_lies_on_another() -> None:
    places = [panel["gridPos"] for panel in panels()]
    taken = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(taken) == len(set(taken))
    assert len({panel["id"] for panel in panels()}) == len(places)


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in alerts()}) == len(alerts())
    for rule in alerts():
        assert {"summary", "do"} <= set(rule["annotations"]), rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warn")


def test_what_the_store_stands_on_is_told(tmp_path: Path) -> None:
    def told(state: str) -> dict[str, float]:
        families = Surroundings(tmp_path, lambda: {"state": state}).collect()
        return {sample.name: sample.value for family in families for sample in family.samples}

    assert set(told("ready")) == set(MEANINGS)
    assert 0 < told("ready")["chandlery_disk_free_bytes"] <= told("ready")["chandlery_disk_bytes"]
    assert [told(state)["chandlery_registry_answers"] for state in ("ready", "away", "missing")] == [1, 0, 0]
    elsewhere = Surroundings(tmp_path, None).collect()
    assert "chandlery_registry_answers" not in {family.name for family in elsewhere}

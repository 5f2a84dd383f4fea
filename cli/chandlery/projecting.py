"""The operator's verbs for followers and read models: how they stand, paused, resumed, built anew, checked."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from cli.chandlery import printing

NAME = click.argument("name")


@click.group()
def projections() -> None:
    """Read models and process managers: how far each is, and what is to become of it."""


@projections.command("list")
def list_() -> None:
    """Every read model: where it is kept, what it follows, how far it is behind, and what was last done to it."""
    told = _standing()
    rows = []
    for one in told:
        for model in one.get("read_models", ()):
            own = [each for each in one["followers"] if each["id"].partition("/")[0] == model["name"]]
            behind = _most([each["lag"] for each in own])
            parked = sum(each["parked"] for each in own)
            generation, replays = str(model["generation"]), _replays(model)
            rows.append((model["name"], one["service"], _states(own), behind, str(parked), generation, replays))
    columns = ("Read model", "Service", "State", "Events behind", "Streams parked", "Generation", "Replays")
    printing.table(columns, sorted(rows))
    _tell_who_is_away(told)


@projections.command()
@click.argument("name", required=False)
def status(name: str | None) -> None:
    """Logs and followers in full, or those of NAME. Exit code 1 where one has stopped or a service is away."""
    told = _standing()
    followers = [each for one in told for each in one.get("followers", ()) if not name or _is(each, name)]
    if name and not followers:
        if _tell_who_is_away(told):
            sys.exit(1)
        raise click.UsageError(f"there is no follower {name}; `chandlery projections list` shows which there are")
    if not name:
        printing.table(("Log", "Events", "Without a position", "Published"), _logs(told))
        printing.out().print()
    columns = ("Follower", "Kind", "State", "Position", "Of", "Events behind", "Seconds behind", "Parked", "Detail")
    printing.table(columns, [_row(each) for each in followers])
    away = _tell_who_is_away(told)
    if away or any(each["state"] == "stopped" for each in followers):
        sys.exit(1)


@projections.command()
@NAME
def pause(name: str) -> None:
    """Let a follower stand where it is, in every instance, until it is resumed.

    NAME: a read model or process manager, or one of its sources as gateway/catalog.
    """
    for one in _ask("pause", name=name):
        printing.out().print(f"{one['id']} is paused.")


@projections.command()
@NAME
def resume(name: str) -> None:
    """Let a follower that was paused go on, within a second."""
    for one in _ask("resume", name=name):
        printing.out().print(f"{one['id']} goes on.")


@projections.command()
@NAME
def rebuild(name: str) -> None:
    """Build a read model anew beside the one in use, which serves meanwhile, and switch."""
    for one in _ask("rebuild", name=name):
        printing.out().print(f"{one['name']} is built anew: {one['events']:,} events in {one['seconds']:.1f} s.")


@projections.command()
@NAME
def check(name: str) -> None:
    """Compare a read model with a replay of its events. Exit code 1 where a row differs."""
    for one in _ask("compare", name=name):
        printing.out().print(f"{one['name']}: {one['events']:,} events replayed, {one['count']} rows differ.")
        for row in one["differences"]:
            printing.out().print(f"  {row}", markup=False)
        if one["count"]:
            sys.exit(1)


def _standing() -> list[dict[str, Any]]:
    return list(_ask("standing"))


def _is(follower: dict[str, Any], name: str) -> bool:
    return name in (follower["id"], follower["id"].partition("/")[0])


def _logs(told: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for one in told:
        log = one.get("log")
        if log is not None:
            yield one["service"], f"{log['head']:,}", str(log["waiting_for_position"]), f"{log['published']:,}"


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    seconds = "?" if each["lag_seconds"] is None else f"{each['lag_seconds']:.1f}"
    of, behind = _number(each["head"]), _number(each["lag"])
    parked = f"{each['parked']} ({each['parked_events']} events)" if each["parked"] else "0"
    kind, state, position = each["kind"], each["state"], f"{each['position']:,}"
    return each["id"], kind, state, position, of, behind, seconds, parked, each["detail"]


def _states(own: list[dict[str, Any]]) -> str:
    return ", ".join(sorted({each["state"] for each in own}))


def _replays(model: dict[str, Any]) -> str:
    return "; ".join(_replay(each) for each in model["replays"])


def _replay(each: dict[str, Any]) -> str:
    match each:
        case {"state": "running"}:
            return f"{each['purpose']} {each['applied']:,} of {each['goal']:,}"
        case {"purpose": "check", "state": "done"}:
            return f"checked {each['ended_at'][:16]}Z: {each['differences']} rows differ"
        case {"state": "done"}:
            return f"rebuilt {each['ended_at'][:16]}Z"
        case _:
            said = each["error"].partition("\n")[0]
            return f"{each['purpose']} {each['state']} {said}".rstrip()


def _most(numbers: list[int | None]) -> str:
    known = [each for each in numbers if each is not None]
    return _number(max(known) if known else None)


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def _tell_who_is_away(told: list[dict[str, Any]]) -> bool:
    away = [one for one in told if "away" in one]
    for one in away:
        printing.complain(f"{one['service']} does not answer: {one['away']}")
    return bool(away)


def _ask(command: str, **arguments: Any) -> Any:
    from cli.chandlery.asking import ask

    return ask(command, **arguments)


COMMANDS = (projections,)

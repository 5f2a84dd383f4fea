"""The operator's verbs for what is parked: events that a follower could not take, and effects that failed too often."""

from typing import Any

import click

from cli.chandlery import printing
from cli.chandlery.printing import Stop

YES = click.option("--yes", is_flag=True, help="Do it without asking.")


@click.group()
def parked() -> None:
    """Events that a follower could not take, and what is to become of them."""


@parked.command("list")
def list_() -> None:
    """What is parked: id, follower, stream, how many events, and the error. Exit code 1: a service is away."""
    told = _ask("parked_list")
    shown = [(row["id"], row["follower"], row["stream"], str(row["events"]), row["error"]) for row in told["parked"]]
    if shown:
        printing.table(("Id", "Follower", "Stream", "Events", "Error"), shown)
    elif not told["away"]:
        printing.out().print("Nothing is parked.")
    if told["away"]:
        raise Stop(_unknown(told["away"]))


@parked.command()
@click.argument("identity", metavar="ID")
@YES
def retry(identity: str, yes: bool) -> None:
    """Try again what is parked under ID, and what waits behind it."""
    one = _shown(identity)
    _must_agree(yes, "Try it again?")
    told = _ask("parked_retry", identity=identity)
    printing.out().print(f"Tried again: {_came_of(told, one)}", markup=False)


@parked.command()
@click.argument("identity", metavar="ID")
@click.option("--reason", required=True, help="Kept beside the event.")
@YES
def skip(identity: str, reason: str, yes: bool) -> None:
    """Leave out the event that is parked under ID for good, and go on behind it."""
    one = _shown(identity)
    _must_agree(yes, "Leave the first of them out for good?")
    told = _ask("parked_skip", identity=identity, reason=reason)
    printing.out().print(f"Left out, since {reason}. Behind it: {_came_of(told, one)}", markup=False)


def _shown(identity: str) -> dict[str, Any]:
    """What it is about, before anything is done."""
    told = _ask("parked_list")
    one = next((row for row in told["parked"] if row["id"] == identity), None)
    if one is None and told["away"]:
        raise Stop(_unknown(told["away"]))
    if one is None:
        raise Stop(f"Refused: nothing-parked: {identity}; `chandlery parked list` shows what is")
    waiting = f"{one['events']} event{'s' if one['events'] != 1 else ''}"
    printing.out().print(f"{one['follower']}: {one['stream']}, {one['type']}, {waiting}", markup=False)
    printing.out().print(f"  {one['error']}", markup=False)
    return dict(one)


def _unknown(away: list[str]) -> str:
    names = ", ".join(away)
    return f"What is parked at these is not known, since they do not answer: {names}; `chandlery doctor` says why"


def _must_agree(yes: bool, question: str) -> None:
    if yes:
        return
    try:
        agreed = click.confirm(question)
    except click.Abort as silent:
        raise Stop("Nobody answered, so nothing was changed; --yes goes on without asking") from silent
    if not agreed:
        raise Stop("Nothing was changed.")


def _came_of(told: dict[str, Any], one: dict[str, Any]) -> str:
    if told["state"] == "under-way":
        return f"{one['stream']} of {one['follower']} goes on; `chandlery parked list` shows what is left"
    return f"{one['stream']} of {one['follower']}, {told['events']} applied"


def _ask(command: str, **arguments: Any) -> Any:
    from cli.chandlery.asking import ask

    return ask(command, **arguments)


COMMANDS = (parked,)

"""`get`: a plan is chosen, its terms are read and accepted, it is subscribed to where it has to be, and pulled.

Of a product of several images its compose file is kept instead.

Nothing is accepted, bought or tried that nobody said yes to: on a terminal by an answer, in a script by an option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store import asking, held, show, tables
from cli.docker_store.arguments import count
from cli.docker_store.asking import tell
from cli.docker_store.clean import clean
from cli.docker_store.ending import DONE, FAILED, NO, Stop
from cli.docker_store.holders import asked_for
from cli.docker_store.products import parts_of, plan, product
from cli.docker_store.pulling import pulled, sign_docker_in

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.session import Session

IN_FORCE = 15.0  # seconds until what was got opens the registry's door; a second is promised


def take(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="PUBLISHER/PRODUCT[/PLAN]")
    parser.add_argument("--plan", default="", help="the plan, where there are several")
    parser.add_argument("--tag", default="", help="this version, and not the newest")
    parser.add_argument("--for", dest="holder", default="", metavar="ORGANISATION", help="for an organisation of yours")
    parser.add_argument("--accept-terms", default="", metavar="VERSION", help="accept this version of the plan's terms")
    parser.add_argument("-y", "--yes", action="store_true", help="subscribe without asking; terms are not meant by it")
    parser.add_argument("--buy", action="store_true", help="buy at once what could be tried first")
    parser.add_argument("--payment", default="", choices=("card", "invoice"), help="by card, if nothing else is said")
    parser.add_argument("--quantity", type=count, default=0, metavar="N")
    parser.add_argument("--coupon", default="", metavar="CODE")
    parser.add_argument("--output", default="", metavar="FILE", help="keep a compose file there; - prints it")
    parser.add_argument("--no-pull", action="store_true", help="only get it, and print the command that pulls it")


def run(asked: Any, session: Session) -> int:
    found = product(session, asked.image)
    chosen = _plan(asked, session, found)
    with asked_for(asked.holder, "You have to be its owner, or do its billing."):
        _open(asked, session, found, chosen)
    if found.get("kind") == "compose" and not asked.no_pull:
        from cli.docker_store.composing import keep

        return keep(asked, session, found, chosen)
    command = _command(asked, found, chosen)
    if asked.no_pull:
        print(clean(command))
        return DONE
    if not found["external"] and chosen["access"] != "anyone":
        sign_docker_in(session)
    return DONE if pulled(session, command) else FAILED


def _plan(asked: Any, session: Session, found: dict[str, Any]) -> dict[str, Any]:
    named = asked.plan or parts_of(asked.image)[2]
    if named:
        return plan(found, named, session)
    plans = [one for one in found["plans"] if one["pull_command"]] or found["plans"]
    if not plans:
        raise Stop(f"{found['slug']} has no plan that could be got.", code=NO)
    if len(plans) == 1:
        return dict(plans[0])
    ids = [one["id"] for one in plans]
    if not asking.somebody():
        raise Stop(f"{found['slug']} has several plans: {', '.join(ids)}.", "Say which: --plan PLAN")
    rows = [(str(place), *show.plan_row(one)) for place, one in enumerate(plans, 1)]
    tell(tables.plain(("", *show.PLAN), rows))
    return dict(plans[asking.choice("Which plan?", ids)])


def _open(asked: Any, session: Session, found: dict[str, Any], chosen: dict[str, Any]) -> None:
    """Until the registry's door would let the pull through; raises Stop where it will not."""
    if found["external"] or chosen["access"] == "anyone":
        return
    _ = session.signed_in
    allowed, _ = _door(session, chosen)
    if allowed and not asked.holder:
        if chosen["access"] == "subscribers":
            held.say(asked, session, f"{found['slug']}/{chosen['id']}")
        return
    if chosen["access"] == "subscribers":
        from cli.docker_store.buying import buy

        buy(asked, session, found, chosen)
    elif chosen["access"] == "terms":
        from cli.docker_store.terms import accept

        accept(asked, session, found, chosen)
    elif chosen["access"] != "signed_in":
        todo = f"Ask {found['publisher']['name']}: {session.url}/{found['slug']}"
        raise Stop(f"The plan {chosen['name']} is for who has a licence or an order of its publisher.", todo, NO)
    _wait(session, found, chosen)


def _door(session: Session, chosen: dict[str, Any]) -> tuple[bool, str]:
    return session.store.may_pull(chosen["repository"], session.registry, session.login.basic)


def _wait(session: Session, found: dict[str, Any], chosen: dict[str, Any]) -> None:
    """The door hears of a change by way of the store's logs."""
    import time

    until = time.monotonic() + IN_FORCE
    allowed, why = _door(session, chosen)
    while not allowed and time.monotonic() < until:
        time.sleep(0.3)
        allowed, why = _door(session, chosen)
    if not allowed:
        why = why[:1].upper() + why[1:] if why else f"{found['slug']} cannot be pulled yet."
        raise Stop(why, f"Its page: {session.url}/{found['slug']}/get?plan={chosen['id']}", NO)


def _command(asked: Any, found: dict[str, Any], chosen: dict[str, Any]) -> str:
    command = str(chosen["pull_command"] or "")
    if not command:
        raise Stop(f"{found['slug']} has no release on this plan yet.", code=NO)
    if not asked.tag:
        return command
    if found.get("kind") == "compose":
        return f"{command} --tag {asked.tag}"
    return f"{command.rpartition(':')[0]}:{asked.tag}"

"""A robot: a machine that signs in for an organisation, and may no more than who made it."""

from dataclasses import dataclass
from datetime import datetime

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.identity.deciders.organization_state import Organization
from services.identity.deciders.tokens import Token, check_maker, in_usual_form
from services.identity.events import RobotCreated, RobotRevoked
from vocabulary.slug import address, is_slug

# Which scopes a member may give a robot, by the member's role: those that it has itself in the organisation.
SCOPES_OF_ROLE = {
    "owner": frozenset({"pull", "push", "publish"}),
    "editor": frozenset({"pull", "push", "publish"}),
    "billing": frozenset({"pull"}),
}
ROBOT_SCOPES = frozenset({"pull", "push", "publish"})
MOST_ROBOTS = 100
MOST_PRODUCTS = 100


@dataclass(frozen=True)
class CreateRobot:
    robot: str  # its id
    name: str
    scopes: tuple[str, ...]
    products: tuple[str, ...]
    expires: datetime | None
    networks: tuple[str, ...]
    sha256: str
    last_four: str
    made_with: str = ""  # the id of the token that asks for it; empty: a member signed in
    maker: Token | None = None  # that token, where it lives


@dataclass(frozen=True)
class RevokeRobot:
    robot: str


def create(command: CreateRobot, state: Organization, by: Context) -> RobotCreated:
    may_give = SCOPES_OF_ROLE.get(state.role(by.actor))
    if may_give is None:
        raise Forbidden("role-missing", "an owner, an editor or who does the billing")
    _check_name(command.name, state, by)
    token = Token(_scopes(command.scopes), command.expires, in_usual_form(command.networks))
    if beyond := sorted(set(token.scopes) - may_give):
        raise Forbidden("more-than-its-maker", f"your role has no scope {', '.join(beyond)}")
    if not token.lives(by.at):
        raise Invalid("expires-in-the-past")
    if command.made_with:
        check_maker(token, command.maker, by)
    return RobotCreated(
        organization=state.organization,
        robot=command.robot,
        name=command.name,
        scopes=token.scopes,
        products=_products(command.products),
        expires=token.expires,
        networks=token.networks,
        sha256=command.sha256,
        last_four=command.last_four,
    )


def revoke(command: RevokeRobot, state: Organization, by: Context) -> list[RobotRevoked]:
    check_hold(command.robot, state, by)
    if command.robot in state.revoked:
        return []
    if command.robot not in state.robots:
        raise Missing("robot-unknown")
    return [RobotRevoked(state.organization, command.robot)]


def check_hold(robot: str, state: Organization, by: Context) -> None:
    """Who could have made the robot may end it, and what clients keep of it."""
    may_give = ROBOT_SCOPES if by.has("operator") else SCOPES_OF_ROLE.get(state.role(by.actor))
    if may_give is None:
        raise Forbidden("role-missing", "an owner, an editor or who does the billing")
    known = state.robots.get(robot)
    if known is not None and not may_give.issuperset(known.token.scopes):
        raise Forbidden("role-missing", "an owner or an editor")


def _check_name(name: str, state: Organization, by: Context) -> None:
    if not is_slug(name):
        raise Invalid("robot-name-unfit", "small letters, digits and hyphens, as in ci or build-2")
    living = [robot.name for robot in state.robots.values() if robot.token.lives(by.at)]
    if name in living:
        raise Conflicting("robot-name-taken", name)
    if len(living) >= MOST_ROBOTS:
        raise Conflicting("too-many-robots", f"an organisation has at most {MOST_ROBOTS}; revoke one first")


def _scopes(given: tuple[str, ...]) -> tuple[str, ...]:
    scopes = tuple(sorted(set(given)))
    if not scopes:
        raise Invalid("scopes-missing", f"name at least one of {', '.join(sorted(ROBOT_SCOPES))}")
    for scope in scopes:
        if scope not in ROBOT_SCOPES:
            raise Invalid("scope-unknown", f"{scope[:40]} is none of {', '.join(sorted(ROBOT_SCOPES))}")
    return scopes


def _products(given: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses; one that nobody has yet may come to be."""
    products = tuple(sorted(set(given)))
    if len(products) > MOST_PRODUCTS:
        raise Invalid("too-many-products", f"a robot names at most {MOST_PRODUCTS}")
    try:
        for product in products:
            address(product)
    except ValueError as wrong:
        raise Invalid("product-unreadable", str(wrong)[:200]) from wrong
    return products

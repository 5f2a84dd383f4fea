"""The API of organisations: who belongs to one, who is invited, and its robots."""

from datetime import datetime
from typing import Any

from flask import Response

from eventlog.refusal import Missing
from gateway.account import founding
from gateway.account import organizations_schemas as schemas
from gateway.account import schemas as of_accounts
from gateway.account.shown import SHOWN_ONCE, last_used, membership
from gateway.auth import caller, command_context, needs
from gateway.http import Blueprint, done, in_force, page_of
from gateway.parts import database, parts
from gateway.rpc import Identity
from gateway.views import accounts
from gateway.views.accounts import Membership, TokenRow
from gateway.views.tables import rfc3339

blp = Blueprint("organizations", __name__, url_prefix="/api/v1", description="Organisations, their members and robots")

ORGANIZATION = "/organizations/<slug>"
MANAGING = ("buy", "publish")  # either: a customer's company and a publisher's team are managed alike


def identity() -> Identity:
    return parts().rpc.identity


def context() -> dict[str, Any]:
    return command_context().dump()


@blp.route("/organizations", methods=["GET"])
@blp.response(200, schemas.Organizations)
@needs("read")
def organizations() -> dict[str, Any]:
    """Those that the account belongs to, with its role."""
    mine = [membership(each) for each in accounts.organizations_of(database(), caller().account)]
    return page_of(mine, len(mine))


@blp.route("/organizations", methods=["POST"])
@blp.arguments(schemas.OrganizationWanted)
@blp.response(201, schemas.OfOrganization)
@needs(*MANAGING)
def create_organization(sent: dict[str, Any]) -> Response:
    """Found one; the caller is its owner."""
    return done(founding.create_organization(sent["slug"], sent["name"], command_context()), 201)


@blp.route(ORGANIZATION, methods=["GET"])
@blp.response(200, of_accounts.Membership)
@needs("read")
def organization(slug: str) -> dict[str, str]:
    """For its members and for operators."""
    return membership(_seen(slug))


@blp.route(ORGANIZATION, methods=["PATCH"])
@blp.arguments(schemas.NewName)
@blp.response(200, schemas.OfOrganization)
@needs(*MANAGING)
def rename_organization(sent: dict[str, Any], slug: str) -> Response:
    """By an owner; the slug stays."""
    return done({"slug": slug, **identity().rename_organization(slug, sent["name"], context())})


@blp.route(f"{ORGANIZATION}/members", methods=["GET"])
@blp.response(200, schemas.Members)
@needs("read")
def members(slug: str) -> dict[str, Any]:
    """For its members and for operators: who belongs to it."""
    belonging = identity().members(slug, context())["members"]
    return page_of(belonging, len(belonging))


@blp.route(f"{ORGANIZATION}/members/<account>", methods=["PATCH"])
@blp.arguments(schemas.NewRole)
@blp.response(200, schemas.OfOrganization)
@needs(*MANAGING)
def change_role(sent: dict[str, Any], slug: str, account: str) -> Response:
    """By an owner; the last owner stays one."""
    return done({"slug": slug, **identity().change_role(slug, account, sent["role"], context())})


@blp.route(f"{ORGANIZATION}/members/<account>", methods=["DELETE"])
@blp.response(200, schemas.OfOrganization)
@needs(*MANAGING)
def remove_member(slug: str, account: str) -> Response:
    """By an owner, or by the member itself; pull tokens of before end within minutes, new ones are refused at once."""
    return done({"slug": slug, **identity().remove_member(slug, account, context())})


@blp.route(f"{ORGANIZATION}/leave", methods=["POST"])
@blp.response(200, schemas.OfOrganization)
@needs(*MANAGING)
def leave(slug: str) -> Response:
    """Belong to it no longer; its last owner cannot."""
    return done({"slug": slug, **identity().leave(slug, context())})


@blp.route(f"{ORGANIZATION}/invitations", methods=["GET"])
@blp.response(200, schemas.Invitations)
@needs("read")
def invitations(slug: str) -> dict[str, Any]:
    """For its members and for operators: who was asked to join and did not answer yet."""
    open_ones = identity().members(slug, context())["invitations"]
    return page_of(open_ones, len(open_ones))


@blp.route(f"{ORGANIZATION}/invitations", methods=["POST"])
@blp.arguments(schemas.InvitationWanted)
@blp.response(201, schemas.InvitationMade)
@needs(*MANAGING)
def invite(sent: dict[str, Any], slug: str) -> Response:
    """Mail somebody a link to join, good for seven days; a new one takes the place of the one before."""
    made = identity().invite(slug, sent["email"], sent["role"], context())
    return done({"id": made["invitation"], "until": made["until"], "position": made["position"]}, 201)


@blp.route(f"{ORGANIZATION}/invitations/<invitation>", methods=["DELETE"])
@blp.response(200, schemas.OfOrganization)
@needs(*MANAGING)
def withdraw_invitation(slug: str, invitation: str) -> Response:
    """Its link lets nobody in any more."""
    return done({"slug": slug, **identity().withdraw_invitation(slug, invitation, context())})


@blp.route("/invitations/accept", methods=["POST"])
@blp.arguments(of_accounts.Link)
@blp.response(200, schemas.Joined)
@needs(*MANAGING)
def accept_invitation(sent: dict[str, Any]) -> Response:
    """Join, with what the mailed link ends in; by the account that has the address it was mailed to."""
    return done(identity().accept_invitation(sent["token"], context()))


@blp.route(f"{ORGANIZATION}/robots", methods=["GET"])
@blp.response(200, schemas.Robots)
@needs("read")
def robots(slug: str) -> dict[str, Any]:
    """For its members and for operators: its robots, newest first, without what opens doors."""
    _seen(slug)
    rows = accounts.robots_of(database(), slug)
    used = last_used([row.id for row in rows])
    return page_of([_robot(row) | {"last_used": used.get(row.id)} for row in rows], len(rows))


@blp.route(f"{ORGANIZATION}/robots", methods=["POST"])
@blp.arguments(schemas.RobotWanted)
@blp.response(201, schemas.RobotMade)
@needs(*MANAGING)
def create_robot(sent: dict[str, Any], slug: str) -> Response:
    """Make an account for a machine: it signs in to the registry with this name and token."""
    expires: datetime | None = sent["expires"]
    limits = (sent["scopes"], sent["products"], expires.isoformat() if expires else None, sent["networks"])
    made = identity().create_robot(slug, sent["name"], *limits, context(), caller().token)
    return done(in_force(made) if made["token"] else {**made, "detail": SHOWN_ONCE}, 201)


@blp.route(f"{ORGANIZATION}/robots/<robot>", methods=["DELETE"])
@blp.response(200, schemas.OfOrganization)
@needs(*MANAGING)
def revoke_robot(slug: str, robot: str) -> Response:
    """End a robot, and what clients keep of it."""
    return done({"slug": slug, **identity().revoke_robot(slug, robot, context())})


def _seen(slug: str) -> Membership:
    """The organisation as the caller sees it; it looks as if it were not there to who has no part in it."""
    known = accounts.organization(database(), slug)
    member = accounts.member(database(), caller().account, slug)
    if known is None or (member is None and "operator" not in caller().roles):
        raise Missing("organization-unknown")
    return Membership(known.id, known.name, member.role if member else "")


def _robot(row: TokenRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": f"{row.organization}+{row.label}",
        "scopes": sorted(row.scopes),
        "products": list(row.products),
        "networks": list(row.networks),
        "created": rfc3339(row.issued),
        "expires": rfc3339(row.expires) or None,
        "last_four": row.last_four,
    }

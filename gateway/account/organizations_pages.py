"""The pages of organisations: who belongs to one, and who is invited."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.account import founding
from gateway.account.tokens_pages import clients, listed, lives, moment, with_uses
from gateway.auth import caller, command_context, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.parts import database, parts
from gateway.rpc import Answer, Identity
from gateway.translation import gettext
from gateway.views import accounts, listings

pages = Blueprint("organizations_pages", __name__)

ORGANIZATION = "/organizations/<slug>"
ROLES = ("owner", "billing", "member", "editor", "support")
ROBOT_SCOPES = ("pull", "push", "publish")
FIELD_OF_NEW = {"slug-invalid": "slug", "slug-reserved": "slug", "slug-taken": "slug", "name-unfit": "name"}
FIELD_OF_INVITATION = {"email-unfit": "email", "role-unknown": "role", "already-member": "email"}
ROBOTS_OF = {"owner": ROBOT_SCOPES, "editor": ROBOT_SCOPES, "billing": ("pull",)}  # what who manages them may give

Page = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])


def for_members(view: View) -> View:
    """The page is for members and the store's operators; to others there is nothing at its address."""

    @wraps(view)
    def guarded(slug: str, *args: Any, **kwargs: Any) -> Any:
        if accounts.member(database(), caller().account, slug) is None and "operator" not in caller().roles:
            abort(404)
        return view(slug, *args, **kwargs)

    return cast("View", signed_in(guarded))


@pages.get("/organizations")
@signed_in
def organizations() -> str:
    return _list_page()


@pages.post("/organizations")
@signed_in
def create_organization() -> Page:
    form = request.form
    empty = {"name": gettext("Enter its name"), "slug": gettext("Enter a short name")}
    missing = of_fields({name: words for name, words in empty.items() if not form.get(name, "").strip()})
    if missing is not None:
        return _list_page(missing), 422
    slug = form["slug"].strip().lower()
    try:
        done = founding.create_organization(slug, form["name"].strip(), command_context())
    except Unavailable:
        raise
    except Refused as refused:
        return _list_page(of_refusal(refused, FIELD_OF_NEW)), status_of(refused)
    return _to(f"/organizations/{slug}?told=created", done)


@pages.get(ORGANIZATION)
@for_members
def organization(slug: str) -> str:
    return page_of(slug)


@pages.post(f"{ORGANIZATION}/rename")
@for_members
def rename_organization(slug: str) -> Page:
    name = request.form.get("new_name", "").strip()
    return do(
        slug, lambda: identity().rename_organization(slug, name, context()), "renamed", {"name-unfit": "new_name"}
    )


@pages.post(f"{ORGANIZATION}/invitations")
@for_members
def invite(slug: str) -> Page:
    email, role = request.form.get("email", "").strip(), request.form.get("role", "member")
    if not email:
        return page_of(slug, of_fields({"email": gettext("Enter an e-mail address")})), 422
    return do(slug, lambda: identity().invite(slug, email, role, context()), "invited", FIELD_OF_INVITATION)


@pages.post(f"{ORGANIZATION}/invitations/<invitation>/withdraw")
@for_members
def withdraw_invitation(slug: str, invitation: str) -> Page:
    return do(slug, lambda: identity().withdraw_invitation(slug, invitation, context()), "withdrawn")


@pages.post(f"{ORGANIZATION}/members/<account>/role")
@for_members
def change_role(slug: str, account: str) -> Page:
    role = request.form.get("role", "")
    return do(slug, lambda: identity().change_role(slug, account, role, context()), "changed")


@pages.post(f"{ORGANIZATION}/members/<account>/remove")
@for_members
def remove_member(slug: str, account: str) -> Page:
    return do(slug, lambda: identity().remove_member(slug, account, context()), "removed")


@pages.post(f"{ORGANIZATION}/leave")
@for_members
def leave(slug: str) -> Page:
    try:
        done = identity().leave(slug, context())
    except Unavailable:
        raise
    except Refused as refused:
        return page_of(slug, of_refusal(refused, {})), status_of(refused)
    return _to("/organizations?told=left", done)


@pages.get("/invitations/<token>")
def invitation(token: str) -> Page:
    return _invitation_page(token)


@pages.post("/invitations/<token>")
@signed_in
def accept_invitation(token: str) -> Page:
    try:
        done = identity().accept_invitation(token, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _invitation_page(token, refused)
    return _to(f"/organizations/{done['organization']}?told=joined", done)


def identity() -> Identity:
    return parts().rpc.identity


def context() -> dict[str, Any]:
    return command_context().dump()


def do(slug: str, command: Callable[[], Answer], told: str, where: Mapping[str, str] | None = None) -> Page:
    """The command, then back to the organisation's page with a word of what was done, or of what was refused."""
    try:
        done = command()
    except Unavailable:
        raise
    except Refused as refused:
        return page_of(slug, of_refusal(refused, where or {})), status_of(refused)
    return _to(f"/organizations/{slug}?told={told}", done)


def _to(address: str, done: Answer) -> Response:
    return remember(make_response(redirect(address, 303)), done)


def _list_page(problems: Mistakes | None = None) -> str:
    told = gettext("You left it.") if request.args.get("told") == "left" else ""
    return render_template(
        "account/organizations.html",
        mine=accounts.organizations_of(database(), caller().account),
        publishers=accounts.publishers_of(database(), caller().account),
        roles=roles(),
        form={name: request.form.get(name, "") for name in ("name", "slug")},
        problems=problems,
        told=told,
        here="organizations",
    )


def page_of(slug: str, problems: Mistakes | None = None, made: Mapping[str, Any] | None = None) -> str:
    db, who = database(), caller()
    found = accounts.organization(db, slug)
    if found is None:
        abort(404)
    people = _people(slug)
    mine = accounts.member(db, who.account, slug)
    robots = with_uses([listed(robot) | {"products": robot.products} for robot in accounts.robots_of(db, slug)])
    role = mine.role if mine else ""
    return render_template(
        "account/organization.html",
        organization=found,
        role=role,
        owner=role == "owner",
        manages=role in ("owner", "billing"),
        known=people is not None,
        members=people["members"] if people else _nameless(slug),
        invitations=people["invitations"] if people else [],
        robots=robots,
        clients=clients(slug, robots),
        is_publisher=listings.publisher(db, slug) is not None,
        roles=roles(),
        offered=ROLES if role == "owner" else ("member",),
        scopes=_scopes(role),
        lives=lives(),
        form=_typed(),
        making=problems is not None and request.path.endswith("/robots"),
        me=who.account,
        made=made,
        problems=problems,
        told=_told(),
        here="organizations",
    )


def _people(slug: str) -> Answer | None:
    """Names and addresses lie with identity alone; the rest of the page does without them."""
    try:
        return identity().members(slug, context())
    except Unavailable:
        return None


def _nameless(slug: str) -> list[dict[str, Any]]:
    found = accounts.members_of(database(), slug)
    return [
        {"account": member.account, "name": "", "email": "", "role": member.role, "since": moment(member.at)}
        for member in found
    ]


def _typed() -> dict[str, Any]:
    form = request.form
    return {
        **{name: form.get(name, "") for name in ("name", "products", "networks", "email", "new_name")},
        "role": form.get("role", "member"),
        "scopes": form.getlist("scopes") or ["pull"],
        "expires": form.get("expires", "365"),
    }


def roles() -> dict[str, tuple[str, str]]:
    """Each role's name, and what it is for."""
    return {
        "owner": (gettext("Owner"), gettext("everything, and who else may")),
        "billing": (gettext("Billing"), gettext("accepts terms and buys; invites members")),
        "member": (gettext("Member"), gettext("pulls what the organisation may")),
        "editor": (gettext("Editor"), gettext("edits, pushes and releases its products")),
        "support": (gettext("Support"), gettext("answers its customers")),
    }


def _scopes(role: str) -> list[tuple[str, str]]:
    words = {
        "pull": gettext("images that the organisation may have"),
        "push": gettext("versions of its products to staging"),
        "publish": gettext("releases, as an editor would: for CI"),
    }
    return [(scope, words[scope]) for scope in ROBOTS_OF.get(role, ())]


def _told() -> str:
    words = {
        "created": gettext("The organisation is yours. Invite those who work with you."),
        "renamed": gettext("It has the new name."),
        "invited": gettext("The invitation is on its way by mail. It lasts seven days."),
        "withdrawn": gettext("The invitation counts no more."),
        "changed": gettext("The role is changed."),
        "removed": gettext("They belong to it no more, and pull for it no more."),
        "revoked": gettext("The robot is revoked, with all that docker clients keep for it."),
        "client": gettext("That client has to sign in again."),
        "joined": gettext("You belong to it now, and may pull what it may."),
    }
    return words.get(request.args.get("told", ""), "")


def _invitation_page(token: str, refused: Refused | None = None) -> Page:
    try:
        told = identity().invitation(token)
    except Missing as gone:
        return render_template("account/invitation.html", invitation=None, text=sentence(gone), code=gone.code), 404
    except Unavailable:
        raise
    except Refused as gone:
        page = render_template("account/invitation.html", invitation=None, text=sentence(gone), code=gone.code)
        return page, status_of(gone)
    role, what = roles()[told["role"]]
    page = render_template(
        "account/invitation.html",
        invitation=told,
        role=role,
        what=what,
        token=token,
        text=sentence(refused) if refused else "",
        code=refused.code if refused else "",
    )
    return (page, status_of(refused)) if refused else page

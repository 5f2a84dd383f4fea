"""The API of the inbox: what one was told, what was read of it, and how one wants to hear of things."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Invalid
from gateway.auth import command_context, needs
from gateway.http import Blueprint, Nothing, done
from gateway.notices import asking, examples, schemas
from gateway.parts import parts
from gateway.views.tables import rfc3339

blp = Blueprint("notifications", __name__, url_prefix="/api/v1", description="What one is told")

CHANGING = ("buy", "publish", "support", "staff")


@blp.route("/notifications", methods=["GET"])
@blp.arguments(schemas.NoticesWanted, location="query")
@blp.response(200, schemas.NoticePage, example=examples.NOTICES)
@needs("read")
def notifications(wanted: dict[str, Any]) -> Response:
    """Your inbox, the newest first."""
    found = asking.notices({"before": wanted.pop("after"), **wanted})
    items = [{**one, "link": asking.full(one["link"])} for one in found["items"]]
    return jsonify({**found, "items": items})


@blp.route("/notifications/read", methods=["POST"])
@blp.arguments(schemas.ReadWanted, example={"ids": [examples.NOTICE["id"]]})
@blp.response(200, schemas.Marked)
@needs(*CHANGING)
def mark_read(sent: dict[str, Any]) -> Response:
    """These, or all that you were told until a moment."""
    if ("ids" in sent) == ("until" in sent):
        raise Invalid("field-invalid", "ids or until")
    rpc, context = parts().rpc.notifications, command_context().dump()
    if "ids" in sent:
        return done({**rpc.mark_read(sent["ids"], context), "ids": sent["ids"]})
    until = sent["until"].isoformat()
    return done({**rpc.mark_all_read(until, context), "until": rfc3339(sent["until"])})


@blp.route("/notifications/unread", methods=["POST"])
@blp.arguments(schemas.Some, example={"ids": [examples.NOTICE["id"]]})
@blp.response(200, schemas.Marked)
@needs(*CHANGING)
def mark_unread(sent: dict[str, Any]) -> Response:
    """They count as not read again."""
    marked = parts().rpc.notifications.mark_unread(sent["ids"], command_context().dump())
    return done({**marked, "ids": sent["ids"]})


@blp.route("/notifications/preferences", methods=["GET"])
@blp.response(200, schemas.Preferences)
@needs("read")
def preferences() -> Response:
    """How you hear of each kind of notice, when letters come, and whether they reach you."""
    return jsonify(parts().rpc.notifications.preferences(command_context().dump()))


@blp.route("/notifications/preferences", methods=["PUT"])
@blp.arguments(schemas.PreferencesWanted, example=examples.PREFERENCES_WANTED)
@blp.response(200, schemas.Preferences)
@needs(*CHANGING)
def set_preferences(sent: dict[str, Any]) -> Response:
    """Only what is named is changed; `kinds` by name, or as the list that GET answers."""
    sent.pop("mail", None)
    return done(parts().rpc.notifications.set_preferences({**sent, "channel": "api"}, command_context().dump()))


@blp.route("/notifications/mail/resume", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.MailState)
@needs(*CHANGING)
def resume_mail(sent: dict[str, Any]) -> Response:
    """Letters to your address came back, or were called spam: send them there again."""
    resumed = parts().rpc.notifications.resume_mail(command_context().dump())
    return done({**resumed["mail"], "position": resumed["position"]})


@blp.route("/notifications/feed", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Feed, example={"url": "https://store.example/feeds/dhJ7…3Qs.atom"})
@needs(*CHANGING)
def renew_feed(sent: dict[str, Any]) -> Response:
    """A new secret address of your own Atom feed; whoever has the one before finds nothing there any more."""
    made = parts().rpc.notifications.renew_feed(command_context().dump())
    url = asking.full(f"/feeds/{made.pop('address')}.atom") if made["address"] else None
    return done({"position": made["position"], "url": url})

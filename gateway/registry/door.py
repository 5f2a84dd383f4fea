"""The registry's way in: tokens, public keys, and its notices."""

from flask import Blueprint

from gateway.registry import notifications, tokens

door = Blueprint("registry", __name__, url_prefix="/registry")
door.add_url_rule("/token", view_func=tokens.answer, methods=["GET"])
door.add_url_rule("/jwks.json", view_func=tokens.jwks, methods=["GET"])
door.add_url_rule("/notifications", view_func=notifications.take, methods=["POST"])

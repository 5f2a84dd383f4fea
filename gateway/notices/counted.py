"""How many notices wait unread, for the header of every page."""

from gateway.auth import caller
from gateway.parts import database
from gateway.views import unread as view


def unread() -> str:
    """`7`, or `99+`; empty where none does."""
    account = caller().account
    counted = view.count(database(), account) if account else 0
    return f"{view.MOST - 1}+" if counted >= view.MOST else str(counted or "")

"""How tests reach behind the stand-in: what is to go wrong, how messages go out, and what becomes of disputes."""

from flask import Blueprint, request

from demo.peers.faults import Fault, Faults
from demo.peers.stripe.moving import Money
from demo.peers.stripe.repeating import Keys
from demo.peers.stripe.state import Object, shown


def control(money: Money, faults: Faults, keys: Keys) -> Blueprint:
    """Bodies are JSON; below /_stand-in."""
    door = Blueprint("control", __name__, url_prefix="/_stand-in")

    @door.post("/faults")
    def plan() -> Object:
        faults.plan(Fault(**request.get_json()))
        return {}

    @door.post("/messages")
    def say_how() -> Object:
        """{way: once | twice | backwards | lost, url: where to}: what is not given stays."""
        told = request.get_json()
        money.teller.way, money.teller.url = told.get("way", money.teller.way), told.get("url", money.teller.url)
        return {}

    @door.post("/forget-keys")
    def forget() -> Object:
        keys.forget()
        return {}

    @door.post("/forget-all")
    def begin_anew() -> Object:
        """As if it had never been asked anything."""
        keys.forget()
        faults.planned.clear()
        money.state.forget()
        return {}

    @door.post("/disputes/<id>")
    def close_dispute(id: str) -> Object:
        """{won: whether the store was right}"""
        return shown(money.close_dispute(id, won=request.get_json()["won"]))

    @door.post("/charges/<id>/dispute")
    def open_dispute(id: str) -> Object:
        return shown(money.dispute(money.must_get("charge", id)))

    @door.get("/objects/<kind>")
    def all_of(kind: str) -> Object:
        return {"data": [shown(each) for each in money.state.newest_first(kind)]}

    return door

"""How tests reach behind the stand-in: what is to go wrong, how pings go out, and what TSANet itself does."""

from flask import Blueprint, request

from demo.peers.faults import Fault, Faults
from demo.peers.tsanet.moving import Cases
from demo.peers.tsanet.state import Object


def control(cases: Cases, faults: Faults) -> Blueprint:
    """Bodies are JSON; below /_stand-in."""
    door = Blueprint("control", __name__, url_prefix="/_stand-in")

    @door.post("/faults")
    def plan() -> Object:
        faults.plan(Fault(**request.get_json()))
        return {}

    @door.post("/faults/none")
    def plan_none() -> Object:
        faults.planned.clear()
        return {}

    @door.post("/pings")
    def say_how() -> Object:
        """{way: once | twice | lost}"""
        cases.teller.way = request.get_json()["way"]
        return {}

    @door.post("/sign-everybody-out")
    def sign_out() -> Object:
        cases.state.logins.clear()
        return {}

    @door.post("/forget-all")
    def begin_anew() -> Object:
        faults.planned.clear()
        cases.state.forget()
        return {}

    @door.post("/cases/<token>/warn")
    def warn(token: str) -> Object:
        return cases.warn(cases.state.cases[token])

    @door.get("/cases")
    def all_of() -> Object:
        return {"data": list(cases.state.cases.values())}

    return door

"""What a gateway at scale tells, at /readyz, of followers, which it does not know by itself."""

from collections.abc import Mapping

from gateway.operations.minding import standings
from gateway.parts import Probe
from gateway.rpc import Rpc

PATIENCE = 2  # seconds for an answer
FOLLOWING = ("gateway-views", "search")  # services that do nothing else: no question of a customer's shows them away


def followers(rpc: Rpc) -> Probe:
    """`rpc`: one that does not wait long."""

    def told() -> Mapping[str, str]:
        every = standings(rpc)
        work = [each for one in every for each in one.get("work", ())]
        stopped = [f"{each['name']} {each['state']}" for each in work if each["state"].startswith("stopped")]
        if stopped:
            return {"state": "stopped", "detail": "; ".join(stopped)}
        away = [one["service"] for one in every if one["service"] in FOLLOWING and "away" in one]
        return {"state": "away", "detail": ", ".join(away)} if away else {"state": "ready"}

    return told

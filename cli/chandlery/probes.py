"""What a gateway at scale tells, at /readyz, of parts that it does not know by itself: the registry, and followers."""

from collections.abc import Mapping

import requests

from gateway.operations.minding import standings
from gateway.parts import Probe
from gateway.rpc import Rpc

PATIENCE = 2  # seconds for an answer
FOLLOWING = ("gateway-views", "search")  # services that do nothing else: no question of a customer's shows them away


def registry(address: str) -> Probe:
    def told() -> Mapping[str, str]:
        try:
            answer = requests.get(f"{address}/v2/", timeout=PATIENCE)
        except requests.RequestException:
            return {"state": "away", "detail": f"{address} does not answer"}
        if answer.status_code in (200, 401):
            return {"state": "ready"}
        return {"state": "away", "detail": f"{address} answers {answer.status_code}"}

    return told


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

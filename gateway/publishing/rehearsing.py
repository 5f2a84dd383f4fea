"""A plan is tried: what billing tells of it, and what `docker pull` would print to the buyer after each step."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from eventlog.refusal import Missing
from gateway.parts import database, parts
from gateway.registry.sentences import sentence
from gateway.rpc import Answer
from gateway.settings import Settings
from gateway.views import listings
from gateway.views.access import Entitlement, Gate, judge
from gateway.views.listings import Plan, Product

BUYER = "buyer"


def rehearse(address: str, plan: str, wanted: Mapping[str, Any], context: Mapping[str, Any]) -> Answer:
    """Of a product, a draft too. Refused as billing's rehearse_plan refuses."""
    found = listings.drafted(database(), address)
    if found is None:
        raise Missing("no-such-product", address[:200])
    told = parts().rpc.billing.rehearse_plan(found.id, plan, wanted, context)
    steps = [told_pulls(step, found, plan, parts().settings) for step in told["steps"]]
    return {**told, "steps": steps}


def told_pulls(step: Answer, product: Product, tried: str, settings: Settings) -> Answer:
    """The step with what may be pulled in place of the rights: the tried plan's repository, then that of others."""
    rights = {right["plan"]: right for right in step["rights"]}
    concerned = [plan for plan in product.plans if plan.id in {tried, *rights}]
    in_order = sorted(concerned, key=lambda plan: plan.id != tried)
    now = datetime.fromisoformat(step["at"])
    pulls = [_pull(plan, rights.get(plan.id), product, now, settings) for plan in in_order]
    return {name: value for name, value in step.items() if name != "rights"} | {"pulls": pulls}


def _pull(plan: Plan, right: Answer | None, product: Product, now: datetime, settings: Settings) -> Answer:
    """By the rule of the store's own door."""
    decided = judge(_gate(plan, product), _entitlement(right, product) if right else None, BUYER, now.timestamp())
    image = f"{settings.registry_host}/{plan.repository}"
    denied = "" if decided.allowed else sentence(decided.code, settings, plan.repository, product.slug, plan.id)
    return {
        "plan": plan.id,
        "repository": plan.repository,
        "allowed": decided.allowed,
        "code": decided.code,
        "reason": right["reason"] if right and decided.allowed else "",
        "until": right["until"] if right and decided.allowed else None,
        "command": f"docker pull {image}",
        "prints": list(_printed(plan.repository, denied, settings)),
    }


def _gate(plan: Plan, product: Product) -> Gate:
    """As if the product were on the shelves."""
    named = (plan.repository, product.id, plan.id, product.slug, product.publisher)
    return Gate(*named, "published", "", 0.0, plan.access, plan.terms_version, "", 0.0, doubted=False)


def _entitlement(right: Answer, product: Product) -> Entitlement:
    until = datetime.fromisoformat(right["until"]).timestamp() if right["until"] else None
    ended = 0.0 if right["ended"] else None
    named = (BUYER, right["repository"], product.id, right["plan"], until, right["reason"], right["terms_version"])
    return Entitlement(*named, ended, "", "", 0.0)


def _printed(repository: str, denied: str, settings: Settings) -> Iterator[str]:
    """docker's own lines."""
    yield "Using default tag: latest"
    if denied:
        scheme = settings.url.partition(":")[0]
        manifest = f"{scheme}://{settings.registry_host}/v2/{repository}/manifests/latest"
        yield f'Error response from daemon: Head "{manifest}": denied: {denied}'
    else:
        yield f"latest: Pulling from {repository}"


def sent(steps: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """What billing is asked, as JSON has it: days as text."""
    asked = {**more, "steps": [dict(step) for step in steps]}
    return {name: _plain(value) for name, value in asked.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: _plain(one) for name, one in each.items()} for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value

"""The papers that go with an image: its manifests, what lies beside them, bills of materials and the licence."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from gateway.auth import Caller
from gateway.catalog.trusted import are_open
from gateway.host.seeing import holders
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.views.judged import NOTHING, judged
from gateway.views.listings import Plan, Product
from gateway.views.versions import Version

KINDS: Mapping[str, str] = {"att": "attestation", "sbom": "sbom", "": "referrers"}
WITHOUT_LICENCE = frozenset({"anyone", "signed_in", "terms"})

Told = dict[str, Any]


def manifests(lying: Answer, version: Version) -> list[Told]:
    """With each one's platform, which a release knows also where its index tells none."""
    known = {one.digest: one.platform for one in version.platforms}
    return [one | {"platform": known.get(one["digest"]) or one["platform"] or None} for one in lying["manifests"]]


def beside(lying: Answer, repository: str) -> dict[str, list[Told]]:
    signatures, attestations = [], []
    for one in lying["beside"]:
        about, _, ending = one["tag"].partition(".")
        told = {"repository": repository, **one, "about": about.replace("-", ":", 1)}
        if ending == "sig":
            signatures.append(told)
        else:
            attestations.append(told | {"kind": KINDS[ending]})
    return {"signatures": signatures, "attestations": attestations}


def bills(found: Product, version: Version) -> list[Told]:
    """As far as everybody sees what is known of the product's images."""
    if not are_open(found):
        return []
    key = (version.repository, version.digest)
    known = judged(database(), [key]).get(key, NOTHING)
    url = f"{parts().settings.url}/api/v1/products/{found.slug}/versions/{version.digest}/sbom?platform="
    return [{"platform": one.platform, "url": url + quote(one.platform, safe="")} for one in known.sboms]


def licence(found: Product, plan: Plan, who: Caller) -> Told | None:
    """Of the caller's own subscription, else of an organisation's of theirs."""
    if plan.access in WITHOUT_LICENCE or not who.account:
        return None
    for holder in holders(who):
        for one in parts().rpc.billing.licences_of(holder):
            if (one["product_id"], one["plan"], one["state"]) == (found.id, plan.id, "valid"):
                return {"url": f"{parts().settings.url}/api/v1/subscriptions/{one['subscription']}/licence.jws"}
    return None

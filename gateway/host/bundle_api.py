"""The API of what is carried past an air gap: which manifests, signatures, statements and papers make an image whole.

The answer itself is for who may pull the image: a token with `pull` (its account's, or a robot's), a session, or nobody
where the plan is open to anyone. So are all that it names in the registry: manifests, blobs, and what lies under the
tags of signatures and statements, had with a registry token for `repository:NAME:pull` (Docker token authentication).
Public are the store's signing keys, also at /.well-known/chandlery/signing-keys.json, and the bills of materials of
products whose findings everybody sees. The licence is its holder's alone.
"""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Conflicting, Missing
from gateway.auth import caller
from gateway.catalog.pulling import newest, tag_of
from gateway.host import bundle_schemas as schemas
from gateway.host.papers import beside, bills, licence, manifests
from gateway.host.pulling import asked_to_pull, must_pull
from gateway.http import Blueprint
from gateway.moved import lead_on
from gateway.parts import database, parts
from gateway.registry.grants import Grant
from gateway.views import listings
from gateway.views.listings import Plan, Product
from gateway.views.versions import Version, versions_of

blp = Blueprint("bundles", __name__, url_prefix="/api/v1", description="What a customer's host asks")


@blp.route("/bundles/<publisher>/<product>")
@blp.arguments(schemas.BundleArguments, location="query")
@blp.response(200, schemas.Bundle)
@blp.alt_response(403)
@blp.alt_response(404)
def bundle(asked: dict[str, Any], publisher: str, product: str) -> Response:
    """All that makes a release whole elsewhere; who may not pull it is refused in the registry's words."""
    found = listings.drafted(database(), f"{publisher}/{product}")
    if found is None:
        lead_on(f"{publisher}/{product}")
        raise Missing("no-such-product")
    every = versions_of(database(), found.id)
    plan = _plan(found, every, asked)
    granted = _granted(found, plan)
    must_pull(granted)
    version, tag = _version(every, plan, asked)
    rpc = parts().rpc.catalog
    lying = rpc.lying(plan.repository, version.digest)
    return jsonify(
        product=found.slug,
        name=found.name,
        plan=plan.id,
        repository=plan.repository,
        tag=tag or None,
        digest=version.digest,
        registry=parts().settings.registry_host,
        manifests=manifests(lying, version),
        **beside(lying, plan.repository),
        keys=[key["pem"] for key in rpc.signing_keys()],
        sboms=bills(found, version),
        licence=licence(found, plan, caller()),
        notes=version.notes,
    )


def _plan(found: Product, every: list[Version], asked: dict[str, Any]) -> Plan:
    """The one that is named, else the first that offers what is asked for, else the first."""
    if asked["plan"]:
        named = found.plan(asked["plan"])
        if named is None:
            raise Missing("plan-unknown")
        return named
    offering = {one.plan for one in every if _is_meant(one, asked)}
    if not found.plans:
        raise Missing("no-such-version")
    return next((plan for plan in found.plans if plan.id in offering), found.plans[0])


def _granted(found: Product, plan: Plan) -> Grant:
    """What the caller may not see at all looks as if it were not there."""
    granted = asked_to_pull(plan.repository)
    if found.external and found.state == "published":
        raise Conflicting("lies-elsewhere", f"{plan.repository}: pull it from its own registry")
    if granted.code == "unknown-repository":
        raise Missing("no-such-product")
    return granted


def _version(every: list[Version], plan: Plan, asked: dict[str, Any]) -> tuple[Version, str]:
    """With the tag that it is carried under; by its digest also one whose tags were yanked."""
    offered = [one for one in every if one.plan == plan.id and not (one.yanked and one.yanked.security)]
    if asked["digest"]:
        meant = [one for one in offered if one.digest == asked["digest"]]
        version = next((one for one in meant if one.yanked is None), meant[0] if meant else None)
    elif asked["tag"]:
        version = next((one for one in offered if one.yanked is None and asked["tag"] in one.tags), None)
    else:
        version = newest(offered)
    if version is None:
        raise Missing("no-such-version")
    if asked["tag"] in version.tags:
        return version, asked["tag"]
    return version, tag_of(version) if version.yanked is None else ""


def _is_meant(one: Version, asked: dict[str, Any]) -> bool:
    if asked["digest"]:
        return bool(one.digest == asked["digest"])
    return not asked["tag"] or asked["tag"] in one.tags

"""What the made publisher does to be in the store: apply, list, push, release, submit, publish; each step only once."""

from collections.abc import Callable
from typing import Any

from demo import images
from demo.api import Api, until
from demo.harbourline import PRODUCTS, PUBLISHER, Plan, Product, Version
from demo.logo import drawn
from demo.push import Registry

SLUG = "harbourline"


class Publishing:
    """The publisher with its own token and its own way into the registry, and the reviewer who lets it in."""

    def __init__(self, publisher: Api, reviewer: Api, registry: Registry, say: Callable[[str], None]) -> None:
        self._publisher = publisher
        self._reviewer = reviewer
        self._registry = registry
        self._say = say

    def publish_all(self) -> None:
        self._apply()
        for product in PRODUCTS:
            self._draft(product)
            for plan in product.plans:
                self._release_all(product, plan)
            self._put_on_shelf(product)
            self._say(f"{product.slug} is on the shelf")

    def _apply(self) -> None:
        self._publisher.post("/publishers", {**PUBLISHER, "logo": drawn(SLUG)}, key="demo-apply")
        self._reviewer.post(f"/publishers/{SLUG}/approve", key="demo-approve-publisher")

    def _draft(self, product: Product) -> None:
        body = {**product.body, "logo": drawn(str(product.body["slug"]))}
        self._publisher.post("/products", body, key=f"demo-draft-{product.slug}")
        for plan in product.plans:
            self._publisher.post(f"/products/{product.slug}/plans", plan.body, key=f"demo-plan-{plan.repository}")

    def _release_all(self, product: Product, plan: Plan) -> None:
        address = f"/products/{product.slug}/plans/{plan.id}"
        for version in plan.versions:
            image = images.make(product.recipe(plan, version))
            for tag in version.tags:
                self._registry.push(f"staging/{plan.repository}", tag, image)
            for tag in version.tags:
                self._release(address, tag, image.index.digest, version)

    def _release(self, address: str, tag: str, digest: str, version: Version) -> None:
        """The registry tells the store of a push, and the store reads what was pushed, each in its own time."""
        until(lambda: self._is_staged(address, tag, digest), f"{address}: {tag} was pushed, but is not staged")
        asked = {"tag": tag, "digest": digest, "notes": version.notes}
        release = self._publisher.post(f"{address}/releases", asked, key=f"demo-release-{address}-{tag}-{digest}")["id"]
        until(lambda: self._is_released(f"{address}/releases/{release}"), f"{address}: {tag} was not released")

    def _is_staged(self, address: str, tag: str, digest: str) -> bool:
        for one in self._publisher.get(f"{address}/staged")["items"]:
            if (one["tag"], one["digest"]) == (tag, digest):
                if one["state"] == "refused":
                    raise RuntimeError(f"{address}: {tag} {one['reason']}")
                return bool(one["state"] == "staged")
        return False

    def _is_released(self, address: str) -> bool:
        release = self._publisher.get(address)
        if release["state"] == "failed":
            raise RuntimeError(f"{address}: {release['reason']}")
        return bool(release["state"] == "released")

    def _put_on_shelf(self, product: Product) -> None:
        steps: list[tuple[Api, str]] = [
            (self._publisher, "submit"),
            (self._reviewer, "approve"),
            (self._publisher, "publish"),
        ]
        if self._state(product) == "published":
            return
        for who, step in steps:
            who.post(f"/products/{product.slug}/{step}", key=f"demo-{step}-{product.slug}")

    def _state(self, product: Product) -> Any:
        return self._publisher.get(f"/products/{product.slug}/editing")["state"]

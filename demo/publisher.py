"""What the made publisher does to be in the store: apply, be paid, list, push, release, publish; each step once."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from demo import images, paid
from demo.api import Api, until
from demo.harbourline import PRODUCTS, PUBLISHER, Plan, Product
from demo.logo import drawn
from demo.push import Registry

SLUG = "harbourline"


class Pushed(NamedTuple):
    """An image that lies under a tag of a staging repository; `plan` is the address of its plan."""

    plan: str
    tag: str
    digest: str
    notes: str


class Publishing:
    """The publisher with its own token and its own way into the registry, and the reviewer who lets it in."""

    def __init__(self, publisher: Api, reviewer: Api, registry: Registry, say: Callable[[str], None]) -> None:
        self._publisher = publisher
        self._reviewer = reviewer
        self._registry = registry
        self._say = say

    def publish_all(self) -> None:
        """The registry tells the store of each push, and the store reads and releases, all in their own time."""
        self._apply()
        paid.connect(self._publisher, SLUG)
        for product in PRODUCTS:
            self._draft(product)
        pushed = [image for product in PRODUCTS for plan in product.plans for image in self._push(product, plan)]
        releases = [self._ask_for_release(image) for image in pushed]
        for release in releases:
            until(partial(self._is_released, release), f"{release} was not released")
        for product in PRODUCTS:
            self._lead_tags(product)
            self._put_on_shelf(product)
            self._say(f"{product.slug} is on the shelf")

    def _apply(self) -> None:
        known = self._publisher.find(f"/publishers/{SLUG}/application")
        if known is None:
            self._publisher.post("/publishers", {**PUBLISHER, "logo": drawn(SLUG)})
        if known is None or known["state"] != "approved":
            self._reviewer.post(f"/publishers/{SLUG}/approve")
        agreement = self._publisher.get(f"/publishers/{SLUG}/agreement")
        if not agreement["accepted"]:
            self._publisher.post(f"/publishers/{SLUG}/agreement", {"version": agreement["version"]})

    def _draft(self, product: Product) -> None:
        known = self._publisher.find(f"/products/{product.slug}/editing")
        if known is None:
            self._publisher.post("/products", {**product.body, "logo": drawn(str(product.body["slug"]))})
        offered = {plan["id"] for plan in known["plans"]} if known else set()
        for plan in product.plans:
            if plan.id not in offered:
                self._publisher.post(f"/products/{product.slug}/plans", plan.body)

    def _push(self, product: Product, plan: Plan) -> Iterator[Pushed]:
        """What is not released yet: a version's digest never changes afterwards."""
        address = f"/products/{product.slug}/plans/{plan.id}"
        asked = self._publisher.get(f"{address}/releases")["items"]
        released = {release["tag"] for release in asked if release["state"] == "released"}
        for version in plan.versions:
            if version.number not in released:
                image = images.make(product.recipe(plan, version))
                digest = self._registry.push(f"staging/{plan.repository}", version.number, image)
                yield Pushed(address, version.number, digest, version.notes)

    def _lead_tags(self, product: Product) -> None:
        """`latest` and the like, to the version that they are of."""
        for plan in product.plans:
            address = f"/products/{product.slug}/plans/{plan.id}"
            digests = {one["tag"]: one["digest"] for one in self._publisher.get(f"{address}/releases")["items"]}
            for version in plan.versions:
                for tag in version.tags[1:]:
                    self._publisher.post(f"{address}/versions/{tag}/retag", {"digest": digests[version.number]})
        until(partial(self._lead_there, product), f"{product.slug}: its tags were not moved")

    def _lead_there(self, product: Product) -> bool:
        found = self._publisher.get(f"/products/{product.slug}/versions")["items"]
        led = [set(one["tags"]) for one in found]
        return all(set(version.tags) in led for plan in product.plans for version in plan.versions)

    def _ask_for_release(self, pushed: Pushed) -> str:
        """The release's address."""
        until(partial(self._is_staged, pushed), f"{pushed.plan}: {pushed.tag} was pushed, but is not staged")
        asked = {"tag": pushed.tag, "digest": pushed.digest, "notes": pushed.notes}
        return f"{pushed.plan}/releases/{self._publisher.post(f'{pushed.plan}/releases', asked)['id']}"

    def _is_staged(self, pushed: Pushed) -> bool:
        for one in self._publisher.get(f"{pushed.plan}/staged")["items"]:
            if (one["tag"], one["digest"]) == (pushed.tag, pushed.digest):
                if one["state"] == "refused":
                    raise RuntimeError(f"{pushed.plan}: {pushed.tag} {one['reason']}")
                return bool(one["state"] == "staged")
        return False

    def _is_released(self, address: str) -> bool:
        release = self._publisher.get(address)
        if release["state"] == "failed":
            raise RuntimeError(f"{address}: {release['reason']}")
        return bool(release["state"] == "released")

    def _put_on_shelf(self, product: Product) -> None:
        """From wherever an earlier start left it."""
        steps: dict[str, tuple[Api, str]] = {
            "draft": (self._publisher, "submit"),
            "submitted": (self._reviewer, "approve"),
            "approved": (self._publisher, "publish"),
        }
        while (state := self._publisher.get(f"/products/{product.slug}/editing")["state"]) in steps:
            who, step = steps[state]
            who.post(f"/products/{product.slug}/{step}")

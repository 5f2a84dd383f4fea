"""A product of several images: the file that starts them together, and what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.catalog.pulling import pull_command
from gateway.parts import database, parts
from gateway.views.compositions import ComposeFile, Part, compose_file
from gateway.views.judged import NOTHING, Judged, judged
from gateway.views.listings import Plan, Product
from gateway.views.versions import Version

KIND = "compose"


@dataclass(frozen=True)
class Known:
    """An image of a compose file with what certification says of it; `elsewhere`: the store neither holds it nor
    checks it."""

    part: Part
    judged: Judged

    @property
    def reference(self) -> str:
        named = f"{self.part.name}:{self.part.tag}" if self.part.tag else self.part.name
        return f"{named}@{self.part.digest}" if self.part.digest else named

    @property
    def elsewhere(self) -> bool:
        return self.part.place == "elsewhere"


def command_for(product: Product, plan: Plan, versions: Sequence[Version]) -> str:
    """What a customer types: the pull of an image, or what fetches a compose file; empty while there is neither."""
    if product.kind != KIND:
        return pull_command(product, plan, versions, parts().settings.registry_host)
    return f"docker store get {product.slug}/{plan.id}" if newest(product, plan) else ""


def newest(product: Product, plan: Plan) -> ComposeFile | None:
    return compose_file(database(), product.id, plan.id) if product.kind == KIND else None


def known(file: ComposeFile) -> list[Known]:
    """Each image, in the file's order."""
    found = judged(database(), [(part.repository, part.leads) for part in file.parts if part.repository and part.leads])
    return [Known(part, found.get((part.repository, part.leads), NOTHING)) for part in file.parts]


def file_name(product: Product, version: str) -> str:
    """What a browser and the CLI keep it under: stack-1.4.0.yaml."""
    return f"{product.slug.rpartition('/')[2]}-{version}.yaml"


def address(product: Product, file: ComposeFile) -> str:
    return f"/api/v1/products/{product.slug}/plans/{file.plan}/compose.yaml?version={file.version}"

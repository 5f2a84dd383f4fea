"""The command that pulls a product, from this store's registry or from the one that it is listed from."""

from collections.abc import Sequence

from gateway.views.listings import Plan, Product
from gateway.views.versions import Version


def newest(versions: Sequence[Version]) -> Version | None:
    """The version that a stranger would want: the one tagged `latest`, else the first listed; none that was yanked."""
    offered = [version for version in versions if version.yanked is None]
    return next((version for version in offered if "latest" in version.tags), offered[0] if offered else None)


def tag_of(version: Version) -> str:
    """The tag that says most, `4.2.1` rather than `4` or `latest`, which are other images tomorrow.

    Other registries list theirs in that order themselves.
    """
    if version.ref:
        return version.tag
    return max(version.tags, key=lambda tag: (tag[:1].isdigit(), tag.count("."), len(tag), tag), default=version.tag)


def pull_command(product: Product, plan: Plan, versions: Sequence[Version], registry_host: str) -> str:
    """`docker pull …` for the plan's newest version; empty while there is none."""
    version = newest([version for version in versions if version.plan == plan.id])
    if version is None:
        return ""
    host = "" if product.external else f"{registry_host}/"
    reference = f"{host}{plan.repository}:{tag_of(version)}"
    return f"docker plugin install {reference}" if product.kind == "plugin" else f"docker pull {reference}"

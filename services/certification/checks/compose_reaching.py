"""Where a compose file reaches out of its containers: files, networks, devices and powers of whoever starts it."""

from collections.abc import Iterator

from services.certification.checks.composition import Node, bare, fields, items, place, text_of
from services.certification.checks.outcome import Finding
from vocabulary.findings import Said, said
from vocabulary.remedies import remedy

FILES = remedy("keep-in-volume")
POWERS = remedy("drop-powers")
NAMESPACES = {"network_mode": "network", "pid": "processes", "ipc": "memory", "userns_mode": "accounts", "uts": "name"}
POWERFUL = ("cap_add", "devices", "device_cgroup_rules", "gpus", "security_opt", "use_api_socket")


def reaching(path: str, service: Node) -> Iterator[Finding]:
    told = fields(service)
    for item in items(told.get("volumes")):
        if what := _of_the_host(item):
            yield Finding(place(f"{path}.volumes", item), what, FILES)
    if bare(told.get("privileged")).lower() in ("true", "yes", "on"):
        yield Finding(place(f"{path}.privileged", told["privileged"]), said("every-power"), POWERS)
    for key, shared in NAMESPACES.items():
        if bare(told.get(key)) == "host":
            yield Finding(place(f"{path}.{key}", told[key]), said(f"shares-{shared}"), POWERS)
    for key in POWERFUL:
        if key in told:
            yield Finding(place(f"{path}.{key}", told[key]), said("asks-for-powers"), POWERS)


def _of_the_host(item: Node) -> Said | None:
    """Of a bind mount, in Compose's short form or its long one; None: it is none."""
    mount = fields(item)
    if mount:
        if bare(mount.get("type")) != "bind":
            return None
        source = bare(mount.get("source"))
        return said("mounts-of-host", source=source) if source else said("mounts-folder-of-host")
    source, colon, _ = (text_of(item) or "").partition(":")
    return said("mounts-of-host", source=source) if colon and source[:1] in ("/", ".", "~", "$") else None

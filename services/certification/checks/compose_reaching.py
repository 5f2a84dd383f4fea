"""Where a compose file reaches out of its containers: files, networks, devices and powers of whoever starts it."""

from collections.abc import Iterator

from services.certification.checks.composition import Node, bare, fields, items, place, text_of
from services.certification.checks.outcome import Finding
from vocabulary.remedies import remedy

FILES = remedy("keep-in-volume")
POWERS = remedy("drop-powers")
NAMESPACES = {"network_mode": "network", "pid": "processes", "ipc": "memory", "userns_mode": "accounts", "uts": "name"}
POWERFUL = ("cap_add", "devices", "device_cgroup_rules", "gpus", "security_opt", "use_api_socket")


def reaching(path: str, service: Node) -> Iterator[Finding]:
    told = fields(service)
    for item in items(told.get("volumes")):
        if source := _of_the_host(item):
            yield Finding(place(f"{path}.volumes", item), f"mounts {source} of the host", FILES)
    if bare(told.get("privileged")).lower() in ("true", "yes", "on"):
        yield Finding(place(f"{path}.privileged", told["privileged"]), "has every power over the host", POWERS)
    for key, what in NAMESPACES.items():
        if bare(told.get(key)) == "host":
            yield Finding(place(f"{path}.{key}", told[key]), f"shares the host's {what}", POWERS)
    for key in POWERFUL:
        if key in told:
            yield Finding(place(f"{path}.{key}", told[key]), "asks for powers that a container has not", POWERS)


def _of_the_host(item: Node) -> str:
    """The path of a bind mount, in Compose's short form or its long one; empty: it is none."""
    mount = fields(item)
    if mount:
        return bare(mount.get("source")) or "a folder" if bare(mount.get("type")) == "bind" else ""
    source, colon, _ = (text_of(item) or "").partition(":")
    return source if colon and source[:1] in ("/", ".", "~", "$") else ""

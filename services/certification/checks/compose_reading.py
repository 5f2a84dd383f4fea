"""A compose file's text, read by the Compose specification."""

import re
from collections.abc import Iterator

from services.certification.checks.compose_reaching import reaching
from services.certification.checks.composition import (
    Composition,
    Named,
    Node,
    NotReadable,
    document,
    doubled,
    fields,
    items,
    place,
    text_of,
)
from services.certification.checks.outcome import Finding
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

TOP = frozenset(["configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes"])
_KEYS = (
    "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name "
    "cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec "
    "depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file "
    "environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc "
    "isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit "
    "models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_start "
    "pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime scale secrets "
    "security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits "
    "use_api_socket user userns_mode uts volumes volumes_from working_dir"
)
OF_A_SERVICE = frozenset(_KEYS.split(" "))
DECLARED = ("networks", "secrets", "configs")
NAME = re.compile(r"[a-zA-Z0-9._-]+")
IMPLIED = "default"  # the network that every file has


def read(text: str) -> Composition:
    """Never raises: what cannot be read is a problem of the file."""
    try:
        root = document(text)
    except NotReadable as problem:
        do = remedy("check-compose")
        return Composition(problems=(Finding(located("file"), problem.why, do),))
    services = fields(fields(root).get("services"))
    return Composition(
        services=len(services),
        images=tuple(named for name, node in services.items() for named in _images(name, node)),
        built=tuple(place(f"services.{name}", node) for name, node in services.items() if _is_built(node)),
        builds=tuple(_builds(services)),
        problems=tuple(_problems(root, services)),
        reaching=tuple(found for name, node in services.items() for found in reaching(f"services.{name}", node)),
    )


def _builds(services: dict[str, Node]) -> Iterator[str]:
    for name, node in services.items():
        if "build" in (told := fields(node)):
            yield place(f"services.{name}.build", told["build"])


def _images(name: str, service: Node) -> Iterator[Named]:
    """Of the service itself, and of what it mounts from images."""
    told = fields(service)
    if image := text_of(told.get("image")):
        yield Named(place(f"services.{name}.image", told["image"]), image)
    for mount in map(fields, items(told.get("volumes"))):
        if text_of(mount.get("type")) == "image" and (source := text_of(mount.get("source"))):
            yield Named(place(f"services.{name}.volumes", mount["source"]), source)


def _is_built(service: Node) -> bool:
    told = fields(service)
    return "build" in told and "image" not in told


def _problems(root: Node, services: dict[str, Node]) -> Iterator[Finding]:
    for key, node in doubled(root):
        yield Finding(place(key, node), said("stands-twice"), remedy("leave-one-key"))
    yield from _unknown("", root, TOP)
    if not services:
        yield Finding("services", said("missing-or-empty"), remedy("name-a-service"))
    if include := fields(root).get("include"):
        yield Finding(place("include", include), said("leads-to-files"), remedy("write-services-here"))
    for name, node in services.items():
        yield from _of_service(name, node, services, fields(root))


def _of_service(name: str, node: Node, services: dict[str, Node], top: dict[str, Node]) -> Iterator[Finding]:
    path, told = f"services.{name}", fields(node)
    if not NAME.fullmatch(name):
        yield Finding(place(path, node), said("no-service-name"), remedy("name-service-right"))
    yield from _unknown(f"{path}.", node, OF_A_SERVICE)
    if not told.keys() & {"image", "build", "extends", "provider"}:
        yield Finding(place(path, node), said("no-image"), remedy("add-image"))
    if "image" in told and not text_of(told["image"]):
        yield Finding(place(f"{path}.image", told["image"]), said("no-text"), remedy("quote-image"))
    if "file" in fields(told.get("extends")):
        yield Finding(place(f"{path}.extends", told["extends"]), said("leads-to-file"), remedy("write-it-here"))
    yield from _undeclared(path, "depends_on", told, set(services), "service")
    for kind in DECLARED:
        held = set(fields(top.get(kind))) | ({IMPLIED} if kind == "networks" else set())
        yield from _undeclared(path, kind, told, held, kind.removesuffix("s"))
    yield from _volumes(path, told, set(fields(top.get("volumes"))))


def _unknown(path: str, node: Node, keys: frozenset[str]) -> Iterator[Finding]:
    for key, value in fields(node).items():
        if key not in keys and not key.startswith("x-"):
            what = said("no-compose-key")
            yield Finding(place(f"{path}{key}", value), what, remedy("correct-key"))


def _undeclared(path: str, key: str, told: dict[str, Node], held: set[str], kind: str) -> Iterator[Finding]:
    node = told.get(key)
    named = dict(fields(node))
    for item in items(node):
        if name := text_of(item) or text_of(fields(item).get("source")):
            named[name] = item
    for name, value in named.items():
        if name not in held:
            what = said(f"no-such-{kind}", name=name)
            yield Finding(place(f"{path}.{key}.{name}", value), what, remedy("declare-it"))


def _volumes(path: str, told: dict[str, Node], held: set[str]) -> Iterator[Finding]:
    """Volumes go by name; what begins like a path, or by a variable, is none of them."""
    for item in items(told.get("volumes")):
        mount = fields(item)
        long = text_of(mount.get("source")) if text_of(mount.get("type")) == "volume" else None
        short, colon, _ = (text_of(item) or "").partition(":")
        name = long or (short if colon else "")
        if name and NAME.fullmatch(name) and name[0] != "." and name not in held:
            yield Finding(place(f"{path}.volumes", item), said("no-such-volume", name=name), remedy("declare-volume"))

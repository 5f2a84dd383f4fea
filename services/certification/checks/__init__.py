"""The checks of a certification, one a file: pure over an image and what was observed of it."""

from typing import Literal

from services.certification.checks import (
    annotations,
    approved_base,
    base_fresh,
    base_unmodified,
    disables,
    dist_upgrade,
    duplicate_ids,
    empty_password,
    enables,
    entrypoint_overridable,
    exec_form,
    handshake,
    healthcheck,
    healthy,
    index_update_alone,
    installs,
    interface,
    layers,
    licence_files,
    log,
    logs_to_stdout,
    needless_files,
    no_privileged,
    no_supervisor,
    non_root,
    own_command,
    package_lists_left,
    platform,
    ports,
    privileges,
    prohibited_packages,
    protected_names,
    provenance,
    read_only_root,
    removes,
    sbom,
    secrets,
    setuid,
    signature,
    size,
    starts,
    stops,
    sudo,
    unique_tag,
    upgrades,
    utc,
    volume,
    volumes,
)
from services.certification.checks.outcome import Check, Group, Outcome
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed

Kind = Literal["container", "plugin", "scratch", "compose"]

IDENTITY: tuple[Check, ...] = (
    unique_tag.CHECK,
    annotations.CHECK,
    licence_files.CHECK,
    protected_names.CHECK,
    platform.CHECK,
)
BASE: tuple[Check, ...] = (
    approved_base.CHECK,
    base_fresh.CHECK,
    base_unmodified.CHECK,
    prohibited_packages.CHECK,
)
SHAPE: tuple[Check, ...] = (
    layers.CHECK,
    size.CHECK,
    healthcheck.CHECK,
    non_root.CHECK,
    volumes.CHECK,
    ports.CHECK,
    entrypoint_overridable.CHECK,
    no_supervisor.CHECK,
    exec_form.CHECK,
)
HYGIENE: tuple[Check, ...] = (
    secrets.CHECK,
    empty_password.CHECK,
    duplicate_ids.CHECK,
    setuid.CHECK,
    package_lists_left.CHECK,
    needless_files.CHECK,
    sudo.CHECK,
    index_update_alone.CHECK,
    dist_upgrade.CHECK,
)
DYNAMIC: tuple[Check, ...] = (
    starts.CHECK,
    healthy.CHECK,
    logs_to_stdout.CHECK,
    stops.CHECK,
    utc.CHECK,
    own_command.CHECK,
    read_only_root.CHECK,
    no_privileged.CHECK,
)
PLUGIN: tuple[Check, ...] = (
    interface.CHECK,
    privileges.CHECK,
    installs.CHECK,
    enables.CHECK,
    volume.CHECK,
    log.CHECK,
    handshake.CHECK,
    disables.CHECK,
    upgrades.CHECK,
    removes.CHECK,
)
SUPPLY_CHAIN: tuple[Check, ...] = (signature.CHECK, sbom.CHECK, provenance.CHECK)

CHECKS = IDENTITY + BASE + SHAPE + HYGIENE + DYNAMIC + PLUGIN + SUPPLY_CHAIN

GROUPS: dict[Kind, tuple[Group, ...]] = {
    "container": ("identity", "base", "shape", "hygiene", "dynamic", "supply-chain"),
    "scratch": ("identity", "shape", "hygiene", "dynamic", "supply-chain"),
    "plugin": ("identity", "shape", "hygiene", "plugin", "supply-chain"),
    "compose": ("compose",),
}
OF_A_CONTAINER = frozenset(
    {"healthcheck", "non-root", "volumes", "ports", "entrypoint-overridable", "no-supervisor", "exec-form"}
)  # a plugin's engine runs it as its own configuration says


def for_kind(kind: Kind) -> tuple[Check, ...]:
    """Those that say something about such an image; none for a compose file, which `checks.compose` judges."""
    asked = (check for check in CHECKS if check.group in GROUPS[kind])
    return tuple(check for check in asked if kind != "plugin" or check.id not in OF_A_CONTAINER)


def kind_of(image: Image) -> Kind:
    """`scratch`: no operating system lies beneath, neither its name nor a package of it."""
    if image.kind == "plugin":
        return "plugin"
    named = any(image.files.get(path) for path in ("etc/os-release", "usr/lib/os-release"))
    packaged = any(package.type in ("deb", "apk", "rpm") for package in image.packages)
    return "container" if named or packaged else "scratch"


def judge(check: Check, image: Image, observed: Observed) -> Outcome:
    """What the check says; one that breaks could not be run, which is never a pass."""
    try:
        return check.run(image, observed)
    except Exception as problem:
        return Outcome("error", f"{type(problem).__name__}: {problem}")

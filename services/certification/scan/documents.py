"""Manifests and configs, hostile until each field was looked at (OCI image specification 1.1; Docker's additions)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from services.certification.ports import Unreadable
from services.certification.scan.image import Config, Healthcheck
from vocabulary.digest import Digest, is_digest
from vocabulary.unreadable import unreadable

LARGEST = 4 * 1024 * 1024  # bytes of a manifest or config; registries take no larger manifest
PLUGIN_CONFIG = "application/vnd.docker.plugin.v1+json"
CONFIGS = frozenset(
    {
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
        PLUGIN_CONFIG,
    }
)
_DEEPEST = 64
_UNTOLD = re.compile("[\x00\ud800-\udfff]")
_SHELLS = ("/bin/sh", "/bin/bash", "/bin/ash", "/bin/dash", "sh", "bash", "cmd", "powershell", "pwsh")
_SWITCHES = ("-c", "/c", "/s", "-command")


@dataclass(frozen=True)
class StoredLayer:
    digest: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Manifest:
    config_type: str
    config_digest: str
    layers: tuple[StoredLayer, ...]
    annotations: Mapping[str, str]


def document(content: bytes, what: str) -> dict[str, Any]:
    """JSON whose top is an object; raises Unreadable. Text in it is text that every database and terminal takes."""
    if len(content) > LARGEST:
        raise Unreadable(unreadable("too-long", what=what, bytes=f"{LARGEST:,}"))
    try:
        told = json.loads(content, object_pairs_hook=_object)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(unreadable("no-json", what=what)) from wrong
    if not isinstance(told, dict):
        raise Unreadable(unreadable("no-json-object", what=what))
    cleaned: dict[str, Any] = _cleaned(told, _DEEPEST)
    return cleaned


def matches(content: bytes, digest: str) -> bool:
    return is_digest(digest) and Digest.parse(digest).matches(content)


def manifest_of(content: bytes) -> Manifest:
    told = document(content, unreadable("image-manifest"))
    config, layers = field(told, "config"), field(told, "layers")
    if not isinstance(config, dict) or not isinstance(layers, list):
        raise Unreadable(unreadable("no-config-and-layers"))
    return Manifest(
        text(field(config, "mediaType")),
        text(field(config, "digest")),
        tuple(_layer(one) for one in layers),
        texts_by_name(field(told, "annotations")),
    )


def _layer(told: object) -> StoredLayer:
    if not isinstance(told, dict):
        raise Unreadable(unreadable("no-layer"))
    digest, size = field(told, "digest"), field(told, "size")
    if not (isinstance(digest, str) and is_digest(digest)):
        raise Unreadable(unreadable("layer-without-digest"))
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise Unreadable(unreadable("layer-without-size"))
    return StoredLayer(digest, size, text(field(told, "mediaType")))


def config_of(told: Mapping[str, Any], asked: str) -> Config:
    """A container image's; `asked` is where it runs as far as the config itself does not say."""
    runs = field(told, "config")
    runs = runs if isinstance(runs, dict) else {}
    os, architecture, variant = _platform(told, asked)
    entrypoint, cmd = texts(field(runs, "Entrypoint")), texts(field(runs, "Cmd"))
    health = field(runs, "Healthcheck")
    test = texts(field(health, "Test")) if isinstance(health, dict) else ()
    shells = {"entrypoint": _is_shell(entrypoint), "cmd": _is_shell(cmd), "healthcheck": test[:1] == ("CMD-SHELL",)}
    return Config(
        os=os,
        architecture=architecture,
        variant=variant,
        created=text(field(told, "created")),
        user=text(field(runs, "User")),
        env=texts(field(runs, "Env")),
        entrypoint=entrypoint,
        cmd=cmd,
        shell_form=tuple(name for name, wrapped in shells.items() if wrapped),
        volumes=_keys(field(runs, "Volumes")),
        ports=_keys(field(runs, "ExposedPorts")),
        labels=texts_by_name(field(runs, "Labels")),
        working_dir=text(field(runs, "WorkingDir")),
        stop_signal=text(field(runs, "StopSignal")),
        healthcheck=Healthcheck(test) if test else None,
        history=tuple(text(field(step, "created_by")) for step in _history(told)),
        diff_ids=diff_ids(told),
    )


def plugin_config_of(told: Mapping[str, Any], asked: str) -> Config:
    """A managed plugin's (Docker plugin configuration v1), as far as it says what a container's does."""
    os, architecture, variant = _platform({}, asked or "linux/amd64")
    env = field(told, "env")
    named = [one for one in env if isinstance(one, dict)] if isinstance(env, list) else []
    user = field(told, "user")
    return Config(
        os=os,
        architecture=architecture,
        variant=variant,
        user=text(field(user, "uid")) if isinstance(user, dict) else "",
        env=tuple(f"{text(field(one, 'name'))}={text(field(one, 'value'))}" for one in named),
        entrypoint=texts(field(told, "entrypoint")),
        working_dir=text(field(told, "workdir")),
        diff_ids=diff_ids(told),
    )


def as_specified(told: Mapping[str, Any]) -> dict[str, Any]:
    """A plugin's config with its names as Docker's specification spells them: `docker plugin create` writes Interface
    and IpcHost where the file that it was given says interface and ipcHost."""
    spelled = {f"{name[:1].lower()}{name[1:]}": _spelled(one) for name, one in told.items()}
    if len(spelled) < len(told):
        raise Unreadable(unreadable("plugin-said-twice"))
    return spelled


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return as_specified(value)
    return [_spelled(one) for one in value] if isinstance(value, list) else value


def steps_of_layers(told: Mapping[str, Any]) -> Iterator[str]:
    """What made each layer, the lowest first, and empty ever after."""
    made = (text(field(step, "created_by")) for step in _history(told) if not field(step, "empty_layer"))
    return chain(made, repeat(""))


def diff_ids(told: Mapping[str, Any]) -> tuple[str, ...]:
    rootfs = field(told, "rootfs")
    return texts(field(rootfs, "diff_ids")) if isinstance(rootfs, dict) else ()


def text(value: object) -> str:
    """Empty where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def texts_by_name(value: object) -> dict[str, str]:
    return {name: text(told) for name, told in value.items()} if isinstance(value, dict) else {}


def _keys(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, dict) else ()


def _history(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    steps = field(told, "history")
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _platform(told: Mapping[str, Any], asked: str) -> tuple[str, str, str]:
    os, architecture, variant, *_ = [*asked.split("/"), "", "", ""]
    if field(told, "os") or field(told, "architecture"):
        return text(field(told, "os")), text(field(told, "architecture")), text(field(told, "variant"))
    return os, architecture, variant


def _is_shell(words: Sequence[str]) -> bool:
    """`ENTRYPOINT run me` is written as /bin/sh -c "run me"."""
    return len(words) > 1 and words[0].lower() in _SHELLS and words[1].lower() in _SWITCHES


def field(told: Mapping[str, Any], name: str) -> Any:
    """Engines take a field's name in any case; they take the last of several, or both, which nobody may rely on."""
    found = [told[one] for one in told if one.lower() == name.lower()]
    if len(found) > 1:
        raise Unreadable(unreadable("said-twice", name=name))
    return found[0] if found else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise Unreadable(unreadable("same-said-twice"))
    return told


def _cleaned(value: Any, deep: int) -> Any:
    """Zero bytes and halves of characters, which no database takes, are replaced."""
    if isinstance(value, str):
        return _UNTOLD.sub("\ufffd", value)
    if isinstance(value, dict | list) and not deep:
        raise Unreadable(unreadable("too-deep", levels=_DEEPEST))
    if isinstance(value, dict):
        return {_UNTOLD.sub("\ufffd", name): _cleaned(one, deep - 1) for name, one in value.items()}
    return [_cleaned(one, deep - 1) for one in value] if isinstance(value, list) else value

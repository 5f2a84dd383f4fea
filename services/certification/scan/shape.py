"""What an image is beside its files, in few words: its configuration by field, and its layers.

What may be a secret is told as a mark of it: whether it changed is seen, and not what it is.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from services.certification.scan.image import Image

SECRET = re.compile(r"pass|pwd|secret|token|key|credential|auth", re.IGNORECASE)
SIGNED_IN = re.compile(r"://[^/\s@]*:[^/\s@]+@")  # an address with a password in it
LONGEST = 300  # characters


def shape_of(image: Image) -> dict[str, Any]:
    """{config: {field: text}, layers: [[digest, stored bytes]], lowest first}."""
    return {"config": dict(_config(image)), "layers": [[layer.digest, layer.size] for layer in image.layers]}


def _config(image: Image) -> Iterator[tuple[str, str]]:
    config = image.config
    yield "platform", config.platform
    yield "user", config.user
    yield "entrypoint", _line(config.entrypoint)
    yield "command", _line(config.cmd)
    yield "working directory", config.working_dir
    yield "stop signal", config.stop_signal
    yield "health check", _line(config.healthcheck.test) if config.healthcheck else ""
    yield "volumes", ", ".join(sorted(config.volumes))
    yield "ports", ", ".join(sorted(config.ports))
    for variable in sorted(config.env):
        name, _, value = variable.partition("=")
        yield f"variable {name[:LONGEST]}", _marked(value) if _is_secret(name, value) else value[:LONGEST]
    for label, value in sorted(config.labels.items()):
        yield f"label {label[:LONGEST]}", value[:LONGEST]


def _line(words: tuple[str, ...]) -> str:
    return " ".join(words)[:LONGEST]


def _is_secret(name: str, value: str) -> bool:
    return SECRET.search(name) is not None or SIGNED_IN.search(value) is not None


def _marked(value: str) -> str:
    return f"•••• {hashlib.sha256(value.encode()).hexdigest()[:8]}" if value else ""

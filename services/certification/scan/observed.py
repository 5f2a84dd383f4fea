"""What an engine and a registry showed of an image: made by adapters, judged by checks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Signature:
    """`valid`: it verifies with a key that the publisher registered; `key` is that key's id, else empty."""

    form: Literal["tag", "bundle"]
    valid: bool
    key: str = ""
    told: str = ""  # why it does not


@dataclass(frozen=True)
class Statement:
    """An in-toto statement about the image: `signed` by a key that is known, or found beside it."""

    predicate: str  # its type
    signed: bool
    builder: str = ""  # of SLSA provenance
    level: int = 0  # SLSA build level that it supports: 0 none, 1 told, 2 signed by a known key
    packages: int = 0  # of an SBOM


@dataclass(frozen=True)
class Attached:
    """What the registry holds beside the image; `keys`: whether its publisher registered any."""

    keys: bool = False
    signatures: tuple[Signature, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Step:
    """One thing tried on an engine; `seconds` it took; `told` is what was seen, for people, or why it was not tried."""

    name: str
    done: bool
    seconds: float = 0.0
    told: str = ""
    tried: bool = True  # False: nothing can be said against the image


@dataclass(frozen=True)
class Tried:
    """What was tried with the image on a Docker engine, by the check's id; a check that is missing was not tried."""

    engine: str  # its version
    steps: dict[str, Step] = field(default_factory=dict)
    problem: str = ""  # why nothing could be tried


@dataclass(frozen=True)
class Base:
    """An approved base image: the uncompressed digests of its layers, lowest first."""

    name: str  # debian:13-slim
    diff_ids: tuple[str, ...]
    outdated: bool = False  # another has taken its name


@dataclass(frozen=True)
class Accepted:
    """What looks like a secret and is none: an environment variable's name or a path, with `*` and `?`, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Rules:
    """What the store's policy sets and checks compare with."""

    layers: int = 40
    size: int = 4_000_000_000  # stored bytes of all layers
    accepted: tuple[Accepted, ...] = ()
    bases: tuple[Base, ...] = ()  # approved by the policy, beside those that the store knows
    prohibited: tuple[str, ...] = ()  # names of packages, with `*` and `?`
    protected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # a name, and the publishers that may use it


@dataclass(frozen=True)
class Observed:
    """None: nobody looked."""

    attached: Attached | None = None
    tried: Tried | None = None
    rules: Rules = field(default_factory=Rules)
    now: str = ""  # today, 2026-11-29

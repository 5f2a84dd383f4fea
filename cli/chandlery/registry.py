"""The registry beside the store: found, told to ask the store for tokens and to tell it of pushes, and started."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.registry import keys

ISSUER = "chandlery"
PROGRAMS = ("docker-registry", "registry")
PLACES = ("/usr/bin/docker-registry", "/usr/local/bin/registry")

TRUSTED = {"rootcertbundle": keys.BUNDLE, "jwks": keys.KEY_SET}  # files of the keys' folder

ENVIRONMENT = {"OTEL_TRACES_EXPORTER": "none"}  # version 3 would look for a collector every few seconds


@dataclass(frozen=True)
class Program:
    path: str
    version: str  # “2.8.2”, “3.1.1”; empty where it does not tell

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0]) if self.version else 2


def find(named: str = "") -> Program | None:
    """The registry program that is named, or the first of the usual names on PATH."""
    if named == "none":
        return None
    candidates = (named,) if named else PROGRAMS + PLACES
    for candidate in candidates:
        path = shutil.which(candidate)
        version = _version(path) if path else None
        if path and version is not None:
            return Program(path, version)
    return None


def version(settings: Mapping[str, str], program: Program | None) -> str:
    """2 or 3, by which tokens name their key: as the settings say, else as the program; 2 where it runs elsewhere."""
    return settings["CHANDLERY_REGISTRY_VERSION"] or ("3" if program is not None and program.major >= 3 else "2")


def missing(named: str = "") -> str:
    """What to do where `find` found nothing."""
    found = f"“{named}” is no registry program" if named else "no registry program was found"
    return (
        f"{found}, so nothing can be pushed or pulled here. Install one (Debian, Ubuntu: apt-get install "
        "docker-registry) or name it with CHANDLERY_REGISTRY_PROGRAM, and start the store again"
    )


def _version(path: str) -> str | None:
    """None where this is some other program of that name."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False)
    if "distribution" not in told.stdout:
        return None
    found = re.search(r"\bv?(\d+\.\d+\.\d+)", told.stdout)
    return found.group(1) if found else ""


def trust(keys_folder: Path) -> dict[str, str]:
    """What the registry believes: certificates for 2.x, and for 3 a key set, whose ids are our tokens' `kid`.

    Of certificates alone 3.0 takes the ids from the curve's base point, so that none ever matches, and 3.1 leaves out
    a zero byte with which a coordinate begins, as of one key in 128.
    """
    keys.prepare(keys_folder)
    return {option: str(keys_folder / file) for option, file in TRUSTED.items()}


def storage(settings: Mapping[str, str]) -> Path:
    return Path(settings["CHANDLERY_DATA"]) / "registry" / "storage"


def configuration(settings: Mapping[str, str], secrets: Mapping[str, str], *, readonly: bool = False) -> dict[str, Any]:
    """The registry's own configuration document (distribution 2.8 and 3); `readonly`: it takes no pushes."""
    store = f"http://{loopback(settings['CHANDLERY_BIND'])}:{settings['CHANDLERY_PORT']}"
    return {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(storage(settings))},
            "delete": {"enabled": True},
            "maintenance": {"readonly": {"enabled": readonly}},
        },
        "http": {
            "addr": f"127.0.0.1:{settings['CHANDLERY_REGISTRY_PORT']}",
            "secret": secrets["http"],
            "relativeurls": True,  # where an upload goes on stays right behind a proxy that says nothing of TLS
            "draintimeout": "10s",  # a pull that is under way when the registry starts anew comes to its end
        },
        "auth": {
            "token": {
                "realm": f"{settings['CHANDLERY_URL']}/registry/token",
                "service": settings["CHANDLERY_REGISTRY_HOST"],
                "issuer": ISSUER,
                **trust(Path(settings["CHANDLERY_REGISTRY_KEYS"])),
            }
        },
        "notifications": {
            "endpoints": [
                {
                    "name": "store",
                    "url": f"{store}/registry/notifications",
                    "headers": {"Authorization": [f"Bearer {secrets['notifications']}"]},
                    "timeout": "5s",
                    "threshold": 5,
                    "backoff": "1s",
                    "ignoredmediatypes": ["application/octet-stream"],
                }
            ]
        },
    }


def write(path: Path, document: Mapping[str, Any]) -> None:
    """As JSON, which is YAML; it holds secrets, so others may not read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(document, indent=2) + "\n")


def loopback(bind: str) -> str:
    """Where the store's own children reach what is bound to this address."""
    return "127.0.0.1" if bind in ("", "0.0.0.0", "::") else bind  # noqa: S104 — compared, not bound

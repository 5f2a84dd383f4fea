"""Which distribution an image is, and what advisories call it (os-release(5); OSV schema, defined ecosystems)."""

import re
import shlex
from dataclasses import dataclass

LIMIT = 64 * 1024  # bytes of an os-release
LONG_TERM = re.compile(r"^\d*[02468]\.04$")  # Ubuntu's releases of even years' Aprils


@dataclass(frozen=True)
class Distribution:
    """`complete`: its advisories tell of holes without a fix as well."""

    name: str  # debian-12, rhel-9.4; empty: not told
    ecosystem: str  # empty: OSV has none
    complete: bool = False


BY_ID = {
    "debian": "Debian:{major}",
    "ubuntu": "Ubuntu:{version}{long}",
    "alpine": "Alpine:v{branch}",
    "alpaquita": "Alpaquita:{version}",
    "almalinux": "AlmaLinux:{major}",
    "rocky": "Rocky Linux:{major}",
    "rhel": "Red Hat:enterprise_linux:{major}",
    "azurelinux": "Azure Linux:{major}",
    "mariner": "Azure Linux:{major}",
    "mageia": "Mageia:{major}",
    "photon": "Photon OS:{branch}",
    "opensuse-leap": "openSUSE:Leap {version}",
    "opensuse-leap-micro": "openSUSE:Leap Micro {version}",
    "opensuse-tumbleweed": "openSUSE:Tumbleweed",
    **dict.fromkeys(("sles", "sles_sap", "sled", "sle-micro", "sl-micro"), "SUSE:{after_name}"),
    "openEuler": "openEuler:{dashed}",
    "wolfi": "Wolfi",
    "chainguard": "Chainguard",
    "minimos": "MinimOS",
    "echo": "Echo",
}
COMPLETE = frozenset({"debian", "ubuntu", "rhel", "azurelinux", "mariner"})
DASHES = str.maketrans({" ": "-", "(": "", ")": ""})


def parse(os_release: bytes) -> Distribution:
    fields = _fields(os_release[:LIMIT].decode("utf-8", "replace"))
    id, version = fields.get("ID", ""), fields.get("VERSION_ID", "")
    if not id:
        return Distribution("", "")
    if id == "debian" and not version:  # testing and unstable have no number
        return Distribution(f"debian-{fields.get('VERSION_CODENAME', 'sid')}", "Debian:sid", complete=True)
    after_name = fields.get("PRETTY_NAME", "").partition(" ")[2]  # Linux Enterprise Server 15 SP6; 24.03 (LTS-SP1)
    ecosystem = BY_ID.get(id, "").format(
        version=version,
        major=version.partition(".")[0],
        branch=".".join(version.split(".")[:2]),
        long=":LTS" if LONG_TERM.match(version) else "",
        after_name=after_name,
        dashed=after_name.translate(DASHES),
    )
    return Distribution(f"{id}-{version}" if version else id, ecosystem, complete=id in COMPLETE)


def _fields(text: str) -> dict[str, str]:
    """Values as a shell would take them; a line that it would refuse is left out."""
    fields = {}
    for line in text.splitlines():
        key, _, value = line.strip().partition("=")
        try:
            fields[key] = "".join(shlex.split(value, comments=True))
        except ValueError:
            continue
    return fields

"""What a plugin asks of its host: each privilege is listed, those that end its isolation first."""

from collections.abc import Iterator, Mapping

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import Said, said
from vocabulary.remedies import remedy

DO = remedy("say-why-privileged")
GRAVE = (("ipchost", said("shares-ipc")), ("pidhost", said("shares-pids")))


def check(image: Image, observed: Observed) -> Outcome:
    asked = [*_asked(image.raw_config)]
    return fails(*(Finding(where, what, DO) for where, what in asked)) if asked else passes(fact("no-privilege-asked"))


def _asked(config: Mapping[str, object]) -> Iterator[tuple[str, Said]]:
    """Names as the configuration has them, whatever their case."""
    told = {str(name).lower(): value for name, value in config.items()}
    for name, what in GRAVE:
        if told.get(name) is True:
            yield name, what
    linux = told.get("linux")
    rights = {str(name).lower(): value for name, value in linux.items()} if isinstance(linux, Mapping) else {}
    if rights.get("allowalldevices") is True:
        yield "linux.allowAllDevices", said("every-device")
    for device in _list(rights.get("devices")):
        path = device.get("path") if isinstance(device, Mapping) else device
        yield "linux.devices", said("device", device=str(path)[:200])
    for capability in _list(rights.get("capabilities")):
        yield "linux.capabilities", said("capability", capability=str(capability)[:80])
    network = told.get("network")
    if isinstance(network, Mapping) and network.get("type") == "host":
        yield "network", said("host-network")
    for mount in _list(told.get("mounts")):
        source = mount.get("source") if isinstance(mount, Mapping) else mount
        yield "mounts", said("host-mount", source=str(source)[:200]) if source else said("host-mount-chosen")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


CHECK = Check("privileges", "plugin", check)

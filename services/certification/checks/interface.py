"""A plugin names interfaces that engines know (Docker plugin configuration v1, `interface.types`)."""

from collections.abc import Mapping

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy

KNOWN = {
    "docker.volumedriver/1.0",
    "docker.logdriver/1.0",
    "docker.networkdriver/1.0",
    "docker.ipamdriver/1.0",
    "docker.authz/1.0",
    "docker.metricscollector/1.0",
}
DO = remedy("name-interface", known=", ".join(sorted(KNOWN)))


def check(image: Image, observed: Observed) -> Outcome:
    interface = image.raw_config.get("interface")
    types = interface.get("types") if isinstance(interface, Mapping) else None
    if not isinstance(types, list) or not types:
        return fails(Finding("interface.types", said("no-interface"), DO))
    unknown = [str(each) for each in types if str(each).lower() not in KNOWN]
    if unknown:
        wrong = (said("interface-unknown", interface=each[:80]) for each in unknown)
        return fails(*(Finding("interface.types", what, DO) for what in wrong))
    return passes(", ".join(map(str, types)))


CHECK = Check("interface", "plugin", check)

"""Some packages have no place in a container: kernels, boot loaders, and what the operator names."""

from fnmatch import fnmatchcase

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from services.certification.scan.package import Package
from vocabulary.facts import counted
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    findings = [
        Finding(
            located("package", name=package.name, version=package.version),
            said("package-prohibited", pattern=pattern),
            remedy("remove-package", package=package.name),
        )
        for package in image.packages
        for pattern in observed.rules.prohibited
        if _fits(package, pattern)
    ]
    return fails(*findings) if findings else passes(counted("packages", len(image.packages)))


def _fits(package: Package, pattern: str) -> bool:
    """`kernel*` means packages of any kind, `npm:left-pad` one of a kind."""
    kind, colon, name = pattern.partition(":")
    if colon and kind != package.type:
        return False
    return fnmatchcase(package.name, name if colon else pattern)


CHECK = Check("prohibited-packages", "base", run)

"""What a package brought, only the package manager changes: nobody else mends it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.remedies import remedy

OF_ITS_OWNER = ("etc/", "var/", "run/", "tmp/", "usr/tmp/", "usr/lib/.build-id/")  # configuration, data, caches
FOR_READERS = ("usr/share/doc/", "usr/share/man/", "usr/share/info/", "usr/share/locale/", "usr/share/lintian/")
MERGED = ("usr/bin/", "usr/sbin/", "usr/lib", "usr/lib32", "usr/lib64")  # packages still tell them without usr/


def run(image: Image, observed: Observed) -> Outcome:
    if not image.owned and any(package.type in ("deb", "apk", "rpm") for package in image.packages):
        return not_run(said("owners-not-told"))
    modified = list(_modified(image))
    if not modified:
        return passes(fact("files-as-packaged", count=len(image.owned)) if image.owned else fact("no-packages"))
    return fails(*(_finding(image, path, layer, package) for path, layer, package in modified))


def _modified(image: Image) -> Iterator[tuple[str, int, str]]:
    """Path, layer and package of each file whose last change came without a change of its package."""
    for path, layer in sorted(dict(sorted(image.changed, key=lambda change: change[1])).items()):
        package = _owner(image.owned, path)
        if package and _counts(image, path) and _same_version(image, package, layer):
            yield path, layer, package


def _owner(owned: Mapping[str, str], path: str) -> str:
    return owned.get(path, "") or (owned.get(path.removeprefix("usr/"), "") if path.startswith(MERGED) else "")


def _counts(image: Image, path: str) -> bool:
    entry = image.files.get(path)
    if path.startswith(OF_ITS_OWNER) or (entry is None and path.startswith(FOR_READERS)):
        return False
    return entry is None or entry.kind != "folder"


def _same_version(image: Image, package: str, layer: int) -> bool:
    """Whether the package was there below the layer and the layer leaves its version alone."""
    before, after = _versions(image, layer, below=True), _versions(image, layer, below=False)
    return package in before and before[package] == after.get(package)


def _versions(image: Image, layer: int, *, below: bool) -> Mapping[str, str]:
    layers = [stage for stage, _ in image.stages]
    place = bisect_left(layers, layer) if below else bisect_right(layers, layer)
    return image.stages[place - 1][1] if place else {}


def _finding(image: Image, path: str, layer: int, package: str) -> Finding:
    what = said(f"file-{'replaced' if image.files.get(path) else 'deleted'}", package=package, layer=layer + 1)
    return Finding(f"/{path}", what, remedy("leave-as-packaged", package=package))


CHECK = Check("base-unmodified", "base", run)

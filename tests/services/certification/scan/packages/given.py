"""Files as a layer gives them to those who read packages."""

from io import BytesIO

from services.certification.scan import packages
from services.certification.scan.image import Entry
from services.certification.scan.package import Package


class Passing(BytesIO):
    """What passes once: nobody may ask for it again."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise AssertionError("a layer is read forward")

    def seekable(self) -> bool:
        return False


def entry(path: str, size: int, mode: int = 0o644) -> Entry:
    return Entry(path, "file", mode, uid=0, gid=0, size=size, target="", layer=0)


def told(path: str, content: bytes, mode: int = 0o644) -> tuple[Package, ...]:
    """What a file tells, with nothing of its distribution; nothing where nobody wants it."""
    named = entry(path, len(content), mode)
    return packages.read(path, named, Passing(content)) if packages.wants(path, named) else ()


def versions(found: tuple[Package, ...]) -> dict[str, str]:
    return {package.name: package.version for package in found}

"""What is kept of layers that passed: what packages tell, what looks like a secret, and who changed what after whom."""

from collections.abc import Mapping

from services.certification.scan import packages
from services.certification.scan.image import Entry, Leftover
from services.certification.scan.limits import Limits, within
from services.certification.scan.package import Package


class Kept:
    """Told of files as they come and go; `layer` is the one that passes."""

    def __init__(self, limits: Limits) -> None:
        self.layer = -1
        self.packages: dict[str, tuple[Package, ...]] = {}  # by the path of what tells of them
        self.owned: dict[str, str] = {}
        self.changed: list[tuple[str, int]] = []
        self.stages: list[tuple[int, Mapping[str, str]]] = []
        self._limits, self._found, self._staged, self._told = limits, 0, 0, False
        self._here: dict[str, Leftover] = {}
        self._deleted: list[Leftover] = []

    def begin(self) -> None:
        self.layer += 1
        self._told = False

    def tell(self, path: str, found: tuple[Package, ...]) -> None:
        if found:
            self._found += len(found)
            within(self._found, self._limits.packages, "more-packages")
            self.packages[path] = found
            self._told = self._told or found[0].type in packages.OF_SYSTEMS

    def own(self, brought: Mapping[str, str]) -> None:
        self.owned.update(brought)
        within(len(self.owned), self._limits.owned, "more-files-of-packages")

    def suspect(self, path: str, what: str) -> None:
        if what and path not in self._here:
            self._here[path] = Leftover(path, self.layer, what)

    def gone(self, entry: Entry, layer: int) -> None:
        """A layer replaces or removes it; it is in the image all the same."""
        if entry.kind == "folder":
            return
        if entry.layer < layer:
            self.changed.append((entry.path, layer))
        told = self.packages.pop(entry.path, None)
        self._told = self._told or (told is not None and told[0].type in packages.OF_SYSTEMS)
        suspected = self._here.pop(entry.path, None)
        if suspected is not None:
            self._deleted.append(Leftover(entry.path, suspected.layer, suspected.what, layer))

    def end(self) -> None:
        """Notes which versions of the operating system's packages there are, where this layer changed any."""
        if not self._told:
            return
        every = (package for found in self.packages.values() for package in found)
        versions = {package.name: package.version for package in every if package.type in packages.OF_SYSTEMS}
        self._staged += len(versions)
        within(self._staged, self._limits.packages, "more-packages-in-all")
        self.stages.append((self.layer, versions))

    def leftovers(self) -> tuple[Leftover, ...]:
        """In any layer; but what a package of the operating system brings is no secret, everybody has it."""
        here = [one for one in self._here.values() if one.path not in self.owned]
        return tuple(sorted([*self._deleted, *here], key=lambda one: (one.layer, one.path)))

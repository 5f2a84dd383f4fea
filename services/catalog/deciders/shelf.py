"""What customers get of a plan, and how far it can be trusted: judged by the tags that lead to its images now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.catalog.deciders.repository_state import Repository
from services.catalog.deciders.trust import Certified
from vocabulary.newest import Rank, rank

Certificate = tuple[tuple[str, ...], date, date]  # platforms, first and last day
Age = tuple[Rank, datetime, str]


@dataclass(frozen=True)
class Shelf:
    """A plan's repository; by digest, the certificates that count, and the grades that are known."""

    plan: str
    repository: Repository
    certificates: Mapping[str, Certificate]
    grades: Mapping[str, str]

    def newest_first(self) -> list[tuple[Age, str]]:
        """Each tag that leads anywhere: the highest version first, of equals the one that was released last."""
        versions = self.repository.versions
        led = [((rank(tag), versions[digest].at, tag), digest) for tag, digest in self.repository.tags.items()]
        return sorted(led, reverse=True)


def certified(shelves: Iterable[Shelf]) -> Certified | None:
    """The newest image of any plan that carries a certificate and can be pulled under a tag."""
    found = [one for shelf in shelves for one in _certified(shelf)]
    return max(found, key=lambda one: one[0])[1] if found else None


def _certified(shelf: Shelf) -> Iterator[tuple[Age, Certified]]:
    for age, digest in shelf.newest_first():
        if digest in shelf.certificates:
            yield age, Certified(shelf.plan, shelf.repository.name, age[2], digest, *shelf.certificates[digest])


def grade(shelves: Iterable[Shelf]) -> str:
    """The worst of what is newest in each plan; a release that is not rated yet leaves the one before to speak."""
    return max(map(_grade, shelves), default="")


def _grade(shelf: Shelf) -> str:
    return next((shelf.grades[digest] for _, digest in shelf.newest_first() if digest in shelf.grades), "")

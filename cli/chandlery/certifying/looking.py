"""Where somebody looks for vulnerabilities: a file of advisories, another scanner's report, or nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.chandlery.certifying.asked import COULD_NOT_RUN, Asked
from cli.chandlery.certifying.policies import text_of
from cli.chandlery.printing import Stop
from services.certification.examining.examine import Look, Looked
from services.certification.examining.imported import Imported, NoReport, read
from services.certification.scan.advisory import Advisories
from services.certification.scan.image import Image
from services.certification.scan.matching import matched
from vocabulary.platform import Platform


@dataclass(frozen=True)
class Looking:
    look: Look
    state: str = ""


@contextmanager
def looking(asked: Asked, platforms: int) -> Iterator[Looking]:
    """`platforms`: how many are examined; a report that names none can stand in for one alone. Raises Stop."""
    if asked.imported is not None:
        told = _imported(asked.imported)
        if platforms > 1 and not told.platform and not told.digests:
            raise Stop(
                f"{asked.imported} does not say which platform it is about; choose one by --platform", COULD_NOT_RUN
            )
        yield Looking(lambda image: _of(image, told), told.state)
    elif asked.advisories is not None:
        with _opened(asked.advisories) as advisories:
            yield Looking(lambda image: by_advisories(image, advisories), advisories.state)
    else:
        yield Looking(lambda _: None)


def by_advisories(image: Image, advisories: Advisories) -> Looked:
    found, uncompared = matched(image.packages, advisories.about(image.packages))
    return Looked(tuple(found), tuple(uncompared))


def _of(image: Image, told: Imported) -> Looked | None:
    """None for a platform that the report is not about."""
    same = not told.platform or _normal(told.platform) == _normal(image.platform)
    return Looked(told.found) if same or image.digest in told.digests else None


def _normal(platform: str) -> str:
    try:
        return str(Platform.parse(platform).normal)
    except ValueError:
        return platform


def _imported(path: Path) -> Imported:
    try:
        return read(text_of(path))
    except NoReport as wrong:
        raise Stop(f"{path}: {wrong}", COULD_NOT_RUN) from wrong


@contextmanager
def _opened(path: Path) -> Iterator[Advisories]:
    from eventlog.migrations import Behind
    from services.certification.adapters.advisory_file import opened
    from services.certification.ports import Unreadable

    try:
        with opened(path) as advisories:
            yield advisories
    except (Unreadable, Behind) as wrong:
        raise Stop(str(wrong), COULD_NOT_RUN) from wrong

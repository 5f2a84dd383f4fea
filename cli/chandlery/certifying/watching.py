"""How far an examination is, on the error output: a bar on a terminal, a line a platform for a build server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cli.chandlery import printing
from services.certification.examining.report import PlatformReport, Weighed
from services.certification.ports import SourceImage
from services.certification.reports.printable import text
from services.certification.reports.summary import name_of, verdict
from services.certification.scan.image import Image


@contextmanager
def watched() -> Iterator["Lines | Bar"]:
    console = printing.err()
    if not console.is_terminal:
        yield Lines()
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(None), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)


class Lines:
    def began(self, image: SourceImage) -> None: ...

    def read(self, done: int, of: int) -> None: ...

    def observing(self, image: Image) -> None: ...

    def trying(self, step: str) -> None: ...

    def checked(self, platform: PlatformReport, check: Weighed) -> None: ...

    def finished(self, platform: PlatformReport) -> None:
        printing.err().print(text(f"{name_of(platform)}: {verdict(platform)}"), style="dim", markup=False)


@dataclass
class Bar:
    progress: Any  # rich's
    task: Any = None
    name: str = ""

    def began(self, image: SourceImage) -> None:
        self.name = text(image.asked)
        self.task = self.progress.add_task(self._doing("reading"), total=None)

    def read(self, done: int, of: int) -> None:
        self.progress.update(self.task, completed=done, total=of)

    def observing(self, image: Image) -> None:
        self.name = text(image.platform)
        self.progress.update(self.task, description=self._doing("what lies beside it"))

    def trying(self, step: str) -> None:
        """The step that was tried last on an engine."""
        self.progress.update(self.task, description=self._doing(f"tried: {step}"))

    def checked(self, platform: PlatformReport, check: Weighed) -> None:
        self.progress.update(self.task, description=self._doing(check.check))

    def finished(self, platform: PlatformReport) -> None:
        self.progress.update(self.task, description=f"{text(name_of(platform))} {verdict(platform)}")
        self.progress.stop_task(self.task)

    def _doing(self, what: str) -> str:
        return f"{self.name} {what}".strip()

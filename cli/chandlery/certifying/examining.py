"""One examination at home, from what was asked to the report."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from cli.chandlery.certifying.asked import COULD_NOT_RUN, TOOL, Asked, docker_folder
from cli.chandlery.certifying.looking import looking
from cli.chandlery.certifying.observing import observing
from cli.chandlery.certifying.policies import policies, text_of
from cli.chandlery.certifying.watching import watched
from cli.chandlery.printing import Stop
from services.certification.adapters.sources import find
from services.certification.checks import Kind
from services.certification.examining.compose import examine_compose
from services.certification.examining.examine import Terms, examine, named
from services.certification.examining.report import Report
from services.certification.ports import Source, SourceAway, SourceImage, Unreadable
from vocabulary.platform import Platform


def report_on(asked: Asked, environ: Mapping[str, str] = os.environ) -> Report:
    """Raises Stop with exit code 2 where nothing could be examined."""
    policy = policies(asked)
    if asked.kind == "compose":
        return examine_compose(asked.image, text_of(Path(asked.image)), None, policy("compose"), TOOL, lambda _: None)
    keys = tuple(map(text_of, asked.keys))
    try:
        source = find(asked.image, docker_folder(environ))
        images = chosen(source, asked.platforms)
        with (
            looking(asked, len(images)) as looked,
            watched() as progress,
            observing(source, asked.engine, keys, trying=progress.trying) as observe,
        ):
            terms = Terms(
                tool=TOOL,
                now=datetime.now(UTC),
                policy=policy,
                observe=observe,
                look=looked.look,
                looked_in=looked.state,
                kind=cast("Kind | None", asked.kind),
                broken=(Unreadable, SourceAway),  # a link that breaks costs one platform; the others are told
            )
            return examine(source, images, terms, progress)
    except (Unreadable, SourceAway) as wrong:
        raise Stop(f"{asked.image}: {wrong}", COULD_NOT_RUN) from wrong


def chosen(source: Source, platforms: Sequence[str]) -> Sequence[SourceImage]:
    """Those of the source's that were asked for; raises Stop where one is not there."""
    images = source.images()
    wanted = [_platform(text) for text in platforms]
    there = [_platform(named(image)) for image in images]
    if missing := [str(each) for each in wanted if each not in there]:
        known = ", ".join(named(image) for image in images)
        raise Stop(f"{source.reference} has no {' and no '.join(missing)}; there is {known}", COULD_NOT_RUN)
    return [image for image, platform in zip(images, there, strict=True) if not wanted or platform in wanted]


def _platform(text: str) -> Platform | str:
    try:
        return Platform.parse(text).normal
    except ValueError:
        return text

"""A compose file as its publisher wrote it, read for the catalogue that is to offer it."""

from typing import Any

from nameko.rpc import rpc

from services.certification.checks import compose_file, host_access, pinned_images
from services.certification.checks.compose_reading import read
from services.certification.checks.composition import ComposeCheck, Composition
from services.certification.checks.outcome import Finding
from services.certification.checks.reference import parse
from services.certification.service.desk import Desk
from vocabulary.findings import said
from vocabulary.remedies import remedy

BUILT, RELEASE_IT = said("built-where-started"), remedy("release-and-name")


class Compositions(Desk):
    @rpc
    def read_composition(self, text: str) -> dict[str, Any]:
        """{services, wrong, warnings: [{check, where, what, do}], images: [{where, image, name, tag, digest}]}.

        What is `wrong` keeps it from being offered, of `warnings` its readers are told. `name` is whole, as in
        docker.io/library/redis.
        """
        composition = read(text)
        wrong = [*_said(compose_file.CHECK, composition), *_said(pinned_images.CHECK, composition)]
        built = [_told(compose_file.CHECK, Finding(where, BUILT, RELEASE_IT)) for where in composition.builds]
        return {
            "services": composition.services,
            "wrong": [*wrong, *built],
            "warnings": _said(host_access.CHECK, composition),
            "images": list(_images(composition)),
        }


def _said(check: ComposeCheck, composition: Composition) -> list[dict[str, str]]:
    return [_told(check, finding) for finding in check.run(composition, {}).findings]


def _told(check: ComposeCheck, finding: Finding) -> dict[str, str]:
    return {"check": check.id, "where": finding.where, "what": finding.what, "do": finding.do}


def _images(composition: Composition) -> Any:
    for named in composition.images:
        if image := parse(named.image):
            told = {"name": image.name, "tag": image.tag, "digest": image.digest}
            yield {"where": named.where, "image": named.image, **told}

"""What a customer carries to another registry: an image whole, with all that lies beside it."""

from dataclasses import asdict
from typing import Any

from nameko.rpc import rpc

from eventlog.refusal import Missing, Refused
from services.catalog.ports import Unreleasable
from services.catalog.service.reaching import Reaching, reached


class Carrying(Reaching):
    @rpc(expected_exceptions=Refused)
    def lying(self, repository: str, digest: str) -> dict[str, Any]:
        """As it lies in the registry now: `{manifests: [{digest, media_type, size, platform}], beside: [{tag, …}]}`.

        The manifest that names the image comes first. Refused as `no-such-version` where it is not whole.
        """
        try:
            with reached():
                return asdict(self.registry.lying(repository, digest))
        except Unreleasable as wrong:
            raise Missing("no-such-version", str(wrong)) from wrong

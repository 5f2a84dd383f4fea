"""What lies beside an image in cosign's forms, and what each of it claims: simple signing, DSSE, sigstore's bundles."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from cli.docker_store.archive import hostile
from cli.docker_store.wire import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.docker_store.manifests import Descriptor
    from cli.docker_store.openssl import Key
    from cli.docker_store.verifying import Bundle

TAG = re.compile(r"sha256-([0-9a-f]{64})(|\.sig|\.att|\.sbom)")
SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json"
ENVELOPE = "application/vnd.dsse.envelope.v1+json"
SIGSTORE = re.compile(
    r"application/vnd\.dev\.sigstore\.bundle\.v0\.\d+\+json|application/vnd\.dev\.sigstore\.bundle\+json;version=0\.\d+"
)
LARGEST = 64 << 20  # bytes of a bill of materials with its signature
SIGNED = "https://sigstore.dev/cosign/sign/v1"  # the predicate that says nothing but: this digest
SIGNATURE = "dev.cosignproject.cosign/signature"


class Claim:
    """That somebody signed `payload`, which is about `digests`.

    `signs`: it says no more than that; `name` is then the repository with its registry that it names, or nothing.
    """

    def __init__(
        self, digests: Sequence[str], name: str, payload: bytes, signatures: Sequence[bytes], *, signs: bool
    ) -> None:
        self.digests, self.name, self.payload, self.signatures, self.signs = digests, name, payload, signatures, signs

    def by(self, keys: Sequence[Key]) -> Key | None:
        """Which of these made one of its signatures."""
        return next((key for key in keys if any(key.made(one, self.payload) for one in self.signatures)), None)


def about(tag: str) -> str:
    """The digest that what lies under this tag is about; empty for any other tag."""
    found = TAG.fullmatch(tag)
    return f"sha256:{found.group(1)}" if found else ""


def claims(bundle: Bundle, entry: Descriptor) -> list[Claim]:
    """Of all that an entry holds; raises Stop for what is of the kind, and cannot be read."""
    manifest = bundle.manifests[entry.digest]
    parts = [bundle.manifests[one.digest] for one in manifest.children] if manifest.is_index else [manifest]
    return [claim for part in parts if not part.is_index for layer in part.layers for claim in _of(bundle, layer)]


def _of(bundle: Bundle, layer: Descriptor) -> Iterator[Claim]:
    try:
        if layer.media_type == SIMPLE_SIGNING:
            yield _simple(bundle.content(layer.digest, LARGEST), layer.annotations.get(SIGNATURE, ""))
        elif layer.media_type == ENVELOPE:
            yield _enveloped(document(bundle.content(layer.digest, LARGEST)))
        elif SIGSTORE.fullmatch(layer.media_type):
            told = document(bundle.content(layer.digest, LARGEST))
            if "dsseEnvelope" in told:
                yield _enveloped(told["dsseEnvelope"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as wrong:
        raise hostile(f"the signature {layer.digest} cannot be read") from wrong


def _simple(payload: bytes, signature: str) -> Claim:
    critical = document(payload)["critical"]
    name = str((critical.get("identity") or {}).get("docker-reference") or "")
    return Claim([str(critical["image"]["docker-manifest-digest"])], name, payload, [_bytes(signature)], signs=True)


def _enveloped(told: dict[str, Any]) -> Claim:
    """An in-toto statement in an envelope (DSSE v1), signed over its pre-authentication encoding."""
    payload, kind = _bytes(told["payload"]), str(told["payloadType"]).encode()
    statement = document(payload)
    subjects = statement["subject"]
    return Claim(
        [f"sha256:{one['digest']['sha256']}" for one in subjects],
        str(subjects[0].get("name") or ""),
        b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload),
        [_bytes(one["sig"]) for one in told["signatures"]],
        signs=statement.get("predicateType") == SIGNED,
    )


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)

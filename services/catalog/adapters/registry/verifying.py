"""Whether a publisher signed what it wants to release, with a key that it registered."""

from collections.abc import Collection, Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from services.catalog.adapters.registry import manifests
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import DOCUMENT, Index, Manifest
from services.catalog.adapters.registry.reading import about_tag
from services.catalog.ports import Unreleasable
from vocabulary import cosign
from vocabulary.claims import Claim, claims

MOST = 64  # manifests beside one image that are looked at
LONGEST = 128 * 1024 * 1024  # bytes of all that they name
READ = (cosign.SIMPLE_SIGNING, cosign.ENVELOPE, cosign.BUNDLE)


def check(client: Client, repository: str, digest: str, keys: Collection[str]) -> None:
    """`keys` in PEM form; raises Unreleasable where none of them has signed this digest."""
    found = [claim for claim in beside(client, repository, digest) if claim.predicate == cosign.SIGNED or claim.wrong]
    if not found:
        raise Unreleasable("unsigned", digest=digest)
    if any(signs(claim, digest, pem) for claim in found for pem in keys):
        return
    if all(claim.wrong for claim in found):
        raise Unreleasable("signature-unreadable", wrong=found[0].wrong)
    if not any(digest in claim.about for claim in found):
        raise Unreleasable("signature-of-another", digest=digest)
    raise Unreleasable("signature-unknown", digest=digest)


def beside(client: Client, repository: str, digest: str) -> Iterator[Claim]:
    """What is said of the digest, under cosign's tags and by referrers; raises Unreleasable where that is too long."""
    tag, left = about_tag(digest), LONGEST
    for reference in (f"{tag}.sig", f"{tag}.att", *_referrers(client, repository, tag)):
        held = client.holds_manifest(repository, reference)
        if held is None:
            continue
        content, media_type = client.manifest(repository, reference)
        read = manifests.parse(content, held[0], media_type)
        if isinstance(read, Manifest):
            blobs = {}
            for one in read.layers:
                if one.media_type in READ and one.size <= DOCUMENT and one.digest not in blobs:
                    blobs[one.digest] = client.blob(repository, one.digest)
                    left -= len(blobs[one.digest])
                if left < 0:
                    raise Unreleasable("beside-too-long", digest=digest, most=LONGEST)
            yield from claims(digest, content, blobs)


def _referrers(client: Client, repository: str, tag: str) -> list[str]:
    held = client.holds_manifest(repository, tag)
    if held is None:
        return []
    content, media_type = client.manifest(repository, tag)
    read = manifests.parse(content, held[0], media_type)
    return [one.digest for one in read.children][:MOST] if isinstance(read, Index) else []


def signs(claim: Claim, digest: str, pem: str) -> bool:
    return digest in claim.about and any(verifies(pem, claim.message, one) for one in claim.signatures)


def verifies(pem: str, message: bytes, signature: bytes) -> bool:
    """As cosign signs: ECDSA and RSA (PKCS #1 v1.5) over SHA-256, or the curve's own hash; Ed25519."""
    key = serialization.load_pem_public_key(pem.encode())
    try:
        match key:
            case ec.EllipticCurvePublicKey():
                return any(_ecdsa(key, message, signature, kind) for kind in (hashes.SHA256(), _usual(key)))
            case rsa.RSAPublicKey():
                key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            case ed25519.Ed25519PublicKey():
                key.verify(signature, message)
            case _:
                return False
    except InvalidSignature:
        return False
    return True


def _ecdsa(key: ec.EllipticCurvePublicKey, message: bytes, signature: bytes, kind: hashes.HashAlgorithm) -> bool:
    try:
        key.verify(signature, message, ec.ECDSA(kind))
    except InvalidSignature:
        return False
    return True


def _usual(key: ec.EllipticCurvePublicKey) -> hashes.HashAlgorithm:
    return {384: hashes.SHA384(), 521: hashes.SHA512()}.get(key.key_size, hashes.SHA256())

"""What lies beside an image, judged: signatures that verify, bills of materials, and where a build came from.

Cosign's simple signing and envelopes under its tags, sigstore's bundles, BuildKit's attestations within the index, and
bare documents that refer to the image.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from services.certification.scan.keys import Key
from services.certification.scan.observed import Attached, Signature, Statement
from vocabulary.claims import Claim, claims
from vocabulary.cosign import CYCLONEDX, SIGNED, SPDX
from vocabulary.findings import said

Lying: TypeAlias = tuple[str, bytes, Mapping[str, bytes]]  # subject, manifest, its blobs
MOST = 256  # manifests that are looked at
PROVENANCE = "https://slsa.dev/provenance/"
BILLS = {CYCLONEDX: "components", SPDX: "packages"}


def about(digests: Collection[str], lying: Iterable[Lying], keys: Sequence[Key]) -> Attached:
    """`digests` are the image's own and its index's; what lies beside others is passed over."""
    beside = [one for one in lying if one[0] in digests][:MOST]
    found = [claim for subject, manifest, blobs in beside for claim in claims(subject, manifest, blobs)]
    signatures = [claim for claim in found if claim.predicate == SIGNED or (claim.wrong and claim.form != "plain")]
    statements = [claim for claim in found if claim.predicate not in ("", SIGNED) and _is_about(claim, digests)]
    return Attached(
        keys=bool(keys),
        signatures=tuple(_signature(claim, digests, keys) for claim in signatures),
        statements=tuple(_statement(claim, keys) for claim in statements),
    )


def is_bill(statement: Statement) -> bool:
    return bill_kind(statement.predicate) != ""


def bill_kind(predicate: str) -> str:
    """CycloneDX | SPDX; empty: no bill of materials."""
    known = {CYCLONEDX: "CycloneDX", SPDX: "SPDX"}
    return next((name for kind, name in known.items() if predicate.startswith(kind)), "")


def is_provenance(statement: Statement) -> bool:
    return statement.predicate.startswith(PROVENANCE)


def _is_about(claim: Claim, digests: Collection[str]) -> bool:
    return any(digest in digests for digest in claim.about)


def _signature(claim: Claim, digests: Collection[str], keys: Sequence[Key]) -> Signature:
    form: Literal["tag", "bundle"] = "bundle" if claim.form == "bundle" else "tag"
    if claim.wrong:
        return Signature(form, valid=False, told=claim.wrong)
    if not _is_about(claim, digests):
        return Signature(form, valid=False, told=said("signs-another-image"))
    signer = _signer(claim, keys)
    if signer is None:
        told = said("no-registered-key" if keys else "no-publishers-key")
        return Signature(form, valid=False, told=told)
    return Signature(form, valid=True, key=signer.id)


def _signer(claim: Claim, keys: Sequence[Key]) -> Key | None:
    return next((key for key in keys for one in claim.signatures if key.verifies(claim.message, one)), None)


def _statement(claim: Claim, keys: Sequence[Key]) -> Statement:
    signed = _signer(claim, keys) is not None
    if claim.predicate.startswith(PROVENANCE):
        return Statement(claim.predicate, signed, _builder(claim.content), level=2 if signed else 1)
    return Statement(claim.predicate, signed, packages=_packages(claim))


def _builder(provenance: Mapping[str, Any]) -> str:
    """Of SLSA provenance v1, or v0.1 and v0.2."""
    details = provenance.get("runDetails")
    told = details if isinstance(details, dict) else provenance
    builder = told.get("builder")
    named = builder.get("id") if isinstance(builder, dict) else None
    return named[:500] if isinstance(named, str) and named.isprintable() else ""


def _packages(claim: Claim) -> int:
    listed = next((claim.content.get(name) for kind, name in BILLS.items() if claim.predicate.startswith(kind)), None)
    return len(listed) if isinstance(listed, list) else 0

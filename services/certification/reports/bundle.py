"""An examination to take along: its report, its bills of materials and a list of their SHA-256, signed over the digest.

A zip archive: report.json, report.html, sbom/OS-ARCHITECTURE.cdx.json, SHA256SUMS (as `sha256sum --check` reads it) and
statement.json: a DSSE envelope around an in-toto statement about the image's digest that names every file's SHA-256.
Without a key its signatures are empty, and it proves only that nothing was changed by accident.
"""

import base64
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.certification.examining.report import PlatformReport, Report
from services.certification.reports import html, json_
from services.certification.reports.signing import SigningKey, public_key
from services.certification.reports.summary import name_of
from vocabulary import cosign

STATEMENT, SUMS, REPORT = "statement.json", "SHA256SUMS", "report.json"
PREDICATE = "urn:chandlery:examination:1"
MOST, LONGEST = 1000, 256 * 1024 * 1024  # files, and bytes of all of them together
UNZIPPABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
BEGINNING = (1980, 1, 1, 0, 0, 0)  # of time in a zip archive; the same examination gives the same bytes


class BadBundle(Exception):
    """It is no bundle, or not what its statement says; the text says why."""


@dataclass(frozen=True)
class Verified:
    digest: str  # of the image
    report: Mapping[str, Any]  # as json_.whole tells it
    signed_by: tuple[str, ...]  # fingerprints of those of the given keys whose signatures are right
    signatures: int  # that it carries, whoever made them


def make(report: Report, key: SigningKey | None = None) -> bytes:
    files = dict(_files(report))
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files[SUMS] = "".join(f"{value}  {name}\n" for name, value in sums.items()).encode()
    predicate = {"tool": report.tool, "policy": report.policy, "passed": report.passed, "files": sums}
    statement = cosign.statement(report.reference, report.digest, PREDICATE, predicate)
    if key is not None:
        files[STATEMENT] = cosign.envelope(statement, key.sign(cosign.to_sign(statement)))
    else:
        files[STATEMENT] = _unsigned(statement)
    return _zipped(files)


def verify(content: bytes, keys: Collection[str] = ()) -> Verified:
    """`keys` are public keys in PEM form; where any are given, one of them has to have signed. Raises BadBundle."""
    files = _unzipped(content)
    statement, signatures = _opened(files)
    predicate, digest = _told(statement)
    sums = predicate.get("files")
    names = set(files) - {STATEMENT, SUMS}
    if not isinstance(sums, dict) or set(sums) != names:
        raise BadBundle("its files are not those that its statement names")
    if wrong := sorted(name for name in names if hashlib.sha256(files[name]).hexdigest() != sums[name]):
        raise BadBundle(f"{', '.join(wrong)} was changed after it was made")
    report = _object(files.get(REPORT, b""), REPORT)
    if report.get("digest") != digest:
        raise BadBundle("its report is about another image than its statement")
    message = cosign.to_sign(statement)
    known = [public_key(pem) for pem in keys]
    signed = tuple(key.id for key in known if any(key.verifies(message, each) for each in signatures))
    if keys and not signed:
        raise BadBundle("none of the given keys signed it" if signatures else "it is not signed")
    return Verified(digest, report, signed, len(signatures))


def _files(report: Report) -> Iterator[tuple[str, bytes]]:
    yield REPORT, json_.render(report).encode()
    yield "report.html", html.render(report).encode()
    for number, platform in enumerate(report.platforms):
        if platform.sbom:
            yield f"sbom/{_file_name(platform, number, report)}.cdx.json", platform.sbom


def _file_name(platform: PlatformReport, number: int, report: Report) -> str:
    name = "".join(each if each.isascii() and each.isalnum() else "-" for each in name_of(platform))
    alike = [each for each in report.platforms if name_of(each) == name_of(platform)]
    return name if len(alike) == 1 else f"{name}-{number}"


def _unsigned(statement: bytes) -> bytes:
    told = {"payload": base64.b64encode(statement).decode(), "payloadType": cosign.STATEMENT, "signatures": []}
    return json.dumps(told, separators=(",", ":")).encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, BEGINNING), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unzipped(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST or sum(member.file_size for member in members) > LONGEST:
                raise BadBundle("it holds more than a bundle does")
            if len({member.filename for member in members}) != len(members):
                raise BadBundle("it holds two files of one name")
            return {member.filename: _read(archive, member) for member in members}
    except UNZIPPABLE as wrong:
        raise BadBundle(f"it is no zip archive that can be read: {wrong}") from None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """No more than the member says of itself, however much its bytes would swell."""
    with archive.open(member) as file:
        return file.read(member.file_size)


def _opened(files: Mapping[str, bytes]) -> tuple[bytes, list[bytes]]:
    told = _object(files.get(STATEMENT, b""), STATEMENT)
    signatures = told.get("signatures")
    if told.get("payloadType") != cosign.STATEMENT or not isinstance(signatures, list):
        raise BadBundle(f"{STATEMENT} is no envelope of a statement")
    given = [each.get("sig") for each in signatures[:MOST] if isinstance(each, dict)]
    return _decoded(told.get("payload")), [_decoded(each) for each in given]


def _told(statement: bytes) -> tuple[Mapping[str, Any], str]:
    told = _object(statement, STATEMENT)
    try:
        ((algorithm, digits),) = told["subject"][0]["digest"].items()
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        raise BadBundle(f"{STATEMENT} names no image") from None
    if told.get("predicateType") != PREDICATE or not isinstance(told.get("predicate"), dict):
        raise BadBundle(f"{STATEMENT} is not about an examination")
    return told["predicate"], f"{algorithm}:{digits}"


def _object(content: bytes, name: str) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadBundle(f"{name} is missing, or no JSON")
    return told


def _decoded(given: object) -> bytes:
    try:
        return base64.b64decode(given if isinstance(given, str) else "", validate=True)
    except ValueError:
        raise BadBundle(f"{STATEMENT} holds what is no base 64") from None

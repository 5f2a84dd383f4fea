import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from services.certification.reports import bundle, json_
from services.certification.reports.bundle import BadBundle, verify
from services.certification.reports.signing import BadKey, Private, SigningKey, public_key
from tests.services.certification.reports.examples import BAD, GOOD, report

MAKERS: list[Callable[[], Private]] = [
    lambda: ec.generate_private_key(ec.SECP256R1()),
    ed25519.Ed25519PrivateKey.generate,
    lambda: rsa.generate_private_key(65537, 2048),
]

SAMPLE = bundle.make(report(GOOD))


def signing_key(private: Private | None = None, password: bytes | None = None) -> SigningKey:
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    made = private or MAKERS[0]()
    pem = made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
    return SigningKey(pem, password)


def rewritten(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return out.getvalue()


@pytest.mark.parametrize("make", MAKERS)
def test_who_holds_the_publishers_key_sees_that_it_signed(make: Callable[[], Private]) -> None:
    key = signing_key(make())
    told = verify(bundle.make(report(), key), [signing_key().public, key.public])
    assert told.signed_by == (public_key(key.public).id,)
    assert told.digest == report().digest


def test_it_holds_the_report_and_each_platforms_bill_of_materials() -> None:
    with zipfile.ZipFile(io.BytesIO(bundle.make(report(GOOD, BAD)))) as archive:
        assert {"report.json", "sbom/linux-amd64.cdx.json", "sbom/linux-arm64.cdx.json"} <= set(archive.namelist())


def test_the_same_examination_gives_the_same_bytes() -> None:
    assert bundle.make(report()) == bundle.make(report())


def test_without_a_key_it_is_whole_but_nobodys() -> None:
    told = verify(bundle.make(report()))
    assert (told.signatures, told.report["passed"]) == (0, False)


def test_another_key_than_the_given_one_is_refused() -> None:
    with pytest.raises(BadBundle, match="none of the given keys"):
        verify(bundle.make(report(), signing_key()), [signing_key().public])


def test_an_unsigned_one_is_refused_where_a_key_is_asked_for() -> None:
    with pytest.raises(BadBundle, match="not signed"):
        verify(bundle.make(report()), [signing_key().public])


def test_a_report_that_was_changed_is_refused() -> None:
    def better(files: dict[str, bytes]) -> None:
        files["report.json"] = files["report.json"].replace(b'"passed": false', b'"passed": true')

    key = signing_key()
    with pytest.raises(BadBundle, match=r"report\.json was changed"):
        verify(rewritten(bundle.make(report(), key), better), [key.public])


def test_a_file_that_was_slipped_in_is_refused() -> None:
    def more(files: dict[str, bytes]) -> None:
        files["sbom/other.cdx.json"] = b"{}"

    with pytest.raises(BadBundle, match="not those"):
        verify(rewritten(bundle.make(report()), more))


def test_a_statement_of_another_image_is_refused() -> None:
    key = signing_key()
    other = bundle.make(replace(report(), digest="sha256:" + "f" * 64), key)

    def swapped(files: dict[str, bytes]) -> None:
        with zipfile.ZipFile(io.BytesIO(other)) as archive:
            files["statement.json"] = archive.read("statement.json")

    with pytest.raises(BadBundle):
        verify(rewritten(bundle.make(report(), key), swapped), [key.public])


def test_one_that_would_fill_the_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LONGEST", len(json.dumps(json_.whole(report()))))
    with pytest.raises(BadBundle, match="more than a bundle"):
        verify(bundle.make(report()))


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 4000), st.integers(1, 255))
def test_no_bytes_break_the_reading(content: bytes, place: int, flip: int) -> None:
    whole = bytearray(SAMPLE)
    whole[place % len(whole)] ^= flip
    for each in (content, bytes(whole)):
        try:
            verify(each)
        except BadBundle:
            continue


def test_a_key_sealed_by_cosign_is_refused_with_what_to_give_instead() -> None:
    with pytest.raises(BadKey, match="imported from"):
        SigningKey(b"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n")


def test_a_sealed_key_needs_its_password() -> None:
    pem = MAKERS[0]().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"of this test"),
    )
    assert SigningKey(pem, b"of this test").public.startswith("-----BEGIN PUBLIC KEY")
    for wrong in (None, b"another"):
        with pytest.raises(BadKey):
            SigningKey(pem, wrong)


def test_the_list_of_sums_is_that_of_the_files() -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as archive:
        lines = [line.split("  ") for line in archive.read("SHA256SUMS").decode().splitlines()]
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == told for told, name in lines)


def test_a_report_about_another_image_than_the_statement_is_refused() -> None:
    def other(files: dict[str, bytes]) -> None:
        envelope = json.loads(files["statement.json"])
        statement = json.loads(base64.b64decode(envelope["payload"]))
        statement["subject"][0]["digest"] = {"sha256": "f" * 64}
        envelope["payload"] = base64.b64encode(json.dumps(statement).encode()).decode()
        files["statement.json"] = json.dumps(envelope).encode()

    with pytest.raises(BadBundle, match="another image"):
        verify(rewritten(SAMPLE, other))

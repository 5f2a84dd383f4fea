"""Whether it is signed, says what it is made of, and says where it was built."""

from services.certification.checks import provenance, sbom, signature
from services.certification.scan.observed import Attached, Observed, Signature, Statement
from tests.services.certification.checks.asking import ask, places
from vocabulary.cosign import CYCLONEDX

KEY = "3176168adf7f6cbc"
VALID = Signature("bundle", valid=True, key=KEY * 4)
WRONG = Signature("tag", valid=False, told="It verifies with no key that its publisher registered.")
SLSA = "https://slsa.dev/provenance/v1"
DPKG = {"var/lib/dpkg/status": b"Package: bash\nStatus: install ok installed\nVersion: 5.2.15-2\nArchitecture: amd64\n"}


def beside(*found: Signature | Statement, keys: bool = True) -> Observed:
    signatures = tuple(one for one in found if isinstance(one, Signature))
    return Observed(Attached(keys, signatures, tuple(one for one in found if isinstance(one, Statement))))


def test_a_signature_that_verifies_is_enough() -> None:
    found = ask(signature.CHECK, observed=beside(WRONG, VALID))
    assert (found.result, found.told) == ("pass", f"by key {KEY}, as a bundle")


def test_an_image_that_nobody_signed_fails() -> None:
    for keys in (True, False):
        assert places(ask(signature.CHECK, observed=beside(keys=keys))) == ["signatures"]


def test_a_signature_that_does_not_verify_is_told_with_its_reason() -> None:
    (finding,) = ask(signature.CHECK, observed=beside(WRONG, WRONG)).findings
    assert (finding.where, finding.what) == ("signature in a tag", WRONG.told)


def test_a_signature_is_not_judged_without_a_key_or_where_nobody_looked() -> None:
    assert ask(signature.CHECK, observed=beside(WRONG, keys=False)).result == "not_run"
    assert ask(signature.CHECK).result == "not_run"


def test_a_bill_of_materials_beside_it_is_told_the_best_first() -> None:
    bills = Statement(CYCLONEDX, signed=False, packages=90), Statement(CYCLONEDX, signed=True, packages=88)
    found = ask(sbom.CHECK, observed=beside(*bills))
    assert (found.result, found.told) == ("pass", "CycloneDX, 88 packages, signed by its publisher")


def test_a_bill_of_materials_is_made_where_there_is_none() -> None:
    found = ask(sbom.CHECK, DPKG, observed=beside())
    assert (found.result, found.told) == ("pass", "none beside it; made from 1 packages that were found")


def test_an_image_without_packages_and_without_a_bill_fails() -> None:
    assert places(ask(sbom.CHECK, observed=beside(Statement(SLSA, signed=True)))) == ["bill of materials"]


def test_the_level_of_the_provenance_is_shown() -> None:
    told = Statement(SLSA, signed=False, builder="https://builds.example", level=1)
    found = ask(provenance.CHECK, observed=beside(told))
    assert (found.result, found.told) == ("pass", "SLSA build level 1, built by https://builds.example")
    found = ask(provenance.CHECK, observed=beside(told, Statement(SLSA, signed=True, level=2)))
    assert found.told == "SLSA build level 2"


def test_without_provenance_the_level_is_nought() -> None:
    (finding,) = ask(provenance.CHECK, observed=beside(Statement(CYCLONEDX, signed=True))).findings
    assert "SLSA build level 0" in finding.what
    assert ask(provenance.CHECK).result == "not_run"

"""What is kept of packages and findings is read again, also by a program that knows more of them."""

import json
from dataclasses import replace

from services.certification.private import plain
from services.certification.scan.matching import match
from tests.services.certification.scan.advised import CRITICAL, advisory, deb

OPENSSL = replace(deb("libssl3", "3.0.14-1", "openssl"), licences=("Apache-2.0",), module="a:1")
RATED = {"severity": [{"type": "CVSS_V3", "score": CRITICAL}], "aliases": ["CVE-1"], "related": ["CVE-2"]}


def test_what_is_kept_comes_back() -> None:
    hole = advisory("D-1", "openssl", "<3.0.15-1", withdrawn="2026-11-05T00:00:00Z", **RATED)
    assert plain.advisory(plain.head(hole), hole.modified, plain.affected_of(plain.affected(hole.affected))) == hole
    assert plain.package_of(plain.package(OPENSSL)) == OPENSSL
    (found,) = match([OPENSSL], [advisory("D-1", "openssl", "<3.0.15-1", **RATED)])
    assert plain.found_of(plain.found(found)) == found


def test_what_was_kept_before_a_field_came_is_read_without_it() -> None:
    before = json.dumps(json.loads(plain.package(OPENSSL))[:-1])
    assert plain.package_of(before) == replace(OPENSSL, module="")

"""Sigstore's cosign, which customers verify with and publishers sign with: built by Go, offline, with keys alone."""

from tests.parts.go import Program

COSIGN = Program(
    name="cosign",
    module="github.com/sigstore/cosign/v3",
    version="v3.1.3",
    package="github.com/sigstore/cosign/v3/cmd/cosign",
)

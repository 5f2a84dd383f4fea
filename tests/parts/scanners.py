"""The scanners whose findings ours are compared with, and timed against: Anchore's syft and grype."""

from pathlib import Path

from tests.parts.go import Program

ANCHORE = "github.com/anchore"
SYFT = Program("syft", f"{ANCHORE}/syft", "v1.57.0", f"{ANCHORE}/syft/cmd/syft", "main.version", timed=True)
GRYPE = Program("grype", f"{ANCHORE}/grype", "v0.121.2", f"{ANCHORE}/grype/cmd/grype", "main.version", timed=True)
# Makes grype's database of advisories that a test has, without a network.
GRYPE_DATABASE = Program(
    "grype-database",
    "github.com/anchore/grype",
    "v0.121.2",
    ".",
    source=Path(__file__).parent / "grype_database" / "main.go",
)

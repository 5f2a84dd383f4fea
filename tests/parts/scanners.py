"""The scanners whose findings ours are compared with, and timed against: Anchore's syft and grype."""

from pathlib import Path

from tests.parts.go import Program

SYFT = Program("syft", "github.com/anchore/syft", "v1.57.0", "github.com/anchore/syft/cmd/syft", "main.version")
GRYPE = Program("grype", "github.com/anchore/grype", "v0.121.2", "github.com/anchore/grype/cmd/grype", "main.version")
# Makes grype's database of advisories that a test has, without a network.
GRYPE_DATABASE = Program(
    "grype-database",
    "github.com/anchore/grype",
    "v0.121.2",
    ".",
    source=Path(__file__).parent / "grype_database" / "main.go",
)

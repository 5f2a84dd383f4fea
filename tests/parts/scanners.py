"""The scanners whose findings ours are compared with, and timed against: Anchore's syft and grype."""

from tests.parts.go import Program

SYFT = Program("syft", "github.com/anchore/syft", "v1.57.0", "github.com/anchore/syft/cmd/syft", "main.version")
GRYPE = Program("grype", "github.com/anchore/grype", "v0.121.2", "github.com/anchore/grype/cmd/grype", "main.version")

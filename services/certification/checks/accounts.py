"""The lines of an image's etc/passwd, etc/shadow and etc/group."""

from services.certification.scan.image import Files

PASSWD, SHADOW, GROUP = "etc/passwd", "etc/shadow", "etc/group"


def lines(files: Files, path: str) -> list[list[str]]:
    """Each line's fields; none where there is no such file. Comments and NIS' lines are left out."""
    content = files.content(path) or b""
    written = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    return [line.split(":") for line in written if ":" in line and line[0] not in "#+-"]

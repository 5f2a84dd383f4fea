"""Where the plugin `docker store` is had: the file, its checksum, and the page with the commands that install it."""

from flask import Blueprint, Response, render_template, send_file

from eventlog.refusal import Missing
from gateway.host.plugin import NAME, Plugin, plugin
from gateway.parts import parts

pages = Blueprint("plugin_pages", __name__)

FOLDER = "~/.docker/cli-plugins"
SAME = {"Cache-Control": "no-cache"}  # kept as long as its ETag is the same


@pages.get(f"/{NAME}")
def download() -> Response:
    found = plugin()
    answer = send_file(found.path, mimetype="application/octet-stream", etag=found.sha256, download_name=NAME)
    answer.headers.update(SAME)
    return answer


@pages.get(f"/{NAME}.sha256")
def checksum() -> Response:
    """As sha256sum writes and reads it."""
    return Response(f"{plugin().sha256}  {NAME}\n", mimetype="text/plain", headers=SAME)


@pages.get(f"/about/{NAME}")
def about_plugin() -> str:
    url, built = parts().settings.url, _built()
    return render_template(
        "host/plugin.html",
        plugin=built,
        install=install(url),
        check=check(url),
        login=f"docker store login {url}",
        url=url,
        canonical=f"{url}/about/{NAME}",
    )


def install(url: str) -> str:
    """Folder, file and mode in one line that can be pasted."""
    file = f"{FOLDER}/{NAME}"
    return f"mkdir -p {FOLDER} && curl -fsSo {file} {url}/{NAME} && chmod +x {file}"


def check(url: str) -> str:
    """By sha256sum, which some macOS lack, else by shasum, which some Linux lack."""
    program = "$(command -v sha256sum || echo shasum -a 256)"
    return f"curl -fsS {url}/{NAME}.sha256 | (cd {FOLDER} && {program} -c)"


def _built() -> Plugin | None:
    try:
        return plugin()
    except Missing:
        return None

"""What `chandlery certify` may be told, by what it is for; names of parameters are those of the classes in `asked`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
KINDS = click.Choice(["container", "plugin", "scratch", "compose"])
FORMATS = click.Choice(["terminal", "json", "sarif", "junit", "html"])
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

OF_EXAMINING: tuple[Decorator, ...] = (
    click.option("--platform", "platforms", multiple=True, metavar="OS/ARCH", help="This one alone; may be repeated."),
    click.option("--kind", type=KINDS, help="Where the image does not tell; compose: IMAGE is a file."),
    click.option("--policy", type=FILE, help="A policy (TOML) over the store's own."),
    click.option("--waivers", type=FILE, help="Waivers (TOML) beside the policy's."),
    click.option(
        "--advisories",
        type=FILE,
        envvar="CHANDLERY_ADVISORIES",
        help="Where to look for vulnerabilities: a file made by `advisories load … --into FILE`.",
    ),
    click.option("--import-report", "imported", type=FILE, help="What Trivy or Grype found instead (JSON or SARIF)."),
    click.option(
        "--engine",
        default="",
        envvar="CHANDLERY_ENGINE",
        metavar="ADDRESS",
        help="Docker engine to try the image on, such as unix:///var/run/docker.sock.",
    ),
    click.option("--static", is_flag=True, help="Leave what needs an engine to the store: it is in nobody's way here."),
    click.option("--publisher-key", "keys", type=FILE, multiple=True, help="Public key (PEM) that should have signed."),
)
OF_WRITING: tuple[Decorator, ...] = (
    click.option("--format", "form", type=FORMATS, default="terminal", show_default=True),
    click.option("--output", type=NEW_FILE, help="File for --format; the terminal shows the readable report then."),
    click.option("--whole", is_flag=True, help="Every check and every finding on the terminal."),
    click.option("--bundle", type=NEW_FILE, help="Pack report, bills of materials and their sums into FILE (zip)."),
    click.option("--key", type=FILE, help="Private key (PEM) that signs the bundle."),
    click.option("--key-password", "password", default="", envvar="CHANDLERY_KEY_PASSWORD", help="Opens --key."),
)
OF_SUBMITTING: tuple[Decorator, ...] = (
    click.option("--submit", is_flag=True, help="Submit what passed to a store, which examines it again."),
    click.option("--store", default="", envvar="CHANDLERY_STORE", metavar="URL", help="That store's address."),
    click.option("--token", default="", envvar="CHANDLERY_TOKEN", help="Access token; else the docker client's."),
    click.option("--product", default="", metavar="PUBLISHER/PRODUCT", help="Else by the image's repository."),
    click.option("--plan", default="", help="Else by the image's repository."),
    click.option("--tag", default="", help="Under which it is released; else the image's own."),
    click.option("--engine-version", default="", help="Docker engine that it was tested on; else that of --engine."),
    click.option("--infrastructure", default="", help="On what it was tested, as the store's list names it."),
)


def options(*groups: tuple[Decorator, ...]) -> Decorator:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for group in reversed(groups):
            for option in reversed(group):
                command = option(command)
        return command

    return decorate

"""The program's entry: what docker asks of a plugin is answered before anything else is loaded."""

import sys


def main() -> None:
    """Ends the process: 0 done, 1 the answer is no (or there are updates), 2 it could not, 130 interrupted."""
    words = sys.argv[1:]
    if words == ["docker-cli-plugin-metadata"]:
        from cli.docker_store.metadata import METADATA

        print(METADATA)
        return
    if words in (["--version"], ["store", "--version"]):
        from cli.docker_store import VERSION

        print(f"docker-store {VERSION}")
        return
    from cli.docker_store.running import run

    sys.exit(run(words))


if __name__ == "__main__":
    main()

"""What each check asks for, by its id: true of what passes. Reports tell it in English, pages in other languages."""

CRITERIA = {
    # identity
    "unique-tag": "A tag names the version, beside latest",
    "annotations": "Title, vendor, version, source, licences and description are told",
    "licence-files": "Licences lie in /licenses or are named",
    "protected-names": "No name is used that belongs to another",
    "platform": "Its platform is the one under which the index names it",
    # base
    "approved-base": "It stands on an approved base image",
    "base-fresh": "The base image is its newest",
    "base-unmodified": "No file of an installed package is changed by hand",
    "prohibited-packages": "No package that is not allowed",
    # shape
    "layers": "Not more layers than allowed",
    "size": "Not larger than allowed",
    "healthcheck": "A health check is given",
    "non-root": "It does not run as root",
    "volumes": "No volume on /dev, /proc or /sys",
    "ports": "Ports are well formed, and none is for remote logins",
    "entrypoint-overridable": "Another command can be given to it",
    "no-supervisor": "One program, and no supervisor of several",
    "exec-form": "Commands are lists, not lines for a shell",
    # hygiene
    "secrets": "No secrets in the environment, the build's arguments or any layer",
    "empty-password": "No account has an empty password",
    "duplicate-ids": "No account or group stands twice",
    "setuid": "No setuid or setgid programs",
    "package-lists-left": "No lists or archives of the package manager are left",
    "needless-files": "No files that only a developer needs",
    "sudo": "No step of the build runs sudo",
    "index-update-alone": "Each index of packages is used in the step that fetches it",
    "dist-upgrade": "No step of the build upgrades the distribution",
    # what an engine tries
    "starts": "It starts within 30 seconds",
    "healthy": "Its health check says healthy",
    "logs-to-stdout": "It logs to standard output",
    "stops": "It stops on SIGTERM within 60 seconds",
    "utc": "Its clock is UTC",
    "own-command": "A command of one's own can be given",
    "read-only-root": "It runs on a read-only root",
    "no-privileged": "It runs without capabilities",
    # plugins
    "interface": "Its interfaces are known",
    "privileges": "It asks for no privilege",
    "installs": "It installs",
    "enables": "It enables",
    "volume": "A volume keeps what is written to it",
    "log": "A log gives back what was logged",
    "handshake": "It answers its interface’s handshake",
    "disables": "It disables",
    "upgrades": "It upgrades in place",
    "removes": "It is removed",
    # supply chain
    "signature": "Signed by its publisher",
    "sbom": "A bill of materials",
    "provenance": "The build says where it came from",
    # compose files
    "compose-file": "The file is valid and complete",
    "pinned-images": "Every image is named by digest or by a released tag",
    "known-images": "The store has every image",
    "host-access": "Nothing of the host is given to a container",
}

"""A network or authorisation plugin answers its handshake."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "handshake",
    "plugin",
    "It answers its interface’s handshake",
    "Answer Plugin.Activate with the interfaces that its configuration names.",
    untried="Its interfaces have steps of their own.",
)

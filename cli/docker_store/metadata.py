"""What a Docker CLI plugin tells of itself when docker looks for plugins (schema 0.1.0)."""

from cli.docker_store import VERSION

METADATA = (
    '{"SchemaVersion":"0.1.0","Vendor":"Chandlery","Version":"' + VERSION + '",'
    '"ShortDescription":"Find images in a store, get them, and keep them current"}'
)

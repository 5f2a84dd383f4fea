"""How much is let in: the service says what is too long for what; this only keeps out floods."""

from marshmallow import validate

LONGEST = validate.Length(max=1000)
TEXT = validate.Length(max=250_000)
FEW = validate.Length(max=100)

"""How notifications reach other people's systems."""

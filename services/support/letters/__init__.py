"""The language of support's letters."""

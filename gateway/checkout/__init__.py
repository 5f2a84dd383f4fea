"""Getting an image: terms, and what somebody has."""

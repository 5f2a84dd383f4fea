"""Value types that every service speaks; standard library only."""

"""Stand-ins for the companies that a store works with: for trying it out and for tests, on loopback alone."""

"""The demonstration: facts, accounts and images that fill an empty store through its public doors."""

"""The flows of a person, from end to end, on real parts."""

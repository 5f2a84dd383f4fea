"""A stand-in for TSANet Connect that remembers: members, their forms, and the cases that they open with one another.

Its API is the part of TSANet's that the store uses; `fields` has the names that its public clients read and write. It
listens on loopback alone.
"""

"""`docker store`: find, get and keep images current from a terminal, by the store's HTTP API alone.

It is built into one file for any Python from 3.9 on, so nothing here imports the house, and everything that takes long
to load is imported where it is used.
"""

VERSION = "0.1.0"

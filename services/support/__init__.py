"""Support answers for tickets: who owns each, who is waited on, by when an answer is due, and how it is handed over
between the store's desk, a publisher's own support, and partners on TSANet.
"""

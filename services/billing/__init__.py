"""Billing answers for what may be had: plans on offer, terms accepted, and who is entitled to pull what until when.

It remembers the catalogue's plans in streams of its own, so that nothing is granted on what is no longer offered.
"""

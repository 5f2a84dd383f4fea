"""Notifications answer for who is told what: which facts concern whom, by which way each wants to hear of them, and
that nobody hears of anything twice.
"""

"""Certification answers for what is in an image: its packages and their known holes, the checks that it passed or
failed, whether it is certified and until when, and by when what was found must be mended.
"""

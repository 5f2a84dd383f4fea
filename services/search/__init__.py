"""Search answers for finding products: one document a product, kept in a table from the catalogue's events, and an
index made from these documents, which can be thrown away. It owns no events; the gateway reads the index itself.
"""

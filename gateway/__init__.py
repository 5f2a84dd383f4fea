"""The door of the house: JSON API, pages, and the registry's token endpoint, answered from read models of its own."""

"""Finding: search, categories, products with their versions, publishers."""

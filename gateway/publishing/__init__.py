"""What publishers and the store's staff do: publishers, products, plans, releases, imports."""

"""The catalogue: publishers, their products and plans, and the way of an image from staging to customers."""

"""An examination: one image read, every check run and weighed, its packages compared with what is known of them."""

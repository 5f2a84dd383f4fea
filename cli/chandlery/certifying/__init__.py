"""`chandlery certify`: an image examined at home as the store would, and the store's own child that examines there."""

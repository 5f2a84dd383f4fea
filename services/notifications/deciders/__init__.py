"""What may be told, chosen and read: pure decisions on what their own streams hold."""

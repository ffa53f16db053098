"""Self-evolved reward learning, with every label on the record."""

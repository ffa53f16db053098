"""Where pairs and labels come from."""

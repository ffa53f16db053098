"""What a person sees: one table, two pictures, one page, and the first screen of the README."""

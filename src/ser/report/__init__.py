"""What a person sees: one page, the pictures and tables in it, and the first screen of the README."""

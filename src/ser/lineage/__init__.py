"""The chain of labels as other tools read it; one module a format."""

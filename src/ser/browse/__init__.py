"""A page on which any pair can be looked up, with its story, without a server or a network."""

"""People in the loop: which pairs to ask about, how they are asked blind, and what becomes of their answers."""

"""What a person types after `ser`: `arguments` says what may follow, `run` does it."""

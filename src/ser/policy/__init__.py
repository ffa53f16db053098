"""Language models: the supervised policy that every reward model starts from."""

"""Reward models: the machines that train and score, the judgement that selects and measures."""

"""The whole story of one pair: where it came from, who scored it, what was ruled, and which labels it got."""

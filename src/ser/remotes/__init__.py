"""Where a team keeps the bytes that its commits name: every transfer is checked at both ends."""

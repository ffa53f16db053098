"""How fast this is beside what else there is, measured by `make bench`: docs/bench.md."""

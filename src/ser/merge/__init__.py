"""Two branches into one: each file that the pipeline writes or reads is merged by what it means."""

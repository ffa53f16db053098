"""What nothing needs any more: files of models that params.yaml no longer names, and objects of the cache."""

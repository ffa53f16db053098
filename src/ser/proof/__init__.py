"""Does the record hold? Every claim of the stored artefacts, checked against the others and recomputed."""

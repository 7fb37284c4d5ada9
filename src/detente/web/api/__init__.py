"""The HTTP API under /api/v1: the same rows as the pages, with the JSON names of a coding."""

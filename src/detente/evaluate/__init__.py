"""Measuring: one file a task; each reads gold, predicts, scores.

`TASKS` is a plain table; nothing registers itself by being imported.
"""

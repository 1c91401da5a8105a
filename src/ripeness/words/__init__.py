"""Sentences about figures, names and verdicts, each said in one place."""

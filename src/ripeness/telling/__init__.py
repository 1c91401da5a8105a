"""Results told once, in blocks, for whatever they are written to."""

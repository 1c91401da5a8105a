"""Leverage: who could move whom, and at what least pressure (docs/methods/pressure.md)."""

"""Other people's files and tables, in and out."""

from __future__ import annotations

from ripeness.interop.negotiations import read_negotiations

__all__ = ["read_negotiations"]

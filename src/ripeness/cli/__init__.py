"""The command line: a thin shell over the library. Data goes to stdout, talk to stderr."""

from __future__ import annotations

from ripeness.cli.app import main

__all__ = ["main"]

"""Environments of their own for peer programs, in the folder for temporary files: they are never a dependency."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


class NotInstalledError(Exception):
    """A peer cannot be installed here; the message is the installer's reason."""


def environment(name: str, version: str, installs: Sequence[Sequence[str]]) -> Path:
    """Return the python of an environment that holds a peer; it is made when there is none yet.

    Parameters
    ----------
    name, version : str
        Of the peer.
    installs : sequence of sequences of str
        Arguments of `pip install`, one call after the other.

    Raises
    ------
    NotInstalledError
        With the installer's reason.
    """
    folder = Path(tempfile.gettempdir()) / "ripeness-peers" / f"{name}-{version}-{sys.implementation.cache_tag}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if ready.exists() and python.exists():
        return python
    print(f"Making an environment for {name} (about a minute, once) ...", file=sys.stderr, flush=True)
    pip = (str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq", "install")
    patience = ("--timeout", "15", "--retries", "1")
    commands = [(sys.executable, "-m", "venv", "--clear", str(folder))]
    for command in (*commands, *((*pip, *patience, *arguments) for arguments in installs)):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise NotInstalledError(lines[-1] if lines else f"{command[2]} failed")
    ready.touch()
    return python

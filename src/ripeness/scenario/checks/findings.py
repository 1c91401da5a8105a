"""What a check finds, and the ids that a file declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ripeness.errors import near
from ripeness.scenario.model import Scenario
from ripeness.scenario.record import Path


@dataclass(frozen=True)
class Finding:
    """A problem and the path of the part it is about; ``key`` points to the key in place of the value.

    ``write`` is what would be right in the place of the value (or the key), where the hint types it out.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    key: bool = False
    offset: int | None = None
    write: str | None = None


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Names:
    """The ids that a file declares, also those of records that are wrong in themselves."""

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    alternatives: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, tree: Mapping[str, Any] | None = None) -> Names:
        """Return the names of a scenario and of the raw file that it was read from."""
        raw = tree or {}
        known = {kind: frozenset(_keys(raw, *at) | _keys(scenario, *at)) for kind, at in _KINDS.items()}
        issues = {i: frozenset(_keys(raw, "issues", i, "alternatives")) for i in known["issues"]}
        for issue, record in scenario.issues.items():
            issues[issue] = issues.get(issue, frozenset()) | frozenset(record.alternatives)
        return cls(known, {i: alternatives for i, alternatives in issues.items() if alternatives})

    def allows(self, issue: str, alternative: str) -> bool:
        """Return whether an issue has an alternative; True where the file fails to say what alternatives it has."""
        return issue not in self.alternatives or alternative in self.alternatives[issue]

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self.known[kind]


_KINDS: dict[str, tuple[str, ...]] = {
    "sources": ("sources",),
    "claims": ("claims",),
    "actors": ("actors",),
    "issues": ("issues",),
    "ties": ("ties",),
    "drafts": ("drafts",),
    "outcomes": ("war", "outcomes"),
    "sides": ("war", "strength"),
    "options": ("graph", "options"),
    "conference": ("conference", "issues"),
    "facts": ("timeline", "facts"),
    "latched": ("timeline", "latched"),
    "events": ("timeline", "events"),
    "ends": ("timeline", "ends"),
    "questions": ("timeline", "questions"),
}


def _keys(root: Any, *path: str) -> set[str]:
    for step in path:
        root = root.get(step) if isinstance(root, dict) else getattr(root, step, None)
    return set(root) if isinstance(root, dict) else set()


def unknown(path: Path, kind: str, name: str, known: Iterable[str], *, key: bool = False) -> Finding:
    """Return that a name is none of those of its kind that there are."""
    message = f"'{name}' is not {_ARTICLE[kind]}"
    return Finding(path, f"unknown-{kind}", message, near(name, sorted(known)), key=key)


_ARTICLE = {
    "actor": "an actor of this scenario",
    "alternative": "an alternative of this issue",
    "claim": "a claim of this scenario",
    "draft": "a draft of this scenario",
    "end": "an end of this timeline",
    "event": "an event of this timeline",
    "fact": "a fact of this timeline",
    "issue": "an issue of this scenario",
    "option": "an option of this graph model",
    "outcome": "an outcome of this war",
    "path": "the path of an estimate of this scenario",
    "question": "a question of this timeline",
    "side": "a side that fights: it has no entry in war.strength",
    "source": "a source of this scenario",
    "tie": "a tie of this scenario",
}


def each(values: Iterable[str], path: Path, kind: str, known: Iterable[str]) -> Findings:
    """Yield the values of a list that are no names of their kind."""
    known = frozenset(known)
    for index, value in enumerate(values):
        if value not in known:
            yield unknown((*path, index), kind, value, known)


def each_key(table: Mapping[str, Any], path: Path, kind: str, known: Iterable[str]) -> Findings:
    """Yield the keys of a table that are no names of their kind."""
    known = frozenset(known)
    for key in table:
        if key not in known:
            yield unknown((*path, key), kind, key, known, key=True)

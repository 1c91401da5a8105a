"""The byte store: what every analysis answers on many scenarios, kept to be compared with after a change.

    python -m tests.store make FOLDER        the answers of this tree, with the scenarios that were asked
    python -m tests.store compare FOLDER     the same scenarios asked of this tree: equal to the byte, or where not

It is kept out of the repository. Scenarios are libya-2020, the template, the two banks and fifty that the generator of
the tests makes. An answer is the JSON contract with the digits as they stand; an analysis that cannot answer is kept
as the codes and places of its problems. Keys that only the present tree has are told apart from answers that differ.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.budget import ROOT

GENERATED = 50
DRAWS, FEW = 1024, 64  # FEW: of timelines, and of whatever is asked of them or asked many times
SHOWN = 5  # differences of one answer that are printed
CASES = ROOT / "src" / "ripeness" / "cases"


def scenarios() -> dict[str, str]:
    """Return the texts of the scenarios, by name."""
    from tests.generator.scenarios import text

    fixed = {
        "libya-2020": CASES / "libya-2020" / "scenario.yaml",
        "template": CASES / "template.yaml",
        "two-banks": ROOT / "tests" / "data" / "two-banks.yaml",
    }
    texts = {name: path.read_text(encoding="utf-8") for name, path in fixed.items()}
    return texts | {f"generated-{seed:02}": text(seed) for seed in range(GENERATED)}


def questions(scenario) -> Iterator[tuple[str, object]]:
    """Yield each question by name, with what asks it."""
    import ripeness
    from ripeness.catalogue import ANALYSES

    for analysis in ANALYSES:
        ask = getattr(ripeness, analysis.name)
        draws = FEW if analysis.name == "timeline" else DRAWS
        if analysis.asked in ("once", "both"):
            yield analysis.name, lambda ask=ask, draws=draws: ask(scenario, draws=draws)
        if analysis.asked in ("draft", "both"):
            named = "draft" if analysis.asked == "both" else None
            for draft in scenario.drafts:
                given = ((), {named: draft}) if named else ((draft,), {})
                yield (
                    f"{analysis.name}.{draft}",
                    lambda ask=ask, given=given, draws=draws: ask(scenario, *given[0], **given[1], draws=draws),
                )
    yield "doubt", lambda: doubted(scenario)
    yield "sources", lambda: ripeness.leave_one_out(scenario, draws=FEW)


def doubted(scenario):
    """Return doubt of the first chance, by name, that an analysis gives on the scenario."""
    import ripeness
    from ripeness.errors import AnalysisError

    every = (m["path"] for m in ripeness.doubt_measures(scenario).to_dict()["measures"])
    chances = [m for m in every if m.endswith("probability")]
    if not chances:
        raise AnalysisError.of("no-chance", "no analysis gives a chance on this scenario")
    return ripeness.doubt(scenario, min(chances), draws=FEW, quick=True)


def answered(ask) -> str:
    """Return what an analysis answers, as JSON, or why it does not."""
    from ripeness.errors import RipenessError

    try:
        found = ask().to_dict()
    except RipenessError as error:
        problems = getattr(error, "problems", ())
        found = {"problems": [[p.code, p.message] for p in problems] or str(error)}
    except Exception as error:  # noqa: BLE001 - a defect is kept too: the next tree may have mended it
        found = {"defect": f"{type(error).__name__}: {error}"}
    return json.dumps(found, indent=1, ensure_ascii=False, default=str)


def answers(name: str, text: str) -> dict[str, str]:
    """Return every answer on one scenario, by question."""
    from ripeness.scenario import read_text

    scenario = read_text(text, f"{name}.yaml")
    return {question: answered(ask) for question, ask in questions(scenario)}


def everything(texts: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return every answer on every scenario, asked by two processes."""
    with ProcessPoolExecutor(2) as pool:
        return dict(zip(texts, pool.map(answers, texts, texts.values()), strict=True))


def make(folder: Path) -> None:
    """Write scenarios and answers."""
    texts = scenarios()
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name, found in everything(texts).items():
        (folder / "answers" / name).mkdir(parents=True, exist_ok=True)
        for question, answer in found.items():
            (folder / "answers" / name / f"{question}.json").write_text(answer, encoding="utf-8")


def differences(old, new, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield what differs between two parsed answers: its kind ("added", "gone" or "changed"), and what and where."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            where = f"{path}.{key}" if path else key
            if key not in new:
                yield "gone", where
            elif key not in old:
                yield "added", where
            else:
                yield from differences(old[key], new[key], where)
        if [k for k in old if k in new] != [k for k in new if k in old]:
            yield "changed", f"{path}: the order of its keys"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from differences(a, b, f"{path}.{i}")
    elif json.dumps(old) != json.dumps(new):
        yield "changed", f"{path}: {json.dumps(old)[:60]} -> {json.dumps(new)[:60]}"


def told(name: str, old: str, new: str) -> tuple[bool, list[str]]:
    """Return whether an answer is the same but for added keys, and lines that say where it is not."""
    if old == new:
        return True, []
    found = list(differences(json.loads(old), json.loads(new)))
    changed = [f"  {kind}: {what}" for kind, what in found if kind != "added"]
    added = sum(kind == "added" for kind, _ in found)
    lines = [f"{name}: {len(changed)} changed, {added} keys added", *changed[:SHOWN]]
    return not changed, lines


def compare(folder: Path) -> int:
    """Print where this tree answers otherwise than the store; return 1 if it does anywhere."""
    texts = {p.stem: p.read_text(encoding="utf-8") for p in sorted((folder / "scenarios").glob("*.yaml"))}
    if not texts:
        raise SystemExit(f"{folder} holds no store: python -m tests.store make {folder}")
    same = equal = total = 0
    for name, found in everything(texts).items():
        for question in sorted({p.stem for p in (folder / "answers" / name).glob("*.json")} | set(found)):
            path = folder / "answers" / name / f"{question}.json"
            old = path.read_text(encoding="utf-8") if path.exists() else "{}"
            fine, lines = told(f"{name}: {question}", old, found.get(question, "{}"))
            total, equal, same = total + 1, equal + (not lines), same + fine
            print("\n".join(lines), end="\n" if lines else "")
    print(
        f"{total} answers on {len(texts)} scenarios: {equal} equal to the byte, {same - equal} but for added keys, ",
        end="",
    )
    print(f"{total - same} changed")
    return int(same != total)


def main() -> int:
    """Make or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("make", "compare"))
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    start = time.monotonic()
    code = make(asked.folder) if asked.what == "make" else compare(asked.folder)
    print(f"{time.monotonic() - start:.0f} s")
    return code or 0


if __name__ == "__main__":
    sys.exit(main())

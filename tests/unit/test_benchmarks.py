"""Every benchmark starts, works at tiny sizes and prints its table: `make bench` must not break off after an hour."""

import json
from pathlib import Path

import pytest

import ripeness
from benchmarks import __main__ as everything
from benchmarks import bargaining, conference, doubt, graphmodel, leverage, peers, refused, timeline
from ripeness.interop import read_negotiations
from tests.conftest import DATA

FOLDER = Path(bargaining.__file__).parent
NEVER = 1e9  # a goal that no machine misses


def no_peer(monkeypatch, *modules):
    """Act as where a peer program cannot be installed: no test asks a registry."""

    def refuse(*_):
        raise peers.NotInstalledError("not in the tests")

    for module in modules:
        monkeypatch.setattr(module, "environment", refuse)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.stem)
def test_every_file_compiles_and_is_started_here(path):
    compile(path.read_text(encoding="utf-8"), path.name, "exec")
    started = {m.__name__.rpartition(".")[2] for m in (bargaining, conference, doubt, graphmodel, leverage, timeline)}
    # Scripts for the interpreter of a peer import what is not installed here; what they are given is tested by `peers`.
    started |= {"refused", "peers", "__main__", "__init__", "environments"}
    assert path.stem in started or path.stem.endswith("_peer")


@pytest.mark.parametrize("work", sorted(bargaining.WORKS))
@pytest.mark.parametrize("values", ["random", "weighted", "opposed", "shared"])
def test_bargaining(monkeypatch, capsys, work, values):
    row = bargaining.Row(work, 3, 3, values, NEVER, checked=True, alternatives=3)
    monkeypatch.setattr(bargaining, "ROWS", (row,))
    monkeypatch.setattr(bargaining, "SEEDS", (0,))
    monkeypatch.setattr(bargaining, "MEMORY", NEVER)
    monkeypatch.setattr(bargaining, "LONG_ENOUGH", 0.0)
    monkeypatch.setattr(bargaining, "apart", lambda job, row: bargaining.JOBS[job](row))
    no_peer(monkeypatch, peers)
    assert bargaining.main() == 0
    out = capsys.readouterr().out
    assert f"{work}: 3 signatories, 3^3 {values}" in out
    assert "(as by brute force)" in out
    assert "NegMAS" in out


def test_bargaining_beside_a_peer(monkeypatch, capsys):
    """What the peer is asked and how its answer is read, with our own answer in the place of the peer's."""
    monkeypatch.setattr(bargaining, "SEEDS", (0,))
    row = bargaining.Row("frontier", 2, 3, "random", NEVER, alternatives=3)
    monkeypatch.setattr(peers, "CASES", (peers.Case(row, ("lists",)),))
    monkeypatch.setattr(peers, "apart", lambda job, row: bargaining.JOBS[job](row))
    monkeypatch.setattr(peers, "environment", lambda: Path("python"))

    def ask(python, case, way, ours):
        kinds = {name: list(points) for name, points in ours["solutions"].items()}
        return {"seconds": 1.0, "peak": 1.0, "points": ours["points"], "solutions": kinds}

    monkeypatch.setattr(peers, "ask", ask)
    peers.table()
    assert row.name.partition(": ")[2] in capsys.readouterr().out


@pytest.mark.parametrize("work", sorted(graphmodel.WORKS))
def test_graph_model(monkeypatch, capsys, work):
    monkeypatch.setattr(graphmodel, "ROWS", (graphmodel.Row(work, 2, 2, NEVER, memory=NEVER, runs=2),))
    monkeypatch.setattr(graphmodel, "SEEDS", (0,))
    monkeypatch.setattr(graphmodel, "apart", graphmodel.measure)
    assert graphmodel.main() == 0
    assert f"{work}: 16 states, 2 x 2" in capsys.readouterr().out


@pytest.mark.slow
def test_refused(monkeypatch, capsys):
    monkeypatch.setattr(refused, "SEEDS", (0,))
    monkeypatch.setattr(refused, "RUNS", 1)
    monkeypatch.setattr(refused, "ISSUES", 4)
    monkeypatch.setattr(refused, "ALTERNATIVES", 3)
    monkeypatch.setattr(refused, "LISTED", (3, 4))
    monkeypatch.setattr(refused, "DRAWS", 16)
    refused.main()
    out = capsys.readouterr().out
    assert "smallest repairs, random" in out
    assert "most robust of 10^6, opposed" in out


@pytest.mark.slow
def test_doubt(monkeypatch, capsys):
    monkeypatch.setattr(doubt, "CASE", str(DATA / "two-banks.yaml"))
    monkeypatch.setattr(doubt, "DRAWS", 16)
    monkeypatch.setattr(doubt, "POINTS", 16)
    rows = [doubt.Row(r.name, r.run, NEVER, runs=1) for r in doubt.ROWS if r.run not in (doubt.doubted, doubt.left)]
    monkeypatch.setattr(doubt, "ROWS", rows)
    assert doubt.main() == 0
    assert "Sobol' indices" in capsys.readouterr().out


def test_doubt_of_a_verdict(monkeypatch):
    whole = ripeness.doubt
    monkeypatch.setattr(ripeness, "doubt", lambda *asked: whole(*asked, draws=16, steps=("drivers",)))
    assert doubt.doubted(ripeness.read("libya-2020")) > 10


def test_conference(monkeypatch, capsys, tmp_path):
    small = [
        conference.Row("exchange", NEVER, conference.traded(4, 3)),
        conference.Row("challenge, as printed", NEVER, conference.challenged(4, 3, replication=False)),
        conference.Row("challenge, replication", NEVER, conference.challenged(4, 3, replication=True)),
        conference.Row("libya", NEVER, conference.libya(4), runs=1),
    ]
    monkeypatch.setattr(conference, "rows", lambda folder: small)
    no_peer(monkeypatch, conference)
    assert conference.main() == 0
    assert "not installed" in capsys.readouterr().out
    assert len(read_negotiations(conference.tables(tmp_path, issues=7, actors=5)).issues) == 7
    assert conference.tested(str(tmp_path))


@pytest.mark.slow
def test_leverage(monkeypatch, capsys):
    monkeypatch.setattr(leverage, "SEEDS", (0,))
    monkeypatch.setattr(leverage, "RUNS", 1)

    def plan(draft):
        case = leverage.scenario(0, actors=5, ties=7, issues=2, alternatives=3)
        return lambda seed: leverage._work(case, draft, 0.8)

    cases = (leverage.Case("given", NEVER, plan("text")), leverage.Case("free", NEVER, plan(None)))
    monkeypatch.setattr(leverage, "CASES", cases)
    assert leverage.main() == 0
    assert "given" in capsys.readouterr().out


@pytest.mark.slow
def test_timeline(monkeypatch, capsys):
    monkeypatch.setattr(timeline, "FACTS", 3)
    small = [timeline.Row(kind, NEVER, timeline.chain(kind, 10.0), runs=1) for kind in ("mixing", "rising")]
    small += [timeline.Row("libya", NEVER, timeline.libya(2, ask=("truce-until-berlin",)), runs=1)]
    monkeypatch.setattr(timeline, "rows", lambda: small)
    monkeypatch.setattr(
        timeline, "CHAIN", {**timeline.CHAIN, "rates": [[0.05, 0.1], [0.06, 0.1]], "histories": 500, "runs": 1}
    )
    no_peer(monkeypatch, timeline)
    assert timeline.main() == 0
    assert "GillesPy2: not measured" in capsys.readouterr().out
    assert 0 < timeline.histories(1_000, 2)() < 1


def test_whole_commands(tmp_path):
    """The commands that are timed exist, and the files that they are given pass `check`."""
    from ripeness.scenario import read

    cases = everything.cases(str(tmp_path))
    assert {c.command[1] for c in cases if c.command[0] == everything.RIPENESS} >= {"check", "sign", "report"}
    assert len((tmp_path / "long.yaml").read_text(encoding="utf-8").splitlines()) >= 3_000
    assert read(tmp_path / "long.yaml").id == "libya-2020"
    assert (tmp_path / "heavy.yaml").stat().st_size >= 2 * 2**20
    assert everything.seconds(cases[0].command) > 0
    json.dumps([c.name for c in cases])

"""Pages that are made from the code are up to date; every command is in the README."""

import importlib.util
from pathlib import Path

from typer.main import get_command

from ripeness.cli.app import app

ROOT = Path(__file__).parents[2]


def generator():
    specification = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_reference_of_the_format_is_up_to_date():
    page = (ROOT / "docs" / "reference" / "scenario.md").read_text(encoding="utf-8")
    assert page == generator().scenario_page(), "run: python docs/generate.py"


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in get_command(app).commands:
        assert f"ripeness {command}" in readme


def test_every_link_of_the_documentation_leads_somewhere():
    import re

    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"

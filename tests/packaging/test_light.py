"""Importing is light, optional packages are optional, and public names are complete."""

import subprocess
import sys

import pytest

import ripeness


def loaded_after(code):
    """Return the names of modules that a fresh interpreter has loaded after running some code."""
    script = f"{code}\nimport sys\nprint(' '.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_import_and_help_load_neither_numpy_nor_pydantic():
    heavy = {"numpy", "pydantic", "scipy", "matplotlib", "yaml", "pandas"}
    assert not heavy & loaded_after("import ripeness")
    code = "import sys\nfrom ripeness.cli.app import app\ntry: app(['--help'])\nexcept SystemExit: pass"
    assert not heavy & loaded_after(code)


def test_checking_a_file_loads_no_numpy():
    code = "import ripeness\nripeness.read('libya-2020')"
    assert "numpy" not in loaded_after(code)


def test_signing_loads_no_pictures_and_no_pandas():
    code = "import ripeness\nripeness.sign(ripeness.read('libya-2020'), 'moscow', draws=4)"
    assert not {"matplotlib", "pandas", "jinja2"} & loaded_after(code)


def test_public_names_are_sorted_and_exist():
    assert ripeness.__all__ == sorted(ripeness.__all__, key=lambda n: (n.isupper(), n))
    for name in ripeness.__all__:
        assert getattr(ripeness, name) is not None
    assert set(ripeness.__all__) <= set(dir(ripeness))


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(ripeness, "nothing")  # noqa: B009 - as a reader would type it

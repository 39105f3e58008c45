"""The project keeps its own house rules: names, locks, addresses, start-up time, set-up scripts."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("app", "evaluation", "pipelines", "annotation", "extract", "models", "records", "synth")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
LOCKED = re.compile(
    r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; [^\\]+)?((?: --hash=sha256:[0-9a-f]{64})+)$"
)
REGISTRIES = (
    ("py", "pi.org"),
    ("python", "hosted.org"),
    ("npm", "js.org"),
    ("npm", "js.com"),
    ("deb.", "debian.org"),
    ("security.", "debian.org"),
    ("conda.", "anaconda.org"),
    ("download.", "pytorch.org"),
    ("crates", ".io"),
    ("proxy.", "golang.org"),
)
REGISTRY = re.compile("|".join(re.escape("".join(halves)) for halves in REGISTRIES).encode())
MACHINE_PATH = re.compile(rb"(?<![\w./)\]}>*-])/(?:work|root|home|Users|tmp/w)/\w")
HEAVY = {
    *(
        "babel",
        "cv2",
        "jinja2",
        "label_studio_sdk",
        "numpy",
        "pandas",
        "pdfplumber",
        "phonenumbers",
    ),
    *("PIL", "pyarrow", "pycountry", "pypdfium2", "pytesseract", "rapidfuzz", "spacy", "torch"),
}
HELP_LIMIT_S = 0.3


def project_files() -> list[Path]:
    """Every file that is tracked, or would be on `git add`."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout: what is tracked cannot be told")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = (ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def direct(name: str) -> set[str]:
    """Names of the packages that `requirements/<name>.in` asks for."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return {re.split(r"[ =<>;#\[]", line)[0] for line in lines if line and line[0] not in "#-"}


TRAINING = direct("train") | {"torch", "transformers", "safetensors"}
"""What models/train/ imports and a run does not; it is not installed where the tests run. Three stand
in no lock: `make train-tagger` installs them."""


def entries(lock: Path) -> list[str]:
    """Return the lock's logical lines, continuation lines joined by one space."""
    return re.sub(r" *\\\n *", " ", lock.read_text(encoding="ascii")).splitlines()


def versions(name: str) -> dict[str, str]:
    matches = (LOCKED.match(line) for line in entries(ROOT / "requirements" / f"{name}.txt"))
    return {f"{match[1]}": match[2] for match in matches if match}


def imported_modules() -> Iterator[tuple[str, str]]:
    """Yield (file, top-level module) for each absolute import of our packages."""
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield str(path.relative_to(ROOT)), alias.name.partition(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield str(path.relative_to(ROOT)), node.module.partition(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_dependency_shadows_our_names(package: str) -> None:
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)
    assert set(packages_distributions().get(package, ())) <= {"casefile"}


def test_no_file_names_a_package_registry() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if REGISTRY.search(path.read_bytes())
    ]
    assert found == []


def test_no_file_names_a_path_of_a_machine() -> None:
    found = [
        (str(path.relative_to(ROOT)), match[0])
        for path in project_files()
        if (match := MACHINE_PATH.search(path.read_bytes()))
    ]
    assert found == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert REGISTRY.search(b"https://" + "".join(REGISTRIES[0]).encode() + b"/simple")
    assert MACHINE_PATH.search(b'open("' + b"/ro" + b'ot/secret")')
    assert not MACHINE_PATH.search(b"https://example.org/work/paper")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.name))
def test_lock_holds_versions_and_hashes_only(lock: Path) -> None:
    odd = [line[:80] for line in entries(lock) if not LOCKED.match(line)]
    assert odd == []


@pytest.mark.parametrize("name", ["run", "test", "train"])
def test_lock_holds_what_is_asked_for(name: str) -> None:
    assert direct(name) <= versions(name).keys()


def test_test_lock_agrees_with_the_run_lock() -> None:
    run, test = versions("run"), versions("test")
    assert {name: run[name] for name in run.keys() & test} == {
        name: test[name] for name in run.keys() & test
    }


@pytest.mark.parametrize("name", ["run", "test", "train", "labelstudio"])
def test_no_torch_in_a_lock(name: str) -> None:
    assert versions(name).keys().isdisjoint({"torch", "transformers"})


def test_every_import_is_a_direct_dependency() -> None:
    distributions = packages_distributions()
    run, drawing = direct("run"), direct("run") | direct("test")
    missing = {
        (path, module)
        for path, module in imported_modules()
        if module not in sys.stdlib_module_names and module not in PACKAGES
        if module not in TRAINING or not path.startswith("models/train/")
        if not (drawing if path.startswith("synth/") else run)
        & {re.sub(r"[-_.]+", "-", name).lower() for name in distributions.get(module, ())}
    }
    assert missing == set()


@pytest.mark.parametrize("name", sorted(direct("run") | direct("test")))
def test_every_direct_dependency_is_explained(name: str) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert f"| {name} |" in page


def _help(code: str = "") -> tuple[float, subprocess.CompletedProcess[str]]:
    """Run `casefile --help` in a fresh interpreter after `code`; return seconds and the outcome."""
    call = (
        "import sys; sys.argv = ['casefile', '--help']; from app.cli import main; sys.exit(main())"
    )
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{call}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return time.monotonic() - started, done


def test_help_answers_at_once() -> None:
    runs = [_help() for _ in range(5)]
    assert all(done.returncode == 0 and "run" in done.stdout for _, done in runs)
    assert min(seconds for seconds, _ in runs) < HELP_LIMIT_S


def test_help_imports_nothing_heavy() -> None:
    modules = "import atexit, sys; atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)))"
    _, done = _help(modules)
    loaded = set(done.stderr.split())
    assert done.returncode == 0 and "app.cli" in loaded
    assert loaded & HEAVY == set()


# --- the scripts, on a machine made of stubs ------------------------------------------------------


class Machine:
    """A folder with a copy of `setup` and a PATH of its own; every stub call is logged."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / "bin"
        self.log = home / "calls.log"
        self.bin.mkdir()
        self.log.touch()
        shutil.copy(ROOT / "setup", home / "setup")
        for tool in ("cat", "cksum", "dirname", "env", "grep", "sh"):
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def stub(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.log}"\n{body}\n', encoding="utf-8")
        path.chmod(0o755)

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.home / "setup"), *arguments]
        path = {"PATH": str(self.bin)}
        return subprocess.run(
            command, cwd="/", env=path, capture_output=True, text=True, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Python there, Tesseract not; making an environment fails, so that nothing is installed."""
    fresh = Machine(tmp_path)
    fresh.stub("python3", '[ "$1" != -m ]')
    fresh.stub("id", "echo 1000")
    return fresh


def test_setup_without_rights_prints_one_command_and_stops(machine: Machine) -> None:
    machine.stub("apt-get", "exit 0")
    machine.stub("sudo", "exit 1")
    done = machine.setup()
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "sudo apt-get update && sudo apt-get install -y "
        "tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa tesseract-ocr-osd"
    ]
    assert "apt-get" not in machine.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("user", ["0", "1000"])
def test_setup_with_rights_installs_what_is_missing(machine: Machine, user: str) -> None:
    tesseract = "#!/bin/sh\\nprintf 'eng\\\\nosd\\\\nspa\\\\n'\\n"
    chmod = shutil.which("chmod")
    machine.stub("id", f"echo {user}")
    machine.stub("sudo", 'shift; exec "$@"')
    machine.stub("true", "exit 0")
    machine.stub(
        "apt-get",
        f"""[ "$1" = update ] || {{ printf "{tesseract}" >"{machine.bin}/tesseract"
        {chmod} +x "{machine.bin}/tesseract"; }}""",
    )
    done = machine.setup()
    calls = machine.log.read_text(encoding="utf-8")
    assert "apt-get update" in calls and "tesseract-ocr-spa tesseract-ocr-osd" in calls
    assert "could not make .venv" in done.stderr


def test_setup_needs_every_language(machine: Machine) -> None:
    machine.stub("tesseract", "printf 'eng\\nosd\\n'")
    done = machine.setup()
    assert done.returncode == 1
    assert "missing: Tesseract with eng, spa and osd" in done.stderr


def test_setup_refuses_a_python_it_does_not_know(machine: Machine) -> None:
    machine.stub("python3", "exit 1")
    done = machine.setup()
    assert done.returncode == 1
    assert "Python 3.11 to 3.13" in done.stderr


def test_setup_refuses_an_unknown_argument(machine: Machine) -> None:
    done = machine.setup("everything")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_second_setup_does_nothing() -> None:
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("these tests do not run in .venv, which ./setup makes")
    done = subprocess.run([str(ROOT / "setup")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

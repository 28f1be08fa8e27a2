"""Make the virtual environment and install the locked requirements, once for each lock.

Run by a Python that has nothing installed yet: standard library only, and syntax that an
older Python can still read, so that it can be told that it is too old.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# What installs more installs the rest too.
ALSO = {"docs": ["dev", "run"], "dev": ["run"], "run": []}


def main(arguments: list[str]) -> int:
    """Install ``run`` (the default), ``dev`` or ``docs``; the exit code."""
    wanted = arguments[0] if arguments else "run"
    if wanted not in ALSO:
        return refuse(f"Write run, dev or docs, not {wanted}.")
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        return refuse(
            f"Python 3.11 to 3.14 is needed, and {sys.executable} is {version[0]}.{version[1]}. "
            "Name another one, such as: make run PYTHON=python3.12"
        )
    lock = CHECKOUT / "requirements" / (wanted + ".txt")
    if stamp(wanted).is_file() and stamp(wanted).read_text() == fingerprint(lock) and works():
        return 0
    if not works() and not make_environment():
        return refuse("This Python lacks venv; on Debian: apt install python3-venv.")
    say(f"Installing requirements/{lock.name}")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if os.environ.get("WHEELS"):
        command += ["--no-index", "--find-links", os.environ["WHEELS"]]
    command += ["--require-hashes", "-r", str(lock)]
    if subprocess.call(command, cwd=str(CHECKOUT)) != 0:  # noqa: S603
        return refuse(
            "The requirements could not be installed. Without Internet give pip a folder of "
            "wheels: make run WHEELS=folder (docs/administration.md says how to fill it)."
        )
    for name in [wanted, *ALSO[wanted]]:
        stamp(name).write_text(fingerprint(lock.with_name(name + ".txt")))
    return 0


def make_environment() -> bool:
    """Make .venv anew; False where this Python cannot."""
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        return False
    say("Making .venv")
    venv.create(str(ENVIRONMENT), with_pip=True, clear=True)
    return True


def stamp(name: str) -> Path:
    """The file that says which lock is installed."""
    return ENVIRONMENT / ("installed-" + name)


def fingerprint(lock: Path) -> str:
    """The lock's content and the Python it was installed for."""
    return f"{VERSION} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def works() -> bool:
    """Whether there is an environment of this Python's version that can be run."""
    look = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.check_output([str(PYTHON), "-c", look], stderr=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.decode().strip() == VERSION


def say(line: str) -> None:
    """A line for the person at the keyboard."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def refuse(line: str) -> int:
    """A line of error and its exit code."""
    sys.stderr.write(line + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

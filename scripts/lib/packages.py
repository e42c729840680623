"""Python packages for the scripts, in a virtual environment of their own in $SPPDET_CACHE or ~/.cache/sppdet."""
import os
import pathlib
import subprocess
import sys
import venv

from lib.sppdet import NAME


def start_again_with(packages, alone=(), purpose="python"):
    """Starts the running script again with a Python that has these packages; those in `alone` come without what they depend on.

    Packages that do not go together are for another purpose each."""
    script = pathlib.Path(os.path.abspath(sys.argv[0]))
    folder = pathlib.Path(os.environ.get("SPPDET_CACHE") or pathlib.Path.home() / ".cache/sppdet") / f"{NAME}-{purpose}"
    python = folder / "bin/python"
    if pathlib.Path(sys.prefix).resolve() == folder.resolve():
        raise SystemExit(f"{NAME}: {folder} lacks a package; remove it and try again")
    if not python.exists():
        venv.create(folder, with_pip=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if alone:
        subprocess.run([*pip, "--no-deps", *alone], check=True)
    subprocess.run([*pip, *packages], check=True, stderr=subprocess.DEVNULL if alone else None)  # it warns of what was left out
    os.execv(python, [python, script, *sys.argv[1:]])

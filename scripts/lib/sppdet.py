"""Where the scripts are, the program they run, and how they say what is wrong."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPPDET = str(ROOT / "scripts/sppdet")
NAME = pathlib.Path(sys.argv[0]).name


def sppdet(*arguments, status=0, **options):
    """Runs sppdet, which must end with that status; gives what it printed, unless `stdout` is a file."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    run = subprocess.run([SPPDET, *map(str, arguments)], text=True, **options)
    if run.returncode != status:
        raise SystemExit(f"{NAME}: sppdet {arguments[0]} ended with status {run.returncode}\n{run.stderr or ''}")
    return run.stdout


def logged(log, *arguments):
    """Runs sppdet, whose output goes to a file."""
    with open(log, "w") as out:
        sppdet(*arguments, stdout=out, stderr=subprocess.STDOUT)


def say(text):
    """A line on standard error."""
    print(f"{NAME}: {text}", file=sys.stderr)

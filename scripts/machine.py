"""The machine that a script measures, and what scripts/sppdet sets before it starts Java."""
import os
import pathlib
import platform
import re
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def machine():
    """What stands above a table of measurements."""
    with open("/proc/cpuinfo") as lines:
        name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return f"{name}, {len(os.sched_getaffinity(0))} cores, {platform.system()}, {time.strftime('%Y-%m-%d')}"


def launcher_environment():
    """The variables that scripts/sppdet exports where the caller has not set them: for commands that are run without it."""
    text = (ROOT / "scripts/sppdet").read_text()
    return {name: os.environ.get(name, value) for name, value in re.findall(r"\b(\w+)=\$\{\1:-([^}]+)\}", text)}

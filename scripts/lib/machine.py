"""The machine that a script measures, and what Java needs to run the benchmarks of src/test as scripts/sppdet runs the rest."""
import os
import pathlib
import platform
import re
import subprocess
import time

from lib.sppdet import ROOT


def machine():
    """What stands above a table of measurements."""
    with open("/proc/cpuinfo") as lines:
        name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return f"{name}, {len(os.sched_getaffinity(0))} cores, {platform.system()}, {time.strftime('%Y-%m-%d')}"


def launcher_environment():
    """The variables that scripts/sppdet exports where the caller has not set them: for commands that are run without it."""
    text = (ROOT / "scripts/sppdet").read_text()
    return {name: os.environ.get(name, value) for name, value in re.findall(r"\b(\w+)=\"?\$\{\1:-([^}]+)\}", text)}


def test_classpath(listed):
    """Builds the tests; their classpath, of which Maven writes the libraries to the file `listed`."""
    subprocess.run(["mvn", "-q", "-B", "-Dspotless.check.skip=true", "test-compile", "dependency:build-classpath", "-Dmdep.includeScope=test",
                    f"-Dmdep.outputFile={listed}"], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return f"{ROOT}/target/test-classes:{ROOT}/target/classes:{pathlib.Path(listed).read_text().strip()}"

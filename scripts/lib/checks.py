"""Comparisons that tell what differs."""
from lib.sppdet import say


def expect(what, got, wanted):
    """Nothing, or what is not as wanted."""
    if got != wanted:
        yield f"{what}: {got!r}, not {wanted!r}"


def exit_code(faults):
    """Says what is wrong; 0 if nothing is."""
    for fault in faults:
        say(fault)
    return 1 if faults else 0


class Checks:
    """Counts what holds and what does not, a line each."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, ok, text):
        print(f"{'ok  ' if ok else 'FAIL'} {text}", flush=True)
        self.passed += bool(ok)
        self.failed += not ok

    def exit_code(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return min(self.failed, 1)

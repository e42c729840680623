"""Headless Chromium, for the scripts that use pages as a reader does."""
import base64
import json
import os
import shutil
import subprocess
import time

from lib.sppdet import NAME

KEYS = {"ArrowRight": 39, "ArrowLeft": 37, "ArrowDown": 40, "Enter": 13, "Escape": 27, "m": 77, "/": 191}


def chromium():
    """The program; where there is none, says so and ends the script with 0."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print(f"{NAME}: skipped, there is no chromium on the PATH")
        raise SystemExit(0)
    return program


class Browser:
    """Chromium, spoken to over two pipes."""

    def __init__(self, program, profile):
        ours, theirs = os.pipe(), os.pipe()  # commands; answers
        command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}"]

        def connect():
            os.dup2(os.dup(ours[0]), 3)
            os.dup2(os.dup(theirs[1]), 4)

        pipes = (3, 4, ours[0], theirs[1])
        self.process = subprocess.Popen(command, preexec_fn=connect, pass_fds=pipes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(ours[0])
        os.close(theirs[1])
        self.commands, self.answers = os.fdopen(ours[1], "wb", buffering=0), os.fdopen(theirs[0], "rb")
        self.last, self.rest, self.session, self.events = 0, b"", None, []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.send(domain + ".enable")
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)  # a page without the focus may not copy

    def send(self, method, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.commands.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.rest:
            data = self.answers.read1(1 << 20)
            if not data:
                raise SystemExit(f"{NAME}: chromium ended")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def run(self, script):
        """The value of an expression in the page, a promise's too."""
        result = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails'].get('exception', result)}")
        return result["result"].get("value")

    def until(self, script, seconds=60):
        end = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > end:
                raise SystemExit(f"{NAME}: waited for {script}")
            time.sleep(0.05)

    def open(self, page, screen, ready):
        """Shows a page on a screen of that width, height, density and kind, and waits until an expression in it holds."""
        width, height, density, phone = screen
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=density, mobile=phone)
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
        self.until(f"document.readyState === 'complete' && {ready}")

    def click(self, element, along=0.5, down=0.5, block="nearest"):
        """Presses the mouse on an element, once it rests and nothing lies over it.

        along, down: how far from its left end to its right, from its top to its bottom.
        """
        x, y = self.run(f"""(async () => {{
          const frame = () => new Promise(requestAnimationFrame), end = performance.now() + 20000;
          let last = [];
          while (performance.now() < end) {{
            const e = {element};
            e?.scrollIntoView({{ block: '{block}' }});
            const r = e?.getBoundingClientRect(), at = r && [r.left + r.width * {along}, r.top + r.height * {down}];
            if (at && at[0] === last[0] && at[1] === last[1] && e.contains(document.elementFromPoint(...at))) return at;
            last = at ?? [];
            await frame();
          }}
          throw new Error("it can't be clicked");
        }})()""")
        for kind in ["mousePressed", "mouseReleased"]:
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key):
        for kind in ["rawKeyDown", "keyUp"]:
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key])

    def screenshot(self, file):
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def faults(self):
        """What the browser complained of, and what it fetched."""
        self.run("new Promise(done => requestAnimationFrame(done))")
        for event in self.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                yield "script: " + parameters["exceptionDetails"].get("exception", {}).get("description", str(parameters))
            elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                yield "log: " + parameters["entry"]["text"]
            elif method == "Network.requestWillBeSent" and not parameters["request"]["url"].startswith(("data:", "file:")):
                yield "fetched " + parameters["request"]["url"]

    def close(self):
        self.session = None
        self.send("Browser.close")
        self.process.wait(60)

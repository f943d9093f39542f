#!/usr/bin/env python3
"""Shows mails as their readers see them: HTML in Chromium, light and dark, wide and narrow, as
PNG files, and text as mutt shows it.

  show.py mails OUT FILE...
        of each FILE (NAME.eml) OUT/NAME.png, with all four views side by side, and OUT/NAME.txt
  show.py samples OUT FILL TEMPLATES LANGUAGE [SCRIPT] [KIND...]
        the same of the sample mails of t/tools/samples.py, rendered by the program FILL
        (t/tools/fill); SCRIPT is latin, arabic or hebrew: what customers' words are written in

Needs chromium (or $CHROMIUM) and mutt (contrib/deps look); says what is missing and ends with 77 where there is none.
"""
import base64
import email
import email.message
import email.policy
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import samples

VIEWS = [(scheme, width) for width in (720, 360) for scheme in ("light", "dark")]
SKIP = 77


class Browser:
    """A Chromium without a window, spoken to by the DevTools protocol over a pipe."""

    def __init__(self, program, folder):
        read_end, self.commands = os.pipe()
        self.answers, write_end = os.pipe()
        # It expects its end of the two pipes as 3 and 4. Numbers above that are free for certain.
        script = f'exec "$@" 3<&{read_end} 4>&{write_end}'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", program, "--headless=new", "--no-sandbox", "--disable-gpu",
             "--disable-extensions", "--hide-scrollbars", "--no-first-run", "--remote-debugging-pipe",
             f"--user-data-dir={folder}/profile", "about:blank"],
            pass_fds=(read_end, write_end), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_end)
        os.close(write_end)
        self.buffer, self.number, self.session = b"", 0, None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def next(self):
        while b"\0" not in self.buffer:
            data = os.read(self.answers, 1 << 20)
            if not data:
                raise EOFError("Chromium has ended")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def ask(self, method, **params):
        self.number += 1
        order = {"id": self.number, "method": method, "params": params}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.commands, json.dumps(order).encode() + b"\0")
        while True:
            answer = self.next()
            if answer.get("id") != self.number:
                continue
            if "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            return answer["result"]

    def picture(self, page, scheme, width):
        """All of a page as PNG, as it looks on a screen of that width."""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=200, deviceScaleFactor=1,
                 mobile=width < 500)
        frame = self.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.ask("Page.setDocumentContent", frameId=frame, html=page)
        # A frame or two later all of it has been laid out.
        self.ask("Runtime.evaluate", awaitPromise=True, expression=(
            "Promise.all([...document.images].map(i => i.decode())).then(() => new Promise("
            "done => requestAnimationFrame(() => requestAnimationFrame(done))))"))
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, format="png", clip={
            "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})
        return base64.b64decode(shot["data"])

    def sheet(self, page):
        """One picture of all views."""
        images = "".join(
            f'<img style="margin:4px;vertical-align:top" src="data:image/png;base64,'
            f'{base64.b64encode(self.picture(page, *view)).decode()}">' for view in VIEWS)
        width = sum(width + 8 for _, width in VIEWS)
        return self.picture(f'<body style="margin:0;background:#c60;white-space:nowrap;font-size:0">{images}',
                            "light", width)

    def end(self):
        self.ask("Browser.close")
        self.process.wait(30)
        os.close(self.commands)
        os.close(self.answers)


def read_text(raw, folder):
    """What mutt shows of a mail on a screen of 80 columns."""
    mail, shown = f"{folder}/mail", f"{folder}/shown"
    with open(mail, "wb") as file:
        file.write(b"From show Mon Nov 23 09:00:00 2026\n" + raw.replace(b"\r\n", b"\n"))
    with open(f"{folder}/muttrc", "w", encoding="utf-8") as file:
        file.write("set mbox_type=mbox mark_old=no quit=yes wait_key=no \n"
                   f'set folder={folder}\n'
                   "alternative_order text/plain\nignore *\n"
                   "unignore from to subject date reply-to auto-submitted list-unsubscribe\n"
                   f'set display_filter="tee {shown}"\n'
                   'push "<display-message><exit><quit>"\n')
    command = f"stty cols 80 rows 40; exec mutt -n -F {folder}/muttrc -R -f {mail}"
    environ = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": folder}
    subprocess.run(["script", "-qec", f"bash -c {shlex.quote(command)}", "/dev/null"], env=environ, timeout=60,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with open(shown, encoding="utf-8") as file:
        return file.read()


def sample_mails(fill, templates, language, script, kinds):
    """(name, bytes) of each sample."""
    wanted = [sample for sample in samples.samples(script) if not kinds or sample[0] in kinds]
    lines = "".join(json.dumps({"language": language, "name": kind, "values": values}) + "\n"
                    for kind, _, values in wanted)
    filled = subprocess.run([fill, templates], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    for (kind, variant, _), line in zip(wanted, filled.splitlines()):
        parts = json.loads(line)
        if "error" in parts:
            sys.exit(f"{kind}: {parts['error']}")
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail["From"] = "Example Support <support@example.org>"
        mail["To"] = "jane@example.net"
        mail["Subject"] = parts["subject"]
        mail.set_content(parts["text"])
        mail.add_alternative(parts["html"], subtype="html")
        yield f"{kind}.{variant}.{language}.{script}", mail.as_bytes()


def main(words):
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    missing = [name for name in ("mutt", "script") if not shutil.which(name)]
    if not program or missing:
        print("missing:", *missing, *([] if program else ["chromium"]), file=sys.stderr)
        return SKIP
    if words[0] == "samples":
        out, fill, templates, language, *kinds = words[1:]
        script = kinds.pop(0) if kinds and kinds[0] in samples.WORDS else "latin"
        mails = list(sample_mails(fill, templates, language, script, kinds))
    else:
        out, mails = words[1], []
        for path in words[2:]:
            with open(path, "rb") as file:
                mails.append((re.sub(r"\.eml$", "", os.path.basename(path)), file.read()))
    os.makedirs(out, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(program, folder)
        for name, raw in mails:
            with open(f"{out}/{name}.txt", "w", encoding="utf-8") as file:
                file.write(read_text(raw, folder))
            part = email.message_from_bytes(raw, policy=email.policy.default).get_body(("html",))
            if part is not None:
                with open(f"{out}/{name}.png", "wb") as file:
                    file.write(browser.sheet(part.get_content()))
        browser.end()
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("mails", "samples"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))

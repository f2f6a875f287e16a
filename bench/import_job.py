#!/usr/bin/env python3
"""A large import as the browser leads it: upload, check, write and stop in the middle, write and kill the server, write to the end. Prints the
largest memory of the server and of its confined child at each step, and how many files are there after it.
    bench/import_job.py PROGRAM DB-URL FILE [PORT]
The database holds a sample province; its DRC officer signs in.
"""
import html.parser
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

ACCOUNT, PASSWORD = "drc", "Sample-drc-2026"


class Form(html.parser.HTMLParser):
    """The fields of the form whose action ends so, as a browser would send them untouched."""

    def __init__(self, page, action):
        super().__init__()
        self.action, self.inside, self.fields, self.select, self.area = action, False, [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.inside = a.get("action", "").endswith(self.action)
        if not self.inside:
            return
        if tag == "input" and a.get("name") and a.get("type") not in ("file", "submit") and (a.get("type") not in ("radio", "checkbox") or "checked" in a):
            self.fields.append((a["name"], a.get("value", "")))
        elif tag == "select":
            self.select = [a["name"], None]
        elif tag == "option" and self.select and ("selected" in a or self.select[1] is None):
            self.select[1] = a.get("value", "")
        elif tag == "textarea":
            self.area = [a["name"], ""]

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            self.fields.append((self.select[0], self.select[1] or ""))
            self.select = None
        elif tag == "textarea" and self.area:
            self.fields.append((self.area[0], self.area[1].lstrip("\n")))
            self.area = None
        elif tag == "form":
            self.inside = False


class Site:
    def __init__(self, program, url, port):
        self.program, self.url, self.port, self.cookie, self.token, self.jar = program, url, port, "", None, {}
        self.data = tempfile.mkdtemp(prefix="diaodu-import-job.")
        self.start()

    def start(self):
        self.log = open(os.path.join(self.data, "log"), "ab")
        self.process = subprocess.Popen([self.program, "--db", self.url, "serve", "--listen", f"127.0.0.1:{self.port}"],
                                        env={**os.environ, "DIAODU_DATA": self.data}, stdout=self.log, stderr=self.log)
        for _ in range(300):
            try:
                if self.get("/health")[0]:
                    return
            except OSError:
                time.sleep(0.2)
        sys.exit("the server does not answer")

    def ask(self, method, path, body=None, kind=None, token=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        c.request(method, path, body, {"Cookie": self.cookie, **({"Content-Type": kind} if kind else {}),
                                       **({"Authorization": f"Bearer {token}"} if token else {})})
        answer = c.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.jar.update([value.split(";")[0].split("=", 1)])
                self.cookie = "; ".join(f"{k}={v}" for k, v in self.jar.items() if v)
        return answer.status, answer.getheader("Location") or "", text

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        return self.ask("POST", path, urllib.parse.urlencode(fields), "application/x-www-form-urlencoded")

    def csrf(self, page):
        return re.search(r'name="csrf" value="([^"]+)"', page).group(1)

    def sign_in(self):
        page = self.get("/sign-in")[2]
        form = dict(Form(page, "/sign-in").fields)
        form.update(login=ACCOUNT, password=PASSWORD)
        status, place, _ = self.post("/sign-in", form)
        if status != 303:
            sys.exit(f"sign-in is refused: {status} {place}")

    def memory(self, key="VmHWM"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            return int(re.search(key + r":\s+(\d+)", f.read()).group(1)) / 1024

    def child(self):
        """The confined child's memory, where there is one."""
        most = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            try:
                with open(f"/proc/{self.process.pid}/task/{task}/children", encoding="ascii") as f:
                    kids = f.read().split()
                for kid in kids:
                    with open(f"/proc/{kid}/status", encoding="ascii") as f:
                        most = max(most, int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024)
            except (OSError, AttributeError):
                pass
        return most

    def projects(self):
        if not self.token:
            said = subprocess.run([self.program, "--db", self.url, "token", "create", ACCOUNT], check=True, capture_output=True, text=True).stdout
            self.token = said.split()[-1]
        return int(re.search(r'"total":\s*(\d+)', self.ask("GET", "/api/v1/projects?limit=1", token=self.token)[2]).group(1))


def upload(site, path):
    page = site.get("/projects/import")[2]
    with open(path, "rb") as f:
        content = f.read()
    name = os.path.basename(path)
    body = (f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{site.csrf(page)}\r\n--b\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n').encode() + content + b"\r\n--b--\r\n"
    status, place, text = site.ask("POST", "/projects/import", body, "multipart/form-data; boundary=b")
    if status != 303:
        sys.exit(f"the upload is refused: {status} {text[:2000]}")
    base = re.match(r".*/import/\d+", place).group(0)
    site.post(base + "/sheet", Form(site.get(base + "/sheet")[2], "/sheet").fields + [("do", "next")])
    status, place, text = site.post(base + "/columns", Form(site.get(base + "/columns")[2], "/columns").fields + [("do", "next")])
    if not place.endswith("/check"):
        sys.exit(f"the columns are refused: {status} {text[:3000]}")
    return base


def share(page, phase):
    """How far the job on a page is in a phase: 0 to 1; None when none is running."""
    got = re.search(r"<progress[^>]*>", page)
    if not got:
        return 0.0 if re.search(r'action="/jobs/\d+/stop"', page) else None
    if phase not in page:
        return 0.0
    a = dict(re.findall(r'(\w+)="([\d.]+)"', got.group(0)))
    return float(a.get("value", 0)) / float(a.get("max", 1) or 1)


def follow(site, base, until=1.1):
    """Waits until the job is over or beyond a share; returns the page."""
    started, child = time.monotonic(), 0
    while True:
        page = site.get(base + "/check")[2]
        at, child = share(page, "正在写入"), max(child, site.child())
        if at is None or at >= until:
            return page, time.monotonic() - started, child
        time.sleep(0.5)


def tell(site, what, seconds, child):
    print(f"{what:44}{seconds:8.1f} s   server {site.memory():6.1f} MB at most, now {site.memory('VmRSS'):6.1f}   child {child:6.1f} MB   files {site.projects()}", flush=True)


def write(site, base):
    page = site.get(base + "/check")[2]
    return site.post(base + "/write", Form(page, "/write").fields)


def main():
    program, url, path = sys.argv[1:4]
    site = Site(program, url, int(sys.argv[4]) if len(sys.argv) > 4 else 8199)
    site.sign_in()
    time.sleep(2)
    tell(site, "idle", 0, 0)
    base = upload(site, path)
    tell(site, "uploaded, mapped", 0, site.child())
    _, seconds, child = follow(site, base)
    tell(site, "checked", seconds, child)
    write(site, base)
    page, seconds, child = follow(site, base, 0.6)
    stop = re.search(r'action="(/jobs/\d+/stop)"', page).group(1)
    site.post(stop, {"csrf": site.csrf(page)})
    _, more, _ = follow(site, base)
    tell(site, "written by 60 %, stopped", seconds + more, child)
    write(site, base)
    _, seconds, child = follow(site, base, 0.3)
    tell(site, "written again by 30 %, now killed", seconds, child)
    site.process.send_signal(signal.SIGKILL)
    site.process.wait()
    site.start()
    tell(site, "started again", 0, 0)
    _, seconds, child = follow(site, base)
    tell(site, "written to the end", seconds, child)
    time.sleep(5)
    tell(site, "idle again", 0, 0)
    site.process.terminate()
    site.process.wait()


main()

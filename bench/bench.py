"""Measures the program against what cannot be avoided: see bench/README.md. Called by script/bench.

For each engine and each number of projects: makes the sample province, lets the program serve it, and for each case
  1. asks once with the trace of statements on, keeps what was answered and which SQL ran,
  2. loads the program with the case,
  3. loads bench/bare with the same SQL and nothing else ("sql"), and with the same bytes from memory ("bytes").
The ratio is requests a second against those of the yardstick: 1.0 would mean that the program adds nothing.
"""
import argparse
import contextlib
import html
import http.client
import json
import os
import re
import selectors
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

CONNECTIONS = 4
SECONDS = 1.5
VARIANTS = 40       # different requests of one case, so that no answer sits in a cache
SAVES = 200         # projects that are saved, reports that are sent, each once
MONTHS = 36         # of plans and reports
SAVED_FIELD = "progress_note"
ROWS = 100_000      # of import and export
# What a person may fill of a project file, for an import wider than a list is.
WIDE = (
    "name,project_code,code_suffix,stage,source_system,source_number,owner_name,owner_uscc,owner_kind,works,industry,sector,build_kind,"
    "project_type,approve_kind,invest_kind,approve_level,strategic,flags,division,divisions,address,park,lon,lat,content,benefit,"
    "prelim_progress,progress_note,total_invest,invest_doc,inv_build,inv_equip,inv_other,inv_interest,inv_working,estimate_total,year_plan,"
    "before_year,start_plan,start_actual,finish_plan,finish_actual,produce_plan,produce_actual,full_actual,year_goal,suspend_reason,"
    "resume_plan,withdraw_reason,coop,contact,task_force,designer,builder,supervisor,doc_no,doc_date,doc_org,land_need,land_new,"
    "land_approved,land_supplied,farmland,basic_farmland,forest,sea,land_mode,standard_land,energy_tce,water_need,pollutants,in_stats,"
    "stats_month,joint_start,origin,origin_note"
)


def say(line):
    print(line, flush=True)


# --- Processes ---------------------------------------------------------------------------------------------------------

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A process that listens; ended with SIGTERM."""

    def __init__(self, command, port, env=None, log=None):
        self.command, self.port = command, port
        self.log = open(log, "ab") if log else subprocess.DEVNULL
        self.process = subprocess.Popen(command, env={**os.environ, **(env or {})}, stdout=self.log, stderr=self.log)
        for _ in range(600):
            if self.process.poll() is not None:
                raise SystemExit(f"bench: {' '.join(command)} ended with status {self.process.returncode}; see {log}")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"bench: {' '.join(command)} does not listen")

    def memory_mb(self, which):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            return int(re.search(rf"^{which}:\s+(\d+) kB", f.read(), re.M).group(1)) / 1024

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as f:
            words = f.read().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Browser:
    """Just enough of one to sign in and to ask."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        data = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return answer.status, data

    def sign_in(self, account, password):
        _, page = self.ask("GET", "/sign-in")
        fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.decode()))
        fields = {name: html.unescape(value) for name, value in fields.items()}
        fields.update(login=account, password=password)
        status, page = self.ask("POST", "/sign-in", urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
        if status not in (302, 303):
            raise SystemExit(f"bench: {account} cannot sign in: {status} {page[:300]!r}")


def raw(method, path, headers, body=b""):
    """A request as bench/load sends it."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    if body:
        head += f"Content-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


# --- Measuring ---------------------------------------------------------------------------------------------------------

class Copy:
    """The same data again while a case writes into it."""

    def __init__(self, bench, engine, url, name):
        self.bench, self.engine, self.url = bench, engine, bench.copy(engine, url, name)

    def __enter__(self):
        return self.url

    def __exit__(self, *_):
        self.bench.drop(self.engine, self.url)


class Bench:
    def __init__(self, options):
        self.build, self.scratch = os.path.abspath(options.build), options.scratch
        os.makedirs(self.scratch, exist_ok=True)
        self.program = os.path.join(self.build, "diaodu")
        self.only, self.results = options.cases, []

    def tool(self, name):
        return os.path.join(self.build, "bench", name)

    def load(self, server, requests, once=False, seconds=SECONDS, connections=CONNECTIONS, rate=None):
        """What bench/load says, with the server's processor time for each request: it holds on a busy machine too."""
        path = os.path.join(self.scratch, "requests")
        with open(path, "wb") as f:
            f.write(b"\0".join(requests) + b"\0")
        before = server.cpu_seconds()
        out = subprocess.run([self.tool("load"), f"127.0.0.1:{server.port}", path, str(connections), "once" if once else str(seconds),
                              *([str(rate)] if rate else [])],
                             check=True, capture_output=True, text=True).stdout
        got = json.loads(out)
        got["cpu_ms"] = (server.cpu_seconds() - before) * 1000 / got["requests"]
        return got

    def database(self, engine, n):
        """A new one; what a run left behind that was broken off is dropped."""
        if engine == "sqlite":
            url = f"sqlite:{self.scratch}/bench-{n}.sqlite"
            self.drop(engine, url)
            return url
        server = os.environ["DIAODU_TEST_PG"]
        url = re.sub(r"/[^/]*$", f"/bench_{n}", server)
        self.drop(engine, url)
        subprocess.run(["psql", server, "-q", "-c", f"CREATE DATABASE bench_{n}"], check=True)
        return url

    def copy(self, engine, url, name):
        """The same data again, for cases that write."""
        if engine == "sqlite":
            path = url[len("sqlite:"):]
            shutil.copyfile(path, f"{path}-{name}")
            return f"sqlite:{path}-{name}"
        server, old = url.rsplit("/", 1)
        subprocess.run(["psql", server + "/postgres", "-q", "-c", f"CREATE DATABASE {old}_{name} TEMPLATE {old}"], check=True)
        return f"{url}_{name}"

    @staticmethod
    def drop(engine, url):
        """A million files weigh some gigabytes: what is done with goes."""
        if engine == "sqlite":
            for end in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    os.remove(url[len("sqlite:"):] + end)
        else:
            server, name = url.rsplit("/", 1)
            subprocess.run(["psql", server + "/postgres", "-q", "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"], check=True)

    def serve(self, url, trace=None):
        port = free_port()
        env = {"DIAODU_DATA": self.scratch}
        if trace:
            env["DIAODU_SQL_TRACE"] = trace
        return Server([self.program, "--db", url, "serve", "--listen", f"127.0.0.1:{port}"], port, env, f"{self.scratch}/serve.log")

    def traced(self, url, cases, account):
        """Asks each request of each case once; gives the lines of bench/bare's file of cases."""
        trace = os.path.join(self.scratch, "trace")
        lines = []
        open(trace, "wb").close()
        with self.serve(url, trace) as server:
            for case in cases:
                browser = Browser(server.port)
                browser.sign_in(*who(case, account))
                for n, (method, path, headers, body) in enumerate(case["make"](browser)):
                    before = os.path.getsize(trace)
                    status, data = browser.ask(method, path, body or None, headers)
                    if not 200 <= status < 400:
                        raise SystemExit(f"bench: {method} {path} answers {status}: {data[:400]!r}")
                    with open(trace, "rb") as f:
                        f.seek(before)
                        sql = [json.loads(line) for line in f.read().splitlines()]
                    file = os.path.join(self.scratch, f"{case['name']}-{n}.bytes")
                    with open(file, "wb") as f:
                        f.write(data)
                    lines.append({"name": case["name"], "n": n, "write": method != "GET", "file": file, "sql": sql})
        return lines

    def pages(self, engine, n, url, account):
        cases = [case for case in page_cases() if not self.only or case["name"] in self.only]
        writes = [case for case in cases if case["write"]]
        lines = []
        for case in cases:
            lines += self.guarded(case["name"], lambda case=case: self.trace_of(engine, url, case, account)) or []
        cases = [case for case in cases if any(line["name"] == case["name"] for line in lines)]
        path = os.path.join(self.scratch, "cases.jsonl")
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        for case in cases:
            self.guarded(case["name"], lambda case=case: self.one(engine, n, case, url, path, lines, account))

    def trace_of(self, engine, url, case, account):
        if not case["write"]:
            return self.traced(url, [case], account)
        with Copy(self, engine, url, "trace") as at:
            return self.traced(at, [case], account)

    def one(self, engine, n, case, url, path, lines, account):
        """Ours and the yardsticks; what writes has a copy of the data for each."""
        if not case["write"]:
            self.measure(engine, n, case, (url, url), path, lines, account)
            return
        with Copy(self, engine, url, "ours") as ours, Copy(self, engine, url, "bare") as bare:
            self.measure(engine, n, case, (ours, bare), path, lines, account)

    def measure(self, engine, n, case, urls, path, lines, account):
        mine = [line for line in lines if line["name"] == case["name"]]
        with self.serve(urls[0]) as server:
            browser = Browser(server.port)
            browser.sign_in(*who(case, account))
            requests = [raw(method, p, {**headers, "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())},
                            body.encode() if isinstance(body, str) else body or b"") for method, p, headers, body in case["make"](browser)]
            ours = self.load(server, requests, once=case["write"])
        port = free_port()
        with Server([self.tool("bare"), urls[1], path, f"127.0.0.1:{port}"], port, log=f"{self.scratch}/bare.log") as server:
            sql = self.load(server, [raw("GET", f"/sql/{case['name']}/{line['n']}", {}) for line in mine], once=case["write"])
            memory = self.load(server, [raw("GET", f"/bytes/{case['name']}/{line['n']}", {}) for line in mine])
        for what, got in (("ours", ours), ("sql", sql), ("bytes", memory)):
            if got["failed"]:
                say(f"bench: {case['name']}: {got['failed']} of {got['requests']} requests failed ({what})")
        queries = sum(len(line["sql"]) for line in mine) / len(mine)
        self.tell(engine, n, case["name"], ours=ours, sql=sql, bytes=memory, queries=queries, command=f"load {case['says']}")

    @staticmethod
    def guarded(name, work):
        """A case that fails is told and does not lose the others."""
        try:
            return work()
        except (Exception, SystemExit) as fault:  # whatever it is: hours of measuring stand behind it
            say(f"bench: {name} failed: {type(fault).__name__}: {fault}")
            return None

    def tell(self, engine, n, name, ours, sql, bytes, queries, command):
        row = {"engine": engine, "projects": n, "case": name, "per_second": ours["per_second"], "p50_ms": ours["p50_ms"],
               "p99_ms": ours["p99_ms"], "kilobytes": ours["bytes"] / 1024, "queries": queries,
               "of_sql": ours["per_second"] / sql["per_second"], "of_bytes": ours["per_second"] / bytes["per_second"],
               "cpu_ms": ours["cpu_ms"], "sql_cpu_ms": sql["cpu_ms"], "bytes_cpu_ms": bytes["cpu_ms"],
               "sql_per_second": sql["per_second"], "bytes_per_second": bytes["per_second"], "command": command}
        self.keep(row)
        say(f"{engine:9}{n:>9}  {name:22}{row['per_second']:>9.0f}/s {row['p50_ms']:>8.2f} {row['p99_ms']:>8.2f} ms "
            f"{row['kilobytes']:>6.0f} KB {queries:>4.0f} SQL   {row['of_sql']:>5.2f} of SQL  {row['of_bytes']:>6.3f} of bytes   "
            f"CPU {row['cpu_ms']:.2f} ms, SQL {row['sql_cpu_ms']:.2f} ms")

    def keep(self, row):
        """Into the file at once: what a long run measured must not be lost with its end."""
        self.results.append(row)
        with open(os.path.join(self.build, "bench.json"), "w", encoding="utf-8") as f:
            json.dump(self.results, f, ensure_ascii=False, indent=1)

    def timed(self, command):
        """Seconds of the clock and of processors, peak memory in MB (with children: the largest of them), output."""
        start = time.monotonic()
        report = os.path.join(self.scratch, "time")
        got = subprocess.run([sys.executable, "-c", PEAK, report, *command], check=True, capture_output=True, text=True,
                             env={**os.environ, "DIAODU_DATA": self.scratch})
        seconds = time.monotonic() - start
        with open(report, encoding="ascii") as f:
            peak, processor = f.read().split()
        return (seconds, float(processor)), int(peak) / 1024, got.stdout

    def floor(self, *command):
        """What bench/floor says: seconds of processors and of the clock, then what else."""
        return [float(word) for word in subprocess.run([self.tool("floor"), *command], check=True, capture_output=True, text=True).stdout.split()]

    def sheets(self, engine, url):
        """Export of 100 000 rows against writing their cells; import of them against unpacking and parsing."""
        xlsx, csv = f"{self.scratch}/all.xlsx", f"{self.scratch}/all.csv"
        self.timed([self.program, "--db", url, "export", "projects", "--format", "csv", "-o", csv])
        seconds, peak, _ = self.timed([self.program, "--db", url, "export", "projects", "--format", "xlsx", "-o", xlsx])
        floor = self.floor("write", csv, f"{self.scratch}/floor.xlsx")
        with open(csv, "rb") as f:
            rows = sum(1 for _ in f) - 1
        self.tell_sheet(engine, "export", rows, seconds, floor, peak, "diaodu export projects --format xlsx / floor write")

        wide = f"{self.scratch}/wide.xlsx"
        self.timed([self.program, "--db", url, "export", "projects", "--format", "xlsx", "--columns", WIDE, "-o", wide])
        for name, file in (("import", xlsx), ("import, all columns", wide)):
            floor = self.floor("parse", file)
            empty = self.copy_of_ground(engine)
            seconds, peak, said = self.timed([self.program, "--db", empty, "import", "projects", file, "--json"])
            say(f"  import says: {said.strip()}")
            self.tell_sheet(engine, name, rows, seconds, floor, peak, "diaodu import projects FILE.xlsx --json / floor parse")
            self.drop(engine, empty)

    def copy_of_ground(self, engine):
        """A province with as few projects as there can be, and its bodies."""
        url = self.database(engine, "ground")
        subprocess.run([self.program, "--db", url, "sample", "--projects", "100"], check=True, stdout=subprocess.DEVNULL)
        return url

    def tell_sheet(self, engine, name, rows, seconds, floor, peak, command):
        """By processor time, which holds on a busy machine too; a PostgreSQL server's own is in neither."""
        clock, processor = seconds
        self.keep({"engine": engine, "case": name, "rows": rows, "seconds": clock, "processor": processor, "floor_seconds": floor[1], "floor_processor": floor[0],
                   "times_floor": processor / floor[0], "peak_mb": peak, "command": command})
        say(f"{engine:9}{rows:>9}  {name:22}{processor:>9.1f} s of processors ({clock:.1f} s), {processor / floor[0]:.2f} × the floor of {floor[0]:.2f} s, peak {peak:.0f} MB")

    def recompute(self, engine, n, url):
        """All sums and warnings computed anew and compared, against one pass that reads the same rows."""
        *floor, rows = self.floor("read", url)
        seconds, peak, said = self.timed([self.program, "--db", url, "recompute", "--check"])
        for line in said.splitlines():
            say(f"  {line}")
        self.tell_sheet(engine, f"recompute, {n:,} projects", int(rows), seconds, floor, peak, "diaodu recompute --check / floor read")

    def live(self, engine, n, url):
        """Pages open on the cockpit while reports are sent one by one: from sending to the figure on the last of them."""
        with Copy(self, engine, url, "live") as copy, self.serve(copy) as server:
            reader, sender = Browser(server.port), Browser(server.port)
            reader.sign_in(*WATCHER)
            sender.sign_in(*SENDER)
            posts = send_reports(sender, LIVE_SENT)
            with Watchers(server.port, "/live/cockpit", reader.cookies, LIVE_PAGES) as pages:
                pages.settle(3)
                times = []
                for method, path, headers, body in posts:
                    start = time.monotonic()
                    status, said = sender.ask(method, path, body, headers)
                    if status not in (302, 303):
                        raise RuntimeError(f"{path} answers {status}: {said[:200]!r}")
                    last = pages.all_told(5)
                    times.append((last - start) * 1000 if last else float("inf"))
                    pages.settle(0.3)
            memory = server.memory_mb("VmRSS")
        times.sort()
        row = {"engine": engine, "case": "live", "projects_of_case": n, "pages": LIVE_PAGES, "sent": len(times), "p50_ms": times[len(times) // 2],
               "worst_ms": times[-1], "rss_mb": memory}
        self.keep(row)
        say(f"{engine:9}{n:>9}  {LIVE_PAGES} live pages: submitted → visible on all of them {row['p50_ms']:.0f} ms (worst of {len(times)}: {row['worst_ms']:.0f} ms), "
            f"{memory:.0f} MB")

    def day(self, engine, n, url):
        """Reports arriving while people look: the time of each kind of page at an appointed rate, however late the answer."""
        with Copy(self, engine, url, "day") as copy, self.serve(copy) as server:
            people = {"drc": None, "heping": None, "shenyang": None}
            for login in people:
                people[login] = Browser(server.port)
                people[login].sign_in(login, f"Sample-{login}-2026")
            own = {login: [f"/projects/{key}" for key in ids(b, VARIANTS)] for login, b in people.items()}
            looked = {"list": ["/projects"], "filtered": ["/projects?stage=continued", "/projects?works=energy"], "cockpit": ["/cockpit"],
                      "due": ["/reports/due"], "start": ["/"], "file": None, "search": ["/search?quick=1&q=sy"]}
            asked = {name: [self.request(b, "GET", path, {}, b"") for login, b in people.items() for path in paths or own[login]] for name, paths in looked.items()}
            for requests in asked.values():  # a server that has been running: each connection has met each statement
                self.load(server, requests, seconds=DAY_WARM_SECONDS, connections=8)
            posts = send_reports(people["shenyang"], int(DAY_SENT_RATE * DAY_SECONDS))
            sent = [self.request(people["shenyang"], *post) for post in posts]
            running = [(name, self.start_load(server, requests, DAY_RATE / len(asked))) for name, requests in asked.items()]
            running.append(("sent", self.start_load(server, sent, DAY_SENT_RATE, once=True)))
            for name, process in running:
                got = json.loads(process.communicate()[0])
                self.keep({"engine": engine, "case": f"day: {name}", "projects_of_case": n, **got})
                say(f"{engine:9}{n:>9}  day: {name:10} {got['requests']:>6} at {got['per_second']:.1f}/s  p50 {got['p50_ms']:.1f} ms  p99 {got['p99_ms']:.1f} ms  "
                    f"{got['failed']} failed")

    @staticmethod
    def request(browser, method, path, headers, body):
        cookies = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
        return raw(method, path, {**headers, "Cookie": cookies}, body or b"")

    def start_load(self, server, requests, rate, once=False):
        path = os.path.join(self.scratch, f"requests-{time.monotonic_ns()}")
        with open(path, "wb") as f:
            f.write(b"\0".join(requests) + b"\0")
        return subprocess.Popen([self.tool("load"), f"127.0.0.1:{server.port}", path, "8", "once" if once else str(DAY_SECONDS), str(rate)],
                                stdout=subprocess.PIPE, text=True)

    def idle(self, engine, url):
        with self.serve(url) as server:
            time.sleep(2)
            memory = server.memory_mb("VmRSS")
        self.keep({"engine": engine, "case": "idle", "rss_mb": memory})
        say(f"{engine:9}           idle memory {memory:>18.1f} MB")

    def sample(self, engine, url, n, months=None):
        """36 months; fewer in a large province on PostgreSQL, which would take longer to make than to measure."""
        if months is None:
            months = MONTHS if engine == "sqlite" or n <= 1000 else 3
        start = time.monotonic()
        said = subprocess.run([self.program, "--db", url, "sample", "--projects", str(n), "--months", str(months)], check=True, capture_output=True, text=True,
                              env={**os.environ, "DIAODU_DATA": self.scratch}).stdout
        say(f"{engine}: sample of {n} projects with {months} months made in {time.monotonic() - start:.1f} s")
        return account_in(said)

    def day_done(self, url):
        """What a server does when it starts on a new day is done before one is measured. The sample has had its warnings."""
        subprocess.run([self.program, "--db", url, "round"], check=True, stdout=subprocess.DEVNULL)


# Runs a command and leaves the peak resident memory (kB) of it and its children, the largest single one, and their processor seconds in a file.
PEAK = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(f"{used.ru_maxrss} {used.ru_utime + used.ru_stime}")
sys.exit(status)
"""


def account_in(said):
    """The DRC officer among the sample accounts: sees all, may change all."""
    accounts = [re.split(r"\s{2,}|\t", line.strip()) for line in said.splitlines()]
    accounts = [words for words in accounts if len(words) >= 3 and re.fullmatch(r"[a-z][\w.-]*", words[0])]
    for words in accounts:
        if "drc" in words[0]:
            return words[0], words[1]
    raise SystemExit("bench: the sample names no account of the DRC")


# --- What is asked -----------------------------------------------------------------------------------------------------

def page(browser, path):
    """A page as text."""
    status, data = browser.ask("GET", path)
    if status != 200:
        raise SystemExit(f"bench: GET {path} answers {status}: {data[:300]!r}")
    return data.decode()


def next_of(text):
    """Where the list goes on; None at its end."""
    found = re.search(r'rel="next" href="([^"]+)"', text)
    return html.unescape(found.group(1)) if found else None


def ids(browser, want):
    """Keys of projects, as the list shows them."""
    found, path = [], "/projects"
    while path and len(found) < want:
        text = page(browser, path)
        found += [key for key in dict.fromkeys(re.findall(r'href="/projects/(\d+)"', text)) if key not in found]
        path = next_of(text)
    if not found:
        raise SystemExit("bench: the list of projects links to none")
    return found[:want]


def fields_of(text):
    """What a browser would send of a page's own form, in its order."""
    form = re.search(r'<form class="dd-form"(.*?)</form>', text, re.S).group(1)
    sent = []
    control = r'<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>'
    for given, area, said, select, options in re.findall(control, form, re.S):
        name = re.search(r'name="([^"]*)"', given or area or select)
        if not name:
            continue
        value = re.search(r'value="([^"]*)"', given)
        if select:
            value = re.search(r'<option value="([^"]*)" selected', options)
        elif 'type="checkbox"' in given and " checked" not in given:
            continue
        sent.append((name.group(1), html.unescape(said.removeprefix("\n") if area else value.group(1) if value else "")))
    return sent


SENDER, WATCHER = ("shenyang", "Sample-shenyang-2026"), ("leader", "Sample-leader-2026")
AT_ONCE = 40_000  # the province of true size: many at once are measured there
LIVE_PAGES, LIVE_SENT = 500, 12
DAY_WARM_SECONDS = 1.5
DAY_SECONDS, DAY_RATE, DAY_SENT_RATE = 20.0, 100.0, 8.0  # 2,000 people who look every twenty seconds; 15,000 reports in half an hour


def who(case, account):
    return case.get("account", account)


def report_form(text):
    """What a browser would send of the form of a month's report, filled as a site engineer does: as planned, all explained."""
    form = re.search(r'<form class="dd-rep-form"(.*?)</form>', text, re.S).group(1)
    sent = {}
    for given in re.findall(r'<input([^>]*)>', form):
        name, value = re.search(r'name="([^"]*)"', given), re.search(r'value="([^"]*)"', given)
        if name and ('type="radio"' not in given or name.group(1) not in sent):
            sent[name.group(1)] = html.unescape(value.group(1)) if value else ""
    for name, said in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = html.unescape(said).strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen.group(1) if chosen else ""
    return sent


def send_reports(browser, want):
    """Reports of the running month that are ready to be sent: typed and saved, with an answer to each doubt."""
    made = []
    for path in re.findall(r'href="(/projects/\d+/reports/\d{4}-\d\d)"', page(browser, "/reports/due")):
        fields = report_form(page(browser, path))
        fields.update({"month_invest": "1", "fund_paid": "0", "fund_arrived": "0", "do": "save"})
        fields["progress_percent"] = fields.get("progress_percent") or "10"
        fields["progress_text"] = fields.get("progress_text") or "主体结构施工。"
        fields["site_state"] = fields.get("site_state") or "working"
        fields["problem_state"] = fields.get("problem_state") or "none"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _ = browser.ask("POST", path, urllib.parse.urlencode(fields), headers)
        if status not in (302, 303):
            continue
        fields = report_form(page(browser, path))
        fields["do"] = "send"
        for name in [name for name in fields if name.startswith("why.")]:
            fields[name] = "按施工计划安排，本月以准备工作为主。"
        made.append(("POST", path, headers, urllib.parse.urlencode(fields).encode()))
        if len(made) == want:
            break
    if not made:
        raise RuntimeError("no report is due that could be sent")
    return made


class Watchers:
    """So many open streams of server-sent events; knows when each was told something."""

    def __init__(self, port, path, cookies, n):
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: " + "; ".join(f"{k}={v}" for k, v in cookies.items()) + "\r\n\r\n"
        self.selector, self.sockets = selectors.DefaultSelector(), []
        for _ in range(n):
            s = socket.create_connection(("127.0.0.1", port), 10)
            s.sendall(head.encode())
            s.setblocking(False)
            self.selector.register(s, selectors.EVENT_READ)
            self.sockets.append(s)

    def settle(self, seconds):
        """Reads what still comes; an end of a stream is a fault."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for key, _ in self.selector.select(max(0, until - time.monotonic())):
                if not key.fileobj.recv(1 << 16):
                    raise RuntimeError("a live page was closed")

    def all_told(self, seconds):
        """When the last of them was told an event that carries data; None: not within that time."""
        told, until = set(), time.monotonic() + seconds
        while len(told) < len(self.sockets) and time.monotonic() < until:
            for key, _ in self.selector.select(0.2):
                if b"data:" in key.fileobj.recv(1 << 16):
                    told.add(key.fd)
        return time.monotonic() if len(told) == len(self.sockets) else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for s in self.sockets:
            s.close()


def page_cases():
    def simply(*paths):
        return lambda browser: [("GET", path, {}, b"") for path in paths]

    cities = [f"2101{n:02}" for n in (2, 3, 4, 5, 6, 11, 12)] + [f"2102{n:02}" for n in (2, 3, 4, 11, 12, 13)]
    typed = ["沈阳", "大连", "风电", "高速", "产业园", "sy", "dl", "cy", "gs", "fd", "化工", "机场", "水库", "医院", "ljc", "装备"]

    def deep(browser):
        """The pages from the tenth to the fiftieth."""
        path, found = "/projects", []
        for n in range(10 + VARIANTS):
            path = next_of(page(browser, path))
            if not path:
                break
            if n >= 10:
                found.append(path)
        return [("GET", path, {}, b"") for path in found] or [("GET", "/projects", {}, b"")]

    def files(browser):
        return [("GET", f"/projects/{key}", {}, b"") for key in ids(browser, VARIANTS)]

    def rules(browser):
        """The rule of the list of 100 million yuan and more, tried out over all projects in one pass."""
        found = re.search(r'href="(/list_rules/\d+/try)', page(browser, "/lists/big/" + time.strftime("%Y")))
        return [("GET", found.group(1), {}, b"")]

    def saves(browser):
        """The whole form of each project, with another text in one field."""
        made = []
        for n, key in enumerate(ids(browser, SAVES)):
            fields = [(name, f"完成基础施工，进入主体阶段。{n}" if name == SAVED_FIELD else value)
                      for name, value in fields_of(page(browser, f"/projects/{key}/edit"))]
            if SAVED_FIELD not in dict(fields):
                raise SystemExit(f"bench: the form of a project has no field {SAVED_FIELD}")
            made.append(("POST", f"/projects/{key}/edit", {"Content-Type": "application/x-www-form-urlencoded"},
                         urllib.parse.urlencode(fields).encode()))
        return made

    return [
        {"name": "list", "make": simply("/projects"), "write": False, "says": "GET /projects (50 of N)"},
        {"name": "list-gzip", "make": lambda browser: [("GET", "/projects", {"Accept-Encoding": "gzip"}, b"")], "write": False,
         "says": "GET /projects, compressed"},
        {"name": "list-filtered", "make": simply(*(f"/projects?division={c}" for c in cities)), "write": False,
         "says": "GET /projects?division=COUNTY"},
        {"name": "list-sorted", "make": simply("/projects?sort=-total_invest", "/projects?sort=name"), "write": False,
         "says": "GET /projects?sort=…"},
        {"name": "list-deep", "make": deep, "write": False, "says": "GET /projects?after=… (pages 10 to 50)"},
        {"name": "list-totals", "make": simply(*(f"/projects/totals?division={c}" for c in cities), "/projects/totals"), "write": False,
         "says": "GET /projects/totals?…"},
        {"name": "file", "make": files, "write": False, "says": "GET /projects/ID"},
        {"name": "search", "make": simply(*("/search?quick=1&q=" + urllib.parse.quote(t) for t in typed)), "write": False,
         "says": "GET /search?quick=1&q=…"},
        {"name": "file-months", "make": lambda browser: [("GET", f"/projects/{key}/reports", {}, b"") for key in ids(browser, VARIANTS)], "write": False,
         "says": "GET /projects/ID/reports (36 months)"},
        {"name": "history", "make": lambda browser: [("GET", f"/projects/{key}/history", {}, b"") for key in ids(browser, VARIANTS)], "write": False,
         "says": "GET /projects/ID/history"},
        {"name": "cockpit", "make": simply("/cockpit", "/cockpit?list=major", "/cockpit?region=2101", "/cockpit?works=energy"), "write": False,
         "says": "GET /cockpit?…"},
        {"name": "due", "make": simply("/reports/due"), "write": False, "says": "GET /reports/due"},
        {"name": "review", "make": simply("/reports/review"), "write": False, "says": "GET /reports/review (50 rows with their doubts)"},
        {"name": "list-rule", "make": rules, "write": False, "says": "GET /list_rules/ID/try (all projects judged)"},
        {"name": "start", "make": simply("/"), "write": False, "says": "GET / (worklists)"},
        {"name": "send", "make": lambda browser: send_reports(browser, SAVES), "write": True, "account": SENDER,
         "says": "POST /projects/ID/reports/MONTH do=send (each once)"},
        {"name": "save", "make": saves, "write": True, "says": "POST /projects/ID/edit (each once)"},
    ]


def of_size(bench, options, engine, n):
    """One province on one engine: made, measured, thrown away."""
    url = options.database or bench.database(engine, n)
    account = ("drc", "Sample-drc-2026") if options.database else bench.guarded(f"sample of {n} on {engine}", lambda: bench.sample(engine, url, n))
    if not account:
        return
    bench.day_done(url)
    if n == options.sizes[0]:
        bench.guarded("idle", lambda: bench.idle(engine, url))
    bench.guarded("pages", lambda: bench.pages(engine, n, url, account))
    at_once = ("live", "day") if n == (AT_ONCE if AT_ONCE in options.sizes else options.sizes[-1]) else ()
    for name in ("recompute", *at_once):
        if not options.cases or name in options.cases:
            bench.guarded(name, lambda name=name: getattr(bench, name)(engine, n, url))
    if not options.database:
        bench.drop(engine, url)


def rows_of_all(bench, options, engine):
    """Export and import on an engine."""
    url = bench.database(engine, "rows")
    if bench.guarded(f"sample of {options.rows} on {engine}", lambda: bench.sample(engine, url, options.rows, 0)):
        bench.guarded("sheets", lambda: bench.sheets(engine, url))
    bench.drop(engine, url)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--engines", nargs="+", required=True)
    parser.add_argument("--sizes", nargs="*", type=int, required=True, help="none: only export and import")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--cases", nargs="+", help="only these")
    parser.add_argument("--database", help="a sample province that is there already, of sizes[0] projects")
    options = parser.parse_args()
    bench = Bench(options)
    runs = [(engine, n) for engine in options.engines for n in sorted(options.sizes)]
    # what takes longest stands last: PostgreSQL's million is written statement by statement through a socket
    last = [(engine, n) for engine, n in runs if engine != "sqlite" and n > AT_ONCE]
    for engine, n in runs:
        if (engine, n) not in last:
            of_size(bench, options, engine, n)
    for engine in options.engines if options.rows else []:
        rows_of_all(bench, options, engine)
    for engine, n in last:
        of_size(bench, options, engine, n)


main()

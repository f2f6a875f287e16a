"""Every command as a person types it: exit status, messages, help, and what is refused. Usage: command_line.py PROGRAM.

0 done, 1 refused or failed with a reason on standard error, 2 wrong usage with the usage on standard error.
"""
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
import zipfile

PROGRAM = os.path.abspath(sys.argv[1])
ENGINE = os.environ.get("DIAODU_TEST_DB", "sqlite")
SERVER = os.environ.get("DIAODU_TEST_PG")
COMMANDS = ["init", "sample", "import", "sheet", "export", "serve", "user", "token", "verify", "round", "recompute", "backup", "twins", "warnings", "routes", "acts", "records", "version", "help"]
with open(os.path.join(os.path.dirname(__file__), "../../packaging/diaodu.1"), encoding="utf-8") as page:
    MANUAL = page.read()
faults = []


def run(*args, db=None, given="", lang="C.UTF-8"):
    env = {name: value for name, value in os.environ.items() if name not in ("DIAODU_DB", "LANG", "LC_ALL", "LC_MESSAGES")}
    env["LANG"] = lang
    head = ["--db", db] if db else []
    return subprocess.run([PROGRAM, *head, *args], input=given, capture_output=True, text=True, env=env, timeout=120)


def check(got, status, out="", err=""):
    """The output must hold the given words; what is refused must say something, and on standard error."""
    line = sys._getframe(1).f_lineno
    if got.returncode != status:
        faults.append(f"line {line}: {got.args[1:]}: status {got.returncode}, not {status}: {got.stdout[-300:]} {got.stderr[-600:]}")
    elif out not in got.stdout:
        faults.append(f"line {line}: {got.args[1:]}: '{out}' is not in: {got.stdout[-600:]}")
    elif err not in got.stderr or (status and not got.stderr.strip()):
        faults.append(f"line {line}: {got.args[1:]}: '{err}' is not in: {got.stderr[-600:]}")
    return got


def new_database(folder):
    if ENGINE == "sqlite":
        return f"sqlite:{folder}/{uuid.uuid4().hex}.sqlite"
    name = "c" + uuid.uuid4().hex
    subprocess.run(["psql", SERVER, "-q", "-c", f"CREATE DATABASE {name}"], check=True)
    return re.sub(r"/[^/]*$", "/" + name, SERVER)


def help_and_usage():
    check(run(), 2, err="usage")
    check(run("--help"), 0, out="usage")
    check(run("-h"), 0, out="serve")
    check(run("--version"), 0, out="diaodu ")
    for wrong in (["nonsense"], ["--nonsense"], ["help", "nonsense"]):
        got = check(run(*wrong), 2, err="nonsense")
        if "usage" not in got.stderr or got.stdout:
            faults.append(f"{wrong}: usage belongs on standard error, with what is wrong behind it: {got.stdout} {got.stderr}")
    check(run("--help", lang="zh_CN.UTF-8"), 0, out="用法")
    listed = check(run("help"), 0, out="usage").stdout
    for name in COMMANDS:
        if name not in listed:
            faults.append(f"help does not list {name}")
        check(run(name, "--help"), 0, out=f"diaodu [--db URL] {name}")
        usage = check(run("help", name), 0, out=f"diaodu [--db URL] {name}").stdout.splitlines()[0]
        for option in set(re.findall(r" \[?--([a-z-]+)", usage.replace("[--db URL]", ""))):
            if f"Fl -{option}" not in MANUAL and f", -{option}" not in MANUAL:
                faults.append(f"the man page does not know {name} --{option}")
        if not re.search(rf"^\.(It )?Cm .*\b{name}\b", MANUAL, re.M):
            faults.append(f"the man page does not know {name}")


def databases_that_are_none(folder):
    text = f"{folder}/notes.txt"
    with open(text, "w", encoding="utf-8") as f:
        f.write("这不是数据库。\n" * 500)
    check(run("verify"), 1, err="DIAODU_DB")
    check(run("verify", db="mysql://localhost/x"), 1, err="mysql://localhost/x")
    check(run("verify", db="sqlite:"), 1, err="sqlite:")
    check(run("init", db="sqlite:/nowhere/at/all/x.sqlite"), 1, err="unable to open")
    mistyped = f"{folder}/mistyped.sqlite"
    for command in (["verify"], ["user", "list"], ["export", "projects"], ["recompute", "--check"], ["backup", f"{folder}/copy"]):
        check(run(*command, db=f"sqlite:{mistyped}"), 1, err="diaodu init")
    if os.path.exists(mistyped):
        faults.append("a mistyped name became a database")
    check(run("verify", db=new_database(folder)), 1, err="diaodu init")
    check(run("verify", db=f"sqlite:{folder}"), 1, err="unable to open")
    check(run("verify", db=f"sqlite:{text}"), 1, err="not a database")
    check(run("verify", db="postgresql://nobody@127.0.0.1:1/x"), 1, err="127.0.0.1")


def tables():
    check(run("routes"), 0, out="/projects")
    check(run("acts"), 0, out="project.create")
    check(run("records"), 0, out="/projects")
    check(run("records", "project"), 0, out="total_invest")
    check(run("records", "castles"), 1, err="castles")
    for one_too_many in (["routes", "x"], ["acts", "x"], ["version", "x"], ["records", "project", "x"], ["help", "init", "x"]):
        check(run(*one_too_many), 2, err="usage")
    for said in (["routes"], ["version"], ["help"]):
        with open("/dev/full", "wb") as full:
            got = subprocess.run([PROGRAM, *said], stdout=full, stderr=subprocess.PIPE, text=True)
        if got.returncode != 1 or "diaodu: " not in got.stderr:
            faults.append(f"{said} on a full disk: status {got.returncode}, {got.stderr}")


def sample_and_export(folder, db):
    for wrong in (["--projects", "x"], ["--projects", "0"], ["--projects", "-1"], ["--nothing"]):
        check(run("sample", *wrong, db=db), 2, err="usage")
    check(run("sample", "--projects", "100000000", db=db), 1)
    check(run("sample", "--projects", "120", db=db), 0, out="Sample-drc-2026")
    check(run("sample", "--projects", "120", db=db), 1)
    rows = check(run("export", "projects", "--format", "csv", db=db), 0).stdout.splitlines()
    if len(rows) != 121:
        faults.append(f"export gives {len(rows)} lines, not 121")
    check(run("export", db=db), 2, err="usage")
    check(run("export", "castles", db=db), 2, err="usage")
    check(run("export", "projects", "--format", "pdf", db=db), 2, err="usage")
    exports_to_files(folder, db)
    check(run("export", "projects", "x", db=db), 2, err="usage")
    check(run("export", "projects", "--columns", "name,castle", db=db), 1, err="castle")
    check(run("export", "projects", "--filter", "?stage=continued", db=db), 0)
    check(run("export", "projects", "--filter", "nothing=1", db=db), 1, err="nothing")
    check(run("export", "projects", "-o", "/nowhere/at/all.csv", db=db), 1, err="/nowhere/at/all.csv")
    check(run("export", "projects", "--format", "json", "--filter", "stage=continued", db=db), 0, out="continued")
    check(run("export", "projects", "--format", "xlsx", "-o", f"{folder}/all.xlsx", db=db), 0)
    with open(f"{folder}/all.xlsx", "rb") as f:
        if f.read(2) != b"PK":
            faults.append("the exported workbook is none")
    check(run("import", db=db), 2, err="usage")
    check(run("import", "projects", f"{folder}/all.xlsx", f"{folder}/other.xlsx", "--dry-run", db=db), 2, err="usage")
    check(run("import", "projects", f"{folder}/all.xlsx", "--errors", f"{folder}/all.xlsx", db=db), 1, err="all.xlsx")
    check(run("import", "projects", "/nowhere/at/all.xlsx", "--mapping", "gmpp", db=db), 1, err="/nowhere/at/all.xlsx")
    check(run("import", "projects", f"{folder}/all.xlsx", "--json", db=db), 0, out='"unchanged":120')
    guesses(folder, db)
    plans_and_reports(folder, db)
    a_cover_is_no_table(folder, db)
    every_column_comes_back(folder, db)


def every_column_comes_back(folder, db):
    """Of each record that may be imported, with every column, in both languages: nothing is changed by what was exported."""
    types = re.findall(r"^\w+ +/(\w+)", run("records").stdout, re.M)
    came = 0
    for lang in ("C.UTF-8", "zh_CN.UTF-8"):
        for plural in types:
            columns = ",".join(re.findall(r"^  (\w+)", run("records", plural).stdout, re.M))
            table = f"{folder}/{plural}.csv"
            rows = len(json.loads(run("export", plural, "--format", "json", db=db).stdout))
            if plural in ("plans", "reports", "projects"):  # as the list shows them, too
                check(run("export", plural, "-o", table, db=db, lang=lang), 0)
                _, created, _, _, refused, doubts = outcome(run("import", plural, table, "--json", "--guess", "--dry-run", db=db, lang=lang))
                same([plural, created, refused, doubts], [plural, 0, 0, 0])
            check(run("export", plural, "--columns", columns, "-o", table, db=db, lang=lang), 0)
            got = run("import", plural, table, "--json", "--dry-run", db=db, lang=lang)
            if got.returncode == 0 and rows:
                same([plural, outcome(got)], [plural, [rows, 0, 0, rows, 0, 0]])
                came += 1
            elif rows and plural not in ("accounts", "classified_counts", "attachments", "twins", "admissions", "list_editions", "list_rows", "list_rules",
                                         "list_conditions", "list_requests", "late_grants", "warnings"):
                faults.append(f"{plural}: {got.stderr[-300:]}")
    if came < 20:
        faults.append(f"only {came} of {types} were imported")


def a_cover_is_no_table(folder, db):
    """A workbook whose first sheet is a cover: the other sheets are named, and taken when asked for."""
    cell = '<c r="A{n}" t="inlineStr"><is><t>{t}</t></is></c>'
    rows = [["2026年项目"], ["项目名称", "凭封面的项目"]]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(f"{folder}/cover.xlsx", "w") as z:
        z.writestr("xl/workbook.xml", f'{head}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="封面" sheetId="1" r:id="r1"/>'
                                      '<sheet name="台账" sheetId="2" r:id="r2"/></sheets></workbook>')
        z.writestr("_rels/.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                                  f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/_rels/workbook.xml.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   + "".join(f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2)) + "</Relationships>")
        z.writestr("[Content_Types].xml", f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                   '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>')
        for n, texts in enumerate(rows, 1):
            data = "".join(f'<row r="{k}">{cell.format(n=k, t=t)}</row>' for k, t in enumerate(texts, 1))
            z.writestr(f"xl/worksheets/sheet{n}.xml", f'{head}<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>')
    check(run("import", "projects", f"{folder}/cover.xlsx", "--dry-run", db=db), 1, err="台账")
    check(run("import", "projects", f"{folder}/cover.xlsx", "--dry-run", "--json", "--sheet", "台账", db=db), 0, out='"rows":1')


def exports_to_files(folder, db):
    """The ending tells the format; what is there is not lost for an export that failed, and no half of one is left."""
    os.mkdir(f"{folder}/out")
    for name, begins in (("a.xlsx", b"PK"), ("a.json", b"["), ("a.csv", b"\xef\xbb\xbf"), ("a", b"\xef\xbb\xbf")):
        check(run("export", "projects", "-o", f"{folder}/out/{name}", db=db), 0)
        with open(f"{folder}/out/{name}", "rb") as f:
            if not f.read(4).startswith(begins):
                faults.append(f"{name} is not what its name says")
    check(run("export", "projects", "--filter", "nothing=1", "-o", f"{folder}/out/a.xlsx", db=db), 1, err="nothing")
    check(run("export", "projects", "-o", "/dev/full", db=db), 1)
    if sorted(os.listdir(f"{folder}/out")) != ["a", "a.csv", "a.json", "a.xlsx"] or os.path.getsize(f"{folder}/out/a.xlsx") < 1000:
        faults.append(f"an export that failed left {os.listdir(f'{folder}/out')}")
    with open(f"{folder}/out/b.xlsx", "wb") as f:
        subprocess.run([PROGRAM, "--db", db, "export", "projects", "--format", "xlsx"], stdout=f, check=True)
    if os.path.getsize(f"{folder}/out/b.xlsx") < 1000:
        faults.append("no workbook on standard output")


def guesses(folder, db):
    """A head that only looks like a field's name writes nothing, unless the person says so."""
    table = f"{folder}/heads.csv"
    with open(table, "w", encoding="utf-8") as f:
        f.write("建设项目名称,总投资（万元）,建设地点\n凭表头猜的项目,300,和平区\n")
    check(run("import", "projects", table, "--json", db=db), 1, err="建设项目名称")
    check(run("import", "projects", table, "--json", "--dry-run", db=db), 0, out='"created":1')
    check(run("export", "projects", "--format", "json", "--filter", "q=凭表头猜的项目", db=db), 0, out="[\n]")
    check(run("import", "projects", table, "--json", "--guess", db=db), 0, out='"created":1')


PROJECTS = """项目名称,项目代码,项目阶段,建设地点,总投资(万元),跨地区涉及区划
浑河热电联产,2207-210102-04-01-800001,续建,沈阳市和平区,100000,210106、210303
浑南数据中心,2207-210102-04-01-800002,续建,沈阳市和平区,50000,
"""
PLANS = """项目代码,年度,1月(万元),2月(万元),3月(万元),年度建设目标
2207-210102-04-01-800001,2027,1000,2000,3000,完成主体工程
2207-210102-04-01-800002,2027,500,约600,700,投入使用
2207-210102-04-01-899999,2027,1,1,1,查无此项目
"""
REPORTS = """项目代码,报告期,本月完成投资(万元),形象进度(%),形象进度说明,现场状态
2207-210102-04-01-800001,2026年10月,1200,40,主体施工到三层,施工中
2207-210102-04-01-800002,2026-10,800,大约一半,设备安装,施工中
2207-210102-04-01-800002,2099-10,800,60,设备安装,施工中
2207-210102-04-01-899999,2026-10,1,0.5,查无此项目,施工中
"""


def outcome(got):
    said = json.loads(got.stdout or "{}")
    return [said.get(name) for name in ("rows", "created", "updated", "unchanged", "refused", "cells_in_doubt")]


def same(got, want):
    if got != want:
        faults.append(f"line {sys._getframe(1).f_lineno}: {got}, not {want}")


def plans_and_reports(folder, db):
    """By code of their project; what is refused comes back marked in the workbook, and the same file again changes nothing."""
    paths = {}
    for name, table in (("projects", PROJECTS), ("plans", PLANS), ("reports", REPORTS)):
        paths[name] = f"{folder}/{name}.csv"
        with open(paths[name], "w", encoding="utf-8") as f:
            f.write(table)
    check(run("import", "projects", paths["projects"], "--guess", "--json", db=db), 0, out='"created":2')
    for name, created, refused, doubts, marks in (
            ("plans", 2, 1, 2, ["约600,700,投入使用,", "899999,2027,1,1,1,查无此项目,"]),
            ("reports", 2, 2, 3, ["大约一半,设备安装,施工中,", "还没有到|尚未|未到", "查无此项目,施工中,"])):
        rows = created + refused
        marked = f"{folder}/{name}.xlsx"
        same(outcome(check(run("import", name, paths[name], "--dry-run", "--json", db=db), 0)), [rows, created, 0, 0, refused, doubts])
        got = check(run("import", name, paths[name], "--json", "--errors", marked, db=db, lang="zh_CN.UTF-8"), 0)
        same(outcome(got), [rows, created, 0, 0, refused, doubts])
        said = check(run("sheet", marked, db=db), 0, out="说明").stdout
        for mark in marks:
            if not re.search(mark + ".*[一-龥]", said):
                faults.append(f"{name}: no mark at “{mark}” in: {said}")
        same(outcome(check(run("import", name, paths[name], "--json", db=db), 0)), [rows, 0, 0, created, refused, doubts])
    with open(paths["reports"], "w", encoding="utf-8") as f:
        f.write(REPORTS.replace(",1200,", ",1300,"))
    same(outcome(check(run("import", "reports", paths["reports"], "--json", db=db), 0)), [4, 0, 1, 1, 2, 3])
    with open(paths["reports"], "w", encoding="utf-8") as f:
        f.write(REPORTS.replace(",1200,", ",1400,"))
    check(run("import", "reports", paths["reports"], "--errors", "/nowhere/at/all.xlsx", db=db), 1, err="/nowhere/at/all.xlsx")
    same(outcome(check(run("import", "reports", paths["reports"], "--json", db=db), 0)), [4, 0, 1, 1, 2, 3])


LEVELS = ["-", "blue", "yellow", "red"]


def packs_compared(db):
    """Two rule packs over the same projects: lines, sums and JSON say the same; a pack beside itself differs nowhere; nothing is kept."""
    before = check(run("export", "warnings", "--format", "json", db=db), 0).stdout
    lines = check(run("warnings", "--pack", "default", "--compare", "henan", db=db), 0, err="projects compared")
    differing = json.loads(check(run("warnings", "--pack", "default", "--compare", "henan", "--json", db=db), 0, err="projects compared").stdout)
    turned = json.loads(check(run("warnings", "--pack", "henan", "--compare", "default", "--json", db=db), 0).stdout)
    projects, differ = map(int, re.search(r"(\d+) projects compared, (\d+) of them", lines.stderr).groups())
    sums = [(a, b, int(n)) for a, b, n in re.findall(r"^(-|blue|yellow|red) +(-|blue|yellow|red) +(\d+)$", lines.stderr, re.M)]
    same([len(lines.stdout.splitlines()), sum(n for _, _, n in sums)], [differ, projects])
    same([projects >= 120, 0 < differ < projects], [True, True])
    same([[one["name"] in line for one in differing] for line in lines.stdout.splitlines()[:1]], [[n == 0 for n in range(differ)]])
    same({one["project"]: (one["a"], one["b"]) for one in differing}, {one["project"]: (one["b"], one["a"]) for one in turned})
    for one in differing:
        worst = [max(LEVELS.index(f[side] or "-") for f in one["families"]) for side in "ab"]
        if any(f["a"] == f["b"] for f in one["families"]) or any(LEVELS.index(one[side] or "-") < worst[k] for k, side in enumerate("ab")):
            faults.append(f"the packs are said to differ so: {one}")
    same(json.loads(check(run("warnings", "--pack", "default", "--compare", "default", "--json", db=db), 0).stdout), [])
    past = check(run("warnings", "--as-of", "2019-01-01", "--pack", "default", "--compare", "henan", "--json", db=db), 0, err="0 projects compared")
    same(json.loads(past.stdout), [])
    check(run("warnings", "--pack", "castle", "--compare", "henan", db=db), 1, err="castle")
    check(run("warnings", "--pack", "default", "--compare", "castle", db=db), 1, err="castle")
    check(run("warnings", "--compare", db=db), 2, err="usage")
    check(run("warnings", "--as-of", "2026-13-01", db=db), 2, err="usage")
    same(check(run("export", "warnings", "--format", "json", db=db), 0).stdout == before, True)


def accounts(db):
    check(run("user", db=db), 2, err="usage")
    check(run("user", "list", db=db), 0, out="drc")
    check(run("user", "password", "nobody", db=db, given="A-long-one-2026\n"), 1, err="nobody")
    check(run("user", "password", "drc", db=db, given="short\n"), 1)
    check(run("user", "password", "drc", db=db), 1)
    check(run("user", "revoke", "shenyang", "--reason", "moved", db=db), 0)
    check(run("user", "list", db=db), 0, out="waiting")
    check(run("user", "role", "shenyang", "--role", "city", db=db), 0)
    check(run("user", "revoke", "nobody", db=db), 1, err="nobody")
    check(run("token", db=db), 2, err="usage")
    check(run("token", "create", db=db), 2, err="usage")
    check(run("token", "create", "nobody", db=db), 1, err="nobody")
    check(run("token", "create", "drc", "x", db=db), 2, err="usage")
    check(run("token", "create", "drc", db=db), 0, out="dd_")


def the_chain(folder, db):
    check(run("verify", db=db), 0, out="lines ")
    check(run("backup", db=db), 2, err="usage")
    if ENGINE == "postgres":
        check(run("backup", f"{folder}/copy.sqlite", db=db), 1, err="pg_dump")
        return
    check(run("backup", f"{folder}/copy.sqlite", db=db), 0)
    check(run("verify", db=f"sqlite:{folder}/copy.sqlite"), 0, out="lines ")
    check(run("backup", "/nowhere/at/all.sqlite", db=db), 1)
    with sqlite3.connect(f"{folder}/copy.sqlite") as c:
        (name,) = c.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'audit%' ORDER BY 1").fetchone()
        c.execute(f"UPDATE {name} SET act = 'nothing' WHERE rowid = (SELECT MIN(rowid) FROM {name})")
    check(run("verify", db=f"sqlite:{folder}/copy.sqlite"), 1, err="chain")


def serve(db, data, port):
    server = subprocess.Popen([PROGRAM, "--db", db, "serve", *data, "--listen", f"127.0.0.1:{port}"], stderr=subprocess.PIPE, text=True)
    said = None
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
                said = answer.read()
            break
        except OSError:
            time.sleep(0.1)
    return server, said


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def the_round_opens_by_itself(folder):
    """Two servers over one new province: the month's round is opened by one of them, and every project owes one report."""
    db = new_database(folder)
    check(run("sample", "--projects", "100", db=db), 0)
    servers = [serve(db, ["--data", f"{folder}/data{n}"], free_port())[0] for n in range(2)]
    time.sleep(4)
    logs = []
    for server in servers:
        server.send_signal(signal.SIGTERM)
        logs.append(server.communicate(timeout=60)[1])
    opened = [int(n) for log in logs for n in re.findall(r"the round of \d{4}-\d\d: (\d+) more projects owe", log)]
    if not opened or sum(n > 0 for n in opened) > 1:
        faults.append(f"the round is opened {opened}: {logs}")
    check(run("round", db=db), 0, out=" 0 more")
    check(run("recompute", "--check", db=db), 0, out="as they should be")


def serving(folder, db):
    data = ["--data", f"{folder}/data"]
    check(run("serve", *data, "--listen", "nonsense", db=db), 1, err="nonsense")
    check(run("serve", "--data", "/nowhere/at/all", db=db), 1, err="/nowhere/at/all")
    check(run("serve", *data, "--listen", "127.0.0.1:99999", db=db), 1, err="99999")
    check(run("serve", "--workers", "0", db=db), 2, err="usage")
    check(run("serve", "x", db=db), 2, err="usage")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        check(run("serve", *data, "--listen", f"127.0.0.1:{taken.getsockname()[1]}", db=db), 1, err="in use")
    server, said = serve(db, data, free_port())
    if said != b"ok\n":
        faults.append(f"/health says {said!r}")
    server.send_signal(signal.SIGTERM)
    _, log = server.communicate(timeout=60)
    if server.returncode != 0 or "listening on" not in log:
        faults.append(f"serve ends with {server.returncode}: {log[-500:]}")


def main():
    if ENGINE == "postgres" and not SERVER:
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        db = new_database(folder)
        help_and_usage()
        databases_that_are_none(folder)
        tables()
        sample_and_export(folder, db)
        packs_compared(db)
        accounts(db)
        the_chain(folder, db)
        serving(folder, db)
        the_round_opens_by_itself(folder)
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()

"""Writes what bench.py measured as a page, with the words of notes.md behind it: report.py BENCH.json… >docs/bench.md"""
import datetime
import json
import os
import sys

HEAD = """# What it cost

Measured by `script/bench` on {day}, on {cores} processors ({model}). `script/bench` repeats it; bench/README.md says what the yardsticks are. A ratio of
1.0 would mean that the program adds nothing to the yardstick. Processor time a request holds on a busy machine too; requests a
second only on an idle one.

| engine | projects | case | requests/s | median | page | statements | of SQL | of bytes | processor | of it SQL and HTTP |
|---|---|---|---|---|---|---|---|---|---|---|"""


def model():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        return next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), "unknown")


def page_line(r):
    return (f"| {r['engine']} | {r['projects']:,} | {r['case']} | {r['per_second']:,.0f} | {r['p50_ms']:.2f} ms | {r['kilobytes']:.0f} KB | {r['queries']:.0f} "
            f"| {r['of_sql']:.2f} | {r['of_bytes']:.3f} | {r['cpu_ms']:.2f} ms | {r['sql_cpu_ms']:.2f} ms |")


def main():
    rows = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as f:
            rows += json.load(f)
    print(HEAD.format(day=datetime.date.today().isoformat(), cores=os.cpu_count(), model=model()))
    pages = [r for r in rows if "projects" in r]
    for r in sorted(pages, key=lambda r: (r["engine"] != "sqlite", r["projects"])):
        print(page_line(r))
    print("\n| case | command |\n|---|---|")
    for case, command in dict((r["case"], r["command"]) for r in pages).items():
        print(f"| {case} | `{command}` |")
    sheets = [r for r in rows if "rows" in r]
    if sheets:
        print("\n| engine | case | rows | processor | floor | times the floor | on the clock | peak memory | command |\n|---|---|---|---|---|---|---|---|---|")
    for r in sheets:
        print(f"| {r['engine']} | {r['case']} | {r['rows']:,} | {r['processor']:.1f} s | {r['floor_processor']:.2f} s | {r['times_floor']:.1f} | {r['seconds']:.1f} s "
              f"| {r['peak_mb']:.0f} MB | `{r['command']}` |")
    for r in [r for r in rows if r["case"] == "live"]:
        print(f"\nOn {r['engine']}, {r['projects_of_case']:,} projects, {r['pages']} live pages open: a report was on the last of them {r['p50_ms']:.0f} ms after it was "
              f"sent (the worst of {r['sent']}: {r['worst_ms']:.0f} ms); the server took {r['rss_mb']:.0f} MB.")
    days = [r for r in rows if r["case"].startswith("day: ")]
    if days:
        print("\n| engine | projects | pages while reports arrive | at a rate of | requests | median | p99 | failed |\n|---|---|---|---|---|---|---|---|")
    for r in days:
        print(f"| {r['engine']} | {r['projects_of_case']:,} | {r['case'][5:]} | {r['per_second']:.0f}/s | {r['requests']:,} | {r['p50_ms']:.1f} ms | {r['p99_ms']:.1f} ms | {r['failed']} |")
    said = set()
    for r in rows:
        if r["case"] == "idle" and r["engine"] not in said:
            said.add(r["engine"])
            print(f"\nIdle memory on {r['engine']}: {r['rss_mb']:.0f} MB.")
    with open(os.path.join(os.path.dirname(__file__), "notes.md"), encoding="utf-8") as f:
        print("\n" + f.read().strip())


main()

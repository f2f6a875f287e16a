"""Counts the tests of a run: each cmocka test, each browser test. usage: count_tests.py TESTLOG.json BROWSER.out

Prints the failures and, last, the one line `N passed, N failed[, N skipped]`. Exit status 1 when any failed or when
none ran. A test program that dies is one failure more than what it had said until then.
"""
import json
import re
import sys

SKIPPED = 77


def count_program(test):
    """(passed, failed names, skipped) of one test program."""
    said = test.get("stdout", "") + test.get("stderr", "")
    passed = len(re.findall(r"^\[       OK \]", said, re.M))
    skipped = len(re.findall(r"^\[  SKIPPED \] (?!tests:|\d)", said, re.M))
    failed = []
    for name in re.findall(r"^\[  FAILED  \] (?!tests:|\S+: \d+ test|\d+ test)(\S+)", said, re.M):
        if name not in failed:
            failed.append(name)
    if test["returncode"] == SKIPPED:
        return passed, [], max(skipped, 1)
    if test["result"] not in ("OK", "EXPECTEDFAIL") and not failed:
        failed.append(f"({test['result'].lower()}, status {test['returncode']})")
    if test["result"] == "OK" and not passed and not skipped:
        passed = 1  # a test that is no cmocka program
    return passed, failed, skipped


def main():
    passed = skipped = 0
    failed = []
    try:
        with open(sys.argv[1], encoding="utf-8") as log:
            for line in log:
                test = json.loads(line)
                p, f, s = count_program(test)
                passed, skipped = passed + p, skipped + s
                failed += [f"{test['name']}: {name}" for name in f]
    except FileNotFoundError:
        pass
    try:
        with open(sys.argv[2], encoding="utf-8") as out:
            for line in out:
                if line.startswith("ok "):
                    passed += 1
                elif line.startswith("skip "):
                    skipped += 1
                elif line.startswith("not ok "):
                    failed.append(line[7:].strip())
    except FileNotFoundError:
        pass
    for name in failed:
        print("FAILED", name)
    print(f"{passed} passed, {len(failed)} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed or not passed else 0)


main()

"""Backup while people work, restore, and what came back: the steps of docs/operations.md. Usage: backup.py PROGRAM."""
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

PROGRAM = os.path.abspath(sys.argv[1])
ENGINE = os.environ.get("DIAODU_TEST_DB", "sqlite")
SERVER = os.environ.get("DIAODU_TEST_PG")


def run(*args, db):
    got = subprocess.run([PROGRAM, "--db", db, *args], capture_output=True, text=True, timeout=120)
    if got.returncode:
        sys.exit(f"{args}: {got.returncode}: {got.stderr}")
    return got.stdout


def tool(*args):
    subprocess.run(args, check=True, capture_output=True, timeout=120)


def new_database(folder, name):
    if ENGINE == "sqlite":
        return f"sqlite:{folder}/{name}.sqlite"
    name = "b" + uuid.uuid4().hex
    tool("psql", SERVER, "-q", "-c", f"CREATE DATABASE {name}")
    return re.sub(r"/[^/]*$", "/" + name, SERVER)


def works(port, end, done):
    """Wrong sign-ins: each writes the audit log."""
    while not end.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/sign-in", urllib.parse.urlencode({"login": "nobody", "password": "x"}),
                           {"Content-Type": "application/x-www-form-urlencoded"})
        status = connection.getresponse().status
        connection.close()
        if status >= 500:
            sys.exit(f"a sign-in during the backup answers {status}")
        done.append(status)


def serve(db, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([PROGRAM, "--db", db, "serve", "--data", f"{folder}/data", "--listen", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.1)
    sys.exit("the server does not listen")


def copy_and_restore(db, folder):
    if ENGINE == "sqlite":
        run("backup", f"{folder}/copy.sqlite", db=db)
        os.rename(f"{folder}/copy.sqlite", f"{folder}/restored.sqlite")
        return f"sqlite:{folder}/restored.sqlite"
    restored = new_database(folder, "restored")
    tool("pg_dump", "-Fc", "-f", f"{folder}/dump", db)
    tool("pg_restore", "-d", restored, f"{folder}/dump")
    return restored


def main():
    if ENGINE == "postgres" and not SERVER:
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        db = new_database(folder, "live")
        run("sample", "--projects", "300", db=db)
        before = run("export", "projects", "--format", "json", db=db)
        server, port = serve(db, folder)
        end, done = threading.Event(), []
        people = [threading.Thread(target=works, args=(port, end, done)) for _ in range(3)]
        for one in people:
            one.start()
        while len(done) < 3:
            time.sleep(0.05)
        restored = copy_and_restore(db, folder)
        end.set()
        for one in people:
            one.join()
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        if "lines " not in run("verify", db=restored):
            sys.exit("the restored audit chain is not verified")
        if run("export", "projects", "--format", "json", db=restored) != before:
            sys.exit("other projects came back than were there")
        server, port = serve(restored, folder)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/health")
        if connection.getresponse().read() != b"ok\n":
            sys.exit("the restored database is not served")
        server.send_signal(signal.SIGTERM)
        if server.wait(60):
            sys.exit("the server over the restored database does not end well")


main()

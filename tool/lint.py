"""What compilers do not see: the rules of this house that a machine can check. Called by script/lint and as a test.

usage: lint.py [--sizes] [ROOT]     prints each fault as path:line: message; exit status 1 when there is any
       lint.py --self-test          each rule against a text that breaks it and one that does not

A rule is a function (path, text) → [(line, message)] over one file, or (files) → [(path, line, message)] over all. A line
that has to break a rule says why on itself: `/* lint: reason */`.
"""
import os
import re
import sys

LAYERS = {"base": 0, "db": 1, "kit": 2, "account": 3, "project": 4}  # every other folder of src/ is a capability: 5
TOP = 6  # files directly in src/
SKIPPED = {"build", "node_modules", ".git", ".cache", "data"}
EXEMPT = re.compile(r"lint: \w+")


# --- Reading C roughly -------------------------------------------------------------------------------------------------

def blank_comments(text):
    """The C text with comments turned into blanks: the same lines, the same columns."""
    def blank(match):
        got = match.group(0)
        return got if got[0] in "\"'" else re.sub(r"[^\n]", " ", got)
    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', blank, text, flags=re.S)


def strings_of(code):
    """(offset, content) of each string literal; neighbours that C joins are joined."""
    found = []
    end = -1
    for match in re.finditer(r'"((?:\\.|[^"\\\n])*)"', code):
        if found and not code[end:match.start()].strip():
            found[-1][1] += match.group(1)
        else:
            found.append([match.start(), match.group(1)])
        end = match.end()
    return found


def line_at(text, offset):
    return text.count("\n", 0, offset) + 1


def exempt(text, line):
    return bool(EXEMPT.search(text.split("\n")[line - 1]))


# --- Rules over one file -----------------------------------------------------------------------------------------------

def layer(path):
    parts = path.split("/")
    return TOP if len(parts) == 2 else LAYERS.get(parts[1], 5)


def include_direction(path, text):
    """base ← db ← kit ← project ← the other capabilities ← main; a capability knows another by its one header."""
    if not path.startswith("src/") or not path.endswith((".c", ".h")):
        return
    own = path.split("/")[1]
    for match in re.finditer(r'^#include "([^"]+)"', text, re.M):
        parts = match.group(1).split("/")
        other = parts[0] if len(parts) > 1 else own
        line = line_at(text, match.start())
        theirs = layer("src/" + match.group(1)) if len(parts) > 1 else layer(path)
        if theirs > layer(path) or (match.group(1).startswith("../")):
            yield line, f"{own} must not include {match.group(1)}: base ← db ← kit ← project ← capabilities ← main"
        elif theirs >= 3 and other != own and layer(path) < TOP and parts[-1] not in (other + ".h", "words.h"):
            yield line, f"{own} knows {other} by {other}/{other}.h only, not by {match.group(1)}"
        if path.endswith("_rules.c") and other not in ("base", own):
            yield line, "rules are pure: they include base and their own header only"


SQL_START = re.compile(r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX|UNIQUE)\s|WITH\s+\w+\s+AS\s*\()")


# These make SQL out of descriptions: names come from tables of the program, values are bound.
SQL_MAKERS = {"src/kit/apart.c", "src/kit/missing.c", "src/kit/save.c", "src/kit/store.c", "src/kit/filter.c", "src/kit/filter_sum.c", "src/kit/ripple.c", "src/kit/recompute.c", "src/kit/children.c", "src/kit/audit.c", "src/kit/search.c", "src/kit/import/former.c", "src/kit/import/lookup.c", "src/kit/import/match.c"}


def sql_in_its_place(path, text):
    """SQL is a `static const char sql_…[]`, where a test finds it; src/db, which is about SQL, is free."""
    if not path.startswith("src/") or path.startswith("src/db/") or not path.endswith(".c") or path in SQL_MAKERS:
        return
    code = blank_comments(text)
    for offset, content in strings_of(code):
        if not SQL_START.match(content.replace("\\n", " ")):
            continue
        before = code[max(0, offset - 200):offset]
        if not re.search(r"\bsql_\w*\s*(\[\w*\]\s*)*=[\s{]*$|\bsql_\w*\s*(\[\w*\]\s*)+=\s*\{[^;]*$", before):
            yield line_at(text, offset), "SQL outside a sql_… constant"


def no_double_near_money(path, text):
    if not path.startswith("src/") or not path.endswith((".c", ".h", ".def")):
        return
    lines = blank_comments(text).split("\n")
    for i, line in enumerate(lines):
        near = "\n".join(lines[max(0, i - 5):i + 6])
        if re.search(r"\b(double|float)\b", line) and re.search(r"\b(money|yuan)\b|_MONEY\b|\bNO_MONEY\b", near):
            yield i + 1, "floating point near money"


COLOUR = re.compile(r"(?<=[\s:,(\"'])#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3}(?:[0-9a-fA-F]{2})?)?(?=[\s;,)!}\"'])|\b(?:rgb|hsl)a?\(")


def colours_in_tokens(path, text):
    if path.endswith("tokens.css") or path.endswith("favicon.svg"):
        return
    if path.startswith("ui/") and path.endswith((".css", ".js")):
        plain = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)
        for match in COLOUR.finditer(plain):
            yield line_at(text, match.start()), f"colour {match.group(0)} outside ui/css/tokens.css"
    elif path.startswith("src/") and path.endswith((".html", ".c")):
        for match in re.finditer(r'\b(?:fill|stroke|color|bgcolor)=\\?"(#[0-9a-fA-F]{3,8})', text):
            yield line_at(text, match.start()), f"colour {match.group(1)} outside ui/css/tokens.css"


INLINE = re.compile(r'<[^<>]*\s(style|on[a-z]{3,})\s*=|<script(?![^>]*\ssrc=)[^>]*>|<style\b|javascript:', re.I)


def nothing_inline(path, text):
    """The content policy allows neither inline style nor inline script."""
    if not path.startswith("src/") or not path.endswith((".html", ".c")):
        return
    code = blank_comments(text) if path.endswith(".c") else re.sub(r"\{\{/\*.*?\*/\}\}", "", text, flags=re.S)
    pieces = strings_of(code) if path.endswith(".c") else [(0, code)]
    for offset, content in pieces:
        for match in INLINE.finditer(content):
            line = line_at(text, offset + (match.start() if path.endswith(".html") else 0))
            yield line, f"inline {match.group(1) or 'script or style'}: the content policy would refuse it"


MACHINE_PATH = re.compile(r"(?<![\w.$}*/-])/(?:work|home|root|mnt|Users)/\w+")
REGISTRY = re.compile(r"registry\.(?:npmjs|yarnpkg|npmmirror)\.\w+|\"resolved\"\s*:|deb\.debian\.org|snapshot\.debian\.org")


def names_no_machine(path, text):
    if path in ("tool/lint.py",):
        return
    for pattern, what in ((MACHINE_PATH, "path of one machine"), (REGISTRY, "address of a package registry")):
        for match in pattern.finditer(text):
            yield line_at(text, match.start()), f"{what}: {match.group(0)}"


def tidy_text(path, text):
    if path.startswith("test/expect/") or path.startswith("test/data/") or path.startswith("config/"):
        return
    for i, line in enumerate(text.split("\n")):
        if line != line.rstrip():
            yield i + 1, "blanks at the end of the line"
        if "\t" in line and path.endswith((".c", ".h", ".def", ".html", ".css", ".js", ".mjs", ".py")):
            yield i + 1, "tab"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no line break at the end of the file"


# A Chinese literal: the first of WORD(key, …) and of L(…). ASCII marks between letters and digits (24:00, sqlite:文件) are no punctuation.
CHINESE = re.compile(r'(?:\bWORD\(\w+,|\bL\()\s*((?:"(?:\\.|[^"\\])*"\s*)+)')
HALF_WIDTH = re.compile(r"[\u3400-\u9fff）”》}][,;:()?!]|(?<![\w\"])[,;:()?!][\u3400-\u9fff（“《]")


def chinese_punctuation(path, text):
    if not (path.startswith("src/") and path.endswith((".def", ".c"))):
        return
    for match in CHINESE.finditer(text):
        for found in HALF_WIDTH.finditer(match.group(1)):
            yield line_at(text, match.start(1) + found.start()), f"Chinese text with ASCII punctuation: {found.group(0)}"


FILE_RULES = [include_direction, sql_in_its_place, no_double_near_money, colours_in_tokens, nothing_inline, names_no_machine,
              tidy_text, chinese_punctuation]


# --- Rules over all files ----------------------------------------------------------------------------------------------

WORD = re.compile(r'\bWORD\(\s*(\w+)\s*,\s*((?:"(?:\\.|[^"\\])*"\s*)+),\s*((?:"(?:\\.|[^"\\])*"\s*)+)\)')


def placeholders(said):
    """Chinese counts in {wan}, ten thousands, what English counts in {million}s or {thousand}s."""
    return {"{figure}" if name in ("{wan}", "{million}", "{thousand}") else name for name in re.findall(r"\{\w+\}", said)}


def words_are_used_and_whole(files):
    """Each word is said somewhere, in both languages, with the same placeholders; none is defined twice."""
    said = set()
    for path, text in files.items():
        if path.startswith(("src/", "test/")) and path.endswith((".c", ".h", ".def", ".html")):
            said.update(re.findall(r"\bw_(\w+)", text))
            # {{t project.name}}, and tables of fields that make w_##name
            said.update(key.replace(".", "_") for key in re.findall(r"\{\{\s*t\s+([\w.]+)", text))
            said.update(re.findall(r"\bL\((\w+)\)", text))
    seen = {}
    for path, text in files.items():
        if not path.startswith("src/") or not path.endswith("words.def"):
            continue
        for match in WORD.finditer(text):
            key, line = match.group(1), line_at(text, match.start())
            zh, en = ("".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(i))) for i in (2, 3))
            if not zh or not en:
                yield path, line, f"word {key} says nothing in one language"
            if placeholders(zh) != placeholders(en):
                yield path, line, f"word {key} has other placeholders in Chinese than in English"
            if key in seen:
                yield path, line, f"word {key} is defined twice: see {seen[key]}"
            seen[key] = f"{path}:{line}"
            if key not in said and not exempt(text, line):
                yield path, line, f"word {key} is used nowhere"


def templates_are_used(files):
    pages = {p: t for p, t in files.items() if p.startswith("src/") and p.endswith(".html")}
    everything = {p: t for p, t in files.items() if p.startswith(("src/", "test/")) and p.endswith((".c", ".h", ".html"))}
    for path, text in pages.items():
        for match in re.finditer(r"\{\{\s*template\s+(\w+)", text):
            name = match.group(1)
            used = re.compile(r"\btpl_" + name + r"\b|LAYOUT\([^;]*\b" + name + r"\b|\bSLOT\(" + name + r"\b|\{\{\s*(?:include|call|use)\s+" + name + r"\b")
            if not any(used.search(other) for other in everything.values()):
                yield path, line_at(text, match.start()), f"template {name} is used nowhere"


def readme_commands_exist(files):
    for path in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "HACKING.md"):
        text = files.get(path, "")
        for match in re.finditer(r"(?<![\w/])(script/[\w-]+)", text):
            if match.group(1) not in files:
                yield path, line_at(text, match.start()), f"{match.group(1)} does not exist"
        for match in re.finditer(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            target = match.group(1).rstrip("/")
            if target not in files and not any(name.startswith(target + "/") for name in files):
                yield path, line_at(text, match.start()), f"{target} does not exist"


DEFINED = re.compile(r"^(?!static\b|extern\b|typedef\b|return\b|else\b)(?:[A-Za-z_]\w*[ *]+)+(?:"
                     r"(?P<function>\w+)\((?:[^;{}()]|\([^;{}()]*\))*\)\s*\{|"
                     r"(?P<object>\w+)(?:\[[^\]\n]*\])*(?:\s*=|;))", re.M)


def names_differ(files):
    """The linker takes the first of two equal names of a library and says nothing."""
    first = {}
    for path, text in sorted(files.items()):
        if not path.startswith("src/") or not path.endswith(".c"):
            continue
        code = blank_comments(text)
        for match in DEFINED.finditer(code):
            name = match.group("function") or match.group("object")
            if name in first and first[name] != path:
                yield path, line_at(text, match.start(match.lastgroup)), f"{name} is also defined in {first[name]}: the linker would take one of them"
            first.setdefault(name, path)


TREE_RULES = [words_are_used_and_whole, templates_are_used, readme_commands_exist, names_differ]


# --- Running -----------------------------------------------------------------------------------------------------------

def read_tree(root):
    files = {}
    for folder, below, names in os.walk(root):
        relative = os.path.relpath(folder, root)
        names = [n for n in names if n not in SKIPPED]
        below[:] = [b for b in below if b not in SKIPPED and not b.startswith("build-") or relative.startswith("test")]
        for name in names:
            path = os.path.normpath(os.path.join(relative, name))
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    files[path] = f.read()
            except (UnicodeDecodeError, FileNotFoundError):
                files[path] = ""  # a picture, a workbook, a link to nowhere
    return files


def faults_of(files):
    for path, text in sorted(files.items()):
        if path.endswith("package-lock.json") or path in ("compile_commands.json", "LICENSE"):
            rules = [names_no_machine] if path.endswith("package-lock.json") else []
        else:
            rules = FILE_RULES
        for rule in rules:
            for line, message in rule(path, text) or []:
                if not exempt(text, line):
                    yield path, line, message
    for rule in TREE_RULES:
        yield from rule(files)


def print_sizes(files):
    """The longest files and functions: each of these should have a reason."""
    sources = {p: t for p, t in files.items() if p.startswith(("src/", "tool/", "test/", "bench/", "fuzz/")) and p.endswith((".c", ".h"))}
    longest = sorted(((t.count("\n"), p) for p, t in sources.items()), reverse=True)
    functions = []
    for path, text in sources.items():
        for match in re.finditer(r"^(?:[\w*][^\n;{}#]*?\b(\w+)\([^;{}]*\))\s*\n\{\n(.*?)^\}", text, re.M | re.S):
            functions.append((match.group(2).count("\n"), f"{path}:{line_at(text, match.start())} {match.group(1)}"))
    print("Longest files (aim: 300 lines)")
    for lines, path in longest[:10]:
        print(f"{lines:6} {path}")
    print("Longest functions (aim: 30 lines)")
    for lines, name in sorted(functions, reverse=True)[:15]:
        print(f"{lines:6} {name}")
    debts = sum(t.count("DEBT:") for t in sources.values())
    print(f"{len(sources)} files, {sum(n for n, _ in longest)} lines, {len(functions)} functions, {debts} debts")


SELF_TESTS = [
    # (rule, path, text that breaks it or keeps it, number of faults)
    (include_direction, "src/base/a.c", '#include "db/db.h"\n', 1),
    (include_direction, "src/kit/a.c", '#include "project/project.h"\n', 1),
    (include_direction, "src/kit/a.c", '#include "kit/b.h"\n#include "db/db.h"\n#include "base/text.h"\n#include <db.h>\n', 0),
    (include_direction, "src/report/a.c", '#include "list/list_acts.h"\n', 1),
    (include_direction, "src/report/a.c", '#include "list/list.h"\n#include "report_rules.h"\n', 0),
    (include_direction, "src/report/x_rules.c", '#include "x_rules.h"\n#include "kit/act.h"\n', 1),
    (include_direction, "src/main.c", '#include "report/report_acts.h"\n', 0),
    (sql_in_its_place, "src/kit/a.c", 'run("SELECT 1 FROM t");\n', 1),
    (sql_in_its_place, "src/kit/a.c", 'static const char sql_a[] =\n    "SELECT 1"\n    " FROM t";\n', 0),
    (sql_in_its_place, "src/kit/a.c", '/* "SELECT x" */ say("Select a file");\n', 0),
    (no_double_near_money, "src/kit/a.c", "money m;\ndouble d;\n", 1),
    (no_double_near_money, "src/kit/a.c", "money m; /* never double */\n", 0),
    (no_double_near_money, "src/kit/a.c", "double seconds;\n", 0),
    (colours_in_tokens, "ui/css/a.css", "a { color: #123456; }\n", 1),
    (colours_in_tokens, "ui/css/a.css", "a { color: var(--dd-ink); } /* #fff */\n#abc-list { top: 0; }\n", 0),
    (colours_in_tokens, "src/kit/a.html", '<path fill="#fff">\n<a href="#abc">&#123;\n', 1),
    (nothing_inline, "src/kit/a.html", '<p style="top:0">\n<a onclick="x()">\n<script>x</script>\n', 3),
    (nothing_inline, "src/kit/a.html", '<script src="/static/a.js" defer></script><link rel="stylesheet">\n', 0),
    (nothing_inline, "src/kit/a.c", 'LIT(o, "<p style=\\"x\\">");\n', 1),
    (names_no_machine, "script/a", "cd /home/someone\n", 1),
    (names_no_machine, "script/a", "cd /usr/lib; https://example.org/home/a\n", 0),
    (chinese_punctuation, "src/a/words.def", 'WORD(a, "没有,请填（{n}）", "None (中文, here)")\n', 1),
    (chinese_punctuation, "src/a/words.def", 'WORD(a, "用 sqlite:文件，24:00 前；{\\"error\\": 1}", "x: 中文, y")\n', 0),
    (chinese_punctuation, "src/a/a.def", 'L("县(市)", "County"), "别名(旧)|x"\n', 2),
    (tidy_text, "src/a.c", "a \n\tb\n", 2),
]


def self_test():
    wrong = 0
    for rule, path, text, want in SELF_TESTS:
        got = list(rule(path, text) or [])
        if len(got) != want:
            wrong += 1
            print(f"{rule.__name__}: {text!r}: {len(got)} faults, want {want}: {got}")
    tree = {"src/a/words.def": 'WORD(a, "甲{n}", "A {n}")\nWORD(b, "乙{n}", "B")\nWORD(a, "丙", "C")\n', "src/a/a.c": "w_a",
            "src/a/a.html": "{{template one()}}{{template two()}}", "src/a/b.c": "tpl_one(o, &v);", "README.md": "script/none",
            "src/b/a.c": "const struct route a_routes[] = {{0}};\nerr both(struct call *c)\n{\n}\nstatic int own;\n",
            "src/c/a.c": "const struct route a_routes[] = {{0}};\nerr both(struct call *c)\n{\n}\nstatic int own;\nextern int x;\nerr y(int);\n"}
    messages = [message for rule in TREE_RULES for _, _, message in rule(tree)]
    if len(messages) != 7:
        wrong += 1
        print("rules over all files:", messages)
    print(f"{len(SELF_TESTS) + 1 - wrong} of {len(SELF_TESTS) + 1} samples judged as they should be")
    return wrong


def main():
    words = sys.argv[1:]
    if "--self-test" in words:
        sys.exit(1 if self_test() else 0)
    roots = [w for w in words if not w.startswith("--")]
    files = read_tree(roots[0] if roots else os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    if "--sizes" in words:
        print_sizes(files)
        return
    count = 0
    for path, line, message in faults_of(files):
        print(f"{path}:{line}: {message}")
        count += 1
    sys.exit(1 if count else 0)


main()

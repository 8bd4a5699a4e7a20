"""The schema without the program: what the tests of SQL alone stand on."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/py"))

from machine import Failure


def psql(url, script, *, check=True, variables=(), login=None, database=None):
    """Runs a script from standard input. login, database: others than those of the URL."""
    if login:
        url = re.sub(r"user=\S+", f"user={login}", url)
    if database:
        url = re.sub(r"dbname=\S+", f"dbname={database}", url)
    arguments = ["psql", "-XAtq", "-v", f"ON_ERROR_STOP={int(check)}", *(f"-v{variable}" for variable in variables), url]
    done = subprocess.run(arguments, input=script, capture_output=True, text=True, timeout=120)
    if check and done.returncode != 0:
        raise Failure(f"{script[:2000]}\n{done.stderr}")
    return done


def rows(url, query, **options):
    """Rows as lists of texts; an empty text is also NULL."""
    return [line.split("|") for line in psql(url, query, **options).stdout.splitlines()]


def error(url, query, **options):
    """The SQLSTATE with which the query is refused, None when it is not."""
    done = psql(url, "\\set VERBOSITY sqlstate\n" + query, check=False, **options)
    found = re.search(r"ERROR:  (\w{5})", done.stderr)
    return found[1] if found else None


def apply(url):
    """Migrations and report views, each file in one transaction, as `puente migrate` does."""
    for path in sorted(ROOT.glob("sql/migrations/*.sql")) + sorted(ROOT.glob("sql/reports/*.sql")):
        psql(url, f"begin;\n{path.read_text()}\n;reset role;\ncommit;")


def queries():
    """Name to text of every statement in sql/queries."""
    found = {}
    for path in sorted(ROOT.glob("sql/queries/*.sql")):
        for name, text in re.findall(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", path.read_text(), re.M | re.S):
            found[name] = re.sub(r"^\s*--.*\n", "", text, flags=re.M).strip().rstrip(";")
    return found

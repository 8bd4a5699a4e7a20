"""Every statement of sql/queries can be prepared and executed by the roles whose code uses it, and row-level security leaves no
trace in the plans of the processes."""

import re

from schema import ROOT, Report, apply, psql, queries

from puente_test import Rig

# Folder of gateway/ to the roles its statements run as.
ROLES = {
    "ingest": ["puente_ingest"],
    "worker": ["puente_worker"],
    "conversation": ["puente_ingest", "puente_worker"],
    "store": ["puente_ingest", "puente_worker"],
    "process": ["puente_ingest", "puente_worker", "puente_console"],
    "admin": ["puente_owner"],
    "verify": ["puente_owner"],
    "command": ["puente_owner"],
}
# Sessions that are due are the worker's, though the file that reads them serves both.
WORKER_ONLY = {"timer_lock", "queued_lock", "timer_defer", "queued_defer"}
# Prepared by the protocol, but not by the statement PREPARE.
NOT_SQL_PREPARABLE = re.compile(r"^(begin|commit|rollback)\b")

# An argument of each type: no rows for arrays, something harmless for the others.
EXECUTE = """
select format('/* %s */ %s execute %I%s', name, :'how', name,
              coalesce('(' || (select string_agg(quote_literal(case
                  when t::text like '%[]' then '{}'
                  when t::text in ('smallint', 'integer', 'bigint', 'double precision') then '1'
                  when t::text = 'boolean' then 'false'
                  when t::text = 'timestamp with time zone' then '2026-11-21 12:00+00'
                  when t::text = 'jsonb' then '{}'
                  else 'x' end) || '::' || t, ', ' order by place)
               from unnest(parameter_types) with ordinality as p(t, place)) || ')', ''))
from pg_prepared_statements order by name
\\gexec
"""


def used_by():
    """Statement to the folders of gateway/ that use it."""
    found = {}
    for path in ROOT.glob("gateway/*/*.c"):
        for name in re.findall(r"\bSQL_([A-Z0-9_]+)\b", path.read_text()):
            found.setdefault(name.lower(), set()).add(path.parent.name)
    return found


def roles_of(name, folders):
    if name in WORKER_ONLY:
        return {"puente_worker"}
    return {role for folder in folders for role in ROLES.get(folder, [])}


def script(role, names, texts, how):
    prepared = "\n".join(f"prepare {name} as {texts[name]};" for name in names)
    return (f"\\set ON_ERROR_ROLLBACK on\n\\set VERBOSITY sqlstate\n\\set ECHO queries\nbegin;\n"
            f"{f'set role {role};' if role else ''}\nset search_path = puente, report, public;\n"
            f"set plan_cache_mode = force_generic_plan;\n{prepared}\n\\set how '{how}'\n{EXECUTE}\nrollback;\n")


def check_each(report, url, role, names, texts):
    for name in names:
        done = psql(url, script(role, [name], texts, ""), check=False)
        found = re.findall(r"ERROR:  (\w{5})", done.stderr)
        report.expect(f"execute {name}" in done.stdout and not [code for code in found if code.startswith("42")],
                      f"{name} as {role}: {done.stderr.strip()}")


def plans(url, role, names, texts):
    found = {}
    for name in names:
        done = psql(url, script(role, [name], texts, "explain (costs off)"))
        found[name] = done.stdout.rpartition(f"execute {name}")[2].partition("\n")[2]
    return found


def main():
    report = Report()
    texts = {name: text for name, text in queries().items() if not NOT_SQL_PREPARABLE.match(text)}
    uses = used_by()
    with Rig() as rig:
        url = rig.database().url
        apply(url)
        for role in sorted({role for roles in ROLES.values() for role in roles}):
            names = sorted(name for name in texts if role in roles_of(name, uses.get(name, ())))
            check_each(report, url, role, names, texts)
            if role in ("puente_ingest", "puente_worker"):
                # The login is a superuser, which no policy binds.
                free = plans(url, None, names, texts)
                for name, plan in plans(url, role, names, texts).items():
                    report.equal(plan.replace("\nrollback;\n", ""), free[name].replace("\nrollback;\n", ""), f"plan of {name} as {role}")
    report.exit()


main()

"""Every statement of sql/queries can be prepared and executed by the roles whose code uses it, and row-level security leaves no
trace in the plans of the processes."""

import re
import unittest

from schema import ROOT, apply, psql, queries

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
}
# Sessions that are due are the worker's, though the files that name them serve both.
WORKER_ONLY = {"timer_lock", "queued_lock", "timer_defer", "queued_defer"}
# Prepared by the protocol, but not by the statement PREPARE.
TRANSACTION = re.compile(r"(begin|commit|rollback)\b")

# Executes or explains what is prepared: no rows for arrays, something harmless for everything else.
EXECUTE = """
select format(:'how', format('execute %I%s', name, coalesce('(' || (
    select string_agg(quote_literal(case when t::text like '%[]' then '{}'
                                         when t::text in ('smallint', 'integer', 'bigint', 'double precision') then '1'
                                         when t::text = 'boolean' then 'false'
                                         when t::text = 'timestamp with time zone' then '2026-11-21 12:00+00'
                                         when t::text in ('json', 'jsonb') then '{}'
                                         else 'x' end) || '::' || t, ', ' order by place)
    from unnest(parameter_types) with ordinality as p(t, place)) || ')', '')))
from pg_prepared_statements
\\gexec
"""


def roles_by_statement():
    found = {}
    for path in ROOT.glob("gateway/*/*.c"):
        for name in re.findall(r"\bSQL_([A-Z0-9_]+)\b", path.read_text()):
            roles = ["puente_worker"] if name.lower() in WORKER_ONLY else ROLES.get(path.parent.name, [])
            found.setdefault(name.lower(), set()).update(roles)
    return found


class SqlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = cls.enterClassContext(Rig()).database().url
        apply(cls.url)
        cls.texts = {name: text for name, text in queries().items() if not TRANSACTION.match(text)}
        cls.roles = roles_by_statement()

    def run_as(self, role, name, how):
        """What psql prints and complains of. All is rolled back."""
        return psql(self.url, f"""
            \\set VERBOSITY sqlstate
            \\set how '{how}'
            begin;
            set local role {role};
            set local search_path = puente, report, public;
            set local plan_cache_mode = force_generic_plan;
            prepare {name} as {self.texts[name]};
            {EXECUTE}
            rollback;""", check=False)

    def test_every_statement_runs_as_the_roles_that_use_it(self):
        ran = 0
        for name in self.texts:
            for role in sorted(self.roles.get(name, ())):
                with self.subTest(statement=name, role=role):
                    # Class 42 is a missing right or a wrong name; a violated constraint only shows that the arguments are made up.
                    self.assertNotRegex(self.run_as(role, name, "%s").stderr, "ERROR:  42")
                    ran += 1
        self.assertGreater(ran, len(self.texts) // 2)

    def test_policies_change_no_plan_of_the_processes(self):
        for name in self.texts:
            for role in sorted(self.roles.get(name, set()) & {"puente_ingest", "puente_worker"}):
                with self.subTest(statement=name, role=role):
                    # The login is a superuser, whom no policy binds.
                    bound, free = (self.run_as(who, name, "explain (costs off) %s") for who in (role, "puente_login"))
                    self.assertEqual((free.stdout, ""), (bound.stdout, bound.stderr))
                    self.assertTrue(free.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)

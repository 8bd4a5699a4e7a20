"""What carries the weight of money is refused by the database, whatever the program does: rights, triggers, unique indexes, and limits while
several workers claim at once."""

import concurrent.futures
import unittest

from schema import apply, error, psql, queries, rows

from puente_test import Rig

ROLES = ["puente_login", "puente_owner", "puente_ingest", "puente_worker", "puente_console", "puente_report_owner", "puente_report",
         "puente_public"]
PEOPLE = """
set search_path = puente;
insert into programme (code, name, language, country, zone) values ('north', 'North', 'es', 'GT', 'America/Guatemala');
insert into channel (public_id, programme_id, adapter) values ('n1', 1, 'loopback');
insert into wallet (public_id, programme_id, adapter, currency, exponent, max_minor, day_max_minor) values
    ('w1', 1, 'loopback', 'GTQ', 2, 5000, 100000), ('w2', 1, 'loopback', 'XOF', 0, 5000, 100000);
insert into contact (contact_id, number_bidx, number_sealed) select n, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'x' from generate_series(1, 60) n;
insert into participant (participant_id, programme_id, case_code, zone) select n, 1, 'N-' || n, 'UTC' from generate_series(1, 60) n;
insert into survey (programme_id, form_id) values (1, 'pago');
insert into survey_version (survey_id, version, form, form_hash) values (1, '1', '{}', '');
insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, disposition, engine_rev,
                     country, zone, started_at, closed_at, state)
    select n, n, n, 1, 1, false, true, 1, 1, 'GT', 'UTC', now(), now(), '' from generate_series(1, 60) n;
insert into incentive_rule (programme_id, purpose, wallet_id, amount_minor) values (1, 'wave', 1, 1000);
"""
FUND = """insert into puente.ledger_entry (contact_id, posting_id, account_id, kind, amount_minor, currency)
    select 0, {posting}, account_id, 'fund', case kind when 'wallet' then {minor} else -({minor}) end, currency
    from puente.ledger_account where wallet_id = {wallet} and kind in ('wallet', 'funding')"""
ENTRY = """insert into puente.ledger_entry (contact_id, posting_id, account_id, incentive_id, kind, amount_minor, currency)
    values ({contact}, {posting}, {account}, {incentive}, '{kind}', {minor}, '{currency}')"""


def call(name, *arguments):
    """A statement of the program, prepared and executed by psql."""
    given = f"({', '.join(map(str, arguments))})" if arguments else ""
    return f"set search_path = puente;\nprepare {name} as {queries()[name]};\nexecute {name}{given};"


def settle(fence, n=1, state="paid", outcome="confirmed", posting="pay", burnt="false"):
    """What came of the transfer of incentive 1."""
    return call("payment_settle", 1, fence, n, f"'{state}'", f"'{outcome}'", "true", f"'{posting}'", 0, 0, "false", burnt, "'p'", "null", "null",
                "false")


def grant(*people, purpose="wave"):
    """What incentive_insert is given for these people; ids are theirs."""
    ids = "{" + ",".join(map(str, people)) + "}"
    purposes = "{" + ",".join([purpose] * len(people)) + "}"
    programmes = "{" + ",".join(["1"] * len(people)) + "}"
    times = "{" + ",".join(["2026-11-25"] * len(people)) + "}"
    values = (ids, ids, ids, programmes, ids, ids, purposes, times)
    return call("incentive_insert", *(f"'{value}'" for value in values))


class MoneyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = cls.enterClassContext(Rig()).database().url
        apply(cls.base)
        psql(cls.base, PEOPLE)

    def setUp(self):
        psql(self.base, "create database copy template puente", database="postgres")
        self.addCleanup(psql, self.base, "drop database copy with (force)", database="postgres")
        self.url = self.base.replace("dbname=puente", "dbname=copy")

    def run_as(self, role, script):
        return psql(self.url, f"set role {role};\nset search_path = puente;\n{script}").stdout.splitlines()

    def error_as(self, role, script):
        return error(self.url, f"set role {role};\nset search_path = puente;\n{script}")

    def values(self, query):
        return rows(self.url, f"set search_path = puente; {query}")

    def fund(self, minor, wallet=1, posting=9000):
        psql(self.url, FUND.format(posting=posting, minor=minor, wallet=wallet))

    def begin(self, wallet=1, limit=50, lease=60000):
        """A worker's claim; the verdicts."""
        script = f"begin;\n{call('wallet_lock', wallet)}\n{call('payment_begin', wallet, limit, lease)}\ncommit;"
        return [line.split("|")[11] for line in self.run_as("puente_worker", script) if line.count("|") == 11]

    # ---- the ledger ----

    def test_no_role_changes_or_removes_an_entry(self):
        self.fund(1000)
        for role in ROLES:
            for statement in ("update puente.ledger_entry set amount_minor = 1", "update puente.ledger_entry set at = now()",
                              "delete from puente.ledger_entry", "truncate puente.ledger_entry", "delete from puente.ledger_account",
                              "update puente.ledger_account set currency = 'KES'", "delete from puente.transfer", "delete from puente.incentive"):
                with self.subTest(role=role, statement=statement):
                    if statement.startswith("delete from puente.transfer") or statement.startswith("delete from puente.incentive"):
                        psql(self.url, grant(1) if self.values("select count(*) from incentive") == [["0"]] else "select 1")
                        self.begin()
                    self.assertEqual("42501", self.error_as(role, statement))

    def test_only_those_who_book_may_insert(self):
        allowed = {"puente_login", "puente_owner", "puente_ingest", "puente_worker"}
        for role in ROLES:
            with self.subTest(role=role):
                script = "begin;" + ENTRY.format(contact=0, posting=1, account=1, incentive=0, kind="fund", minor=5, currency="GTQ") + ";rollback"
                self.assertEqual(None if role in allowed else "42501", self.error_as(role, script))

    def test_a_posting_sums_to_zero_in_its_currency_or_is_refused_at_the_end(self):
        one = dict(contact=0, posting=1, account=1, incentive=0, kind="fund", minor=-5, currency="GTQ")
        other = one | {"account": 2, "minor": 5}
        cases = [("balanced", [one, other], None), ("one side", [one], "23000"), ("too little", [one, other | {"minor": 4}], "23000"),
                 ("another currency", [one, other | {"currency": "XOF"}], "23000"),
                 ("an account of another currency", [one, other | {"account": 7}], "23000"),
                 ("no account", [one, other | {"account": 99}], "23000"), ("an entry of nothing", [one | {"minor": 0}], "23514"),
                 ("of another person", [one, other | {"contact": 1}], "23000")]
        for name, entries, wanted in cases:
            with self.subTest(case=name):
                script = "begin;" + ";".join(ENTRY.format(**entry) for entry in entries) + ";commit"
                self.assertEqual(wanted, self.error_as("puente_owner", script))
                psql(self.url, "set session_replication_role = replica; delete from puente.ledger_entry; update puente.wallet set balance_minor = 0")

    def test_a_wallet_is_never_overdrawn(self):
        self.fund(500)
        self.assertEqual("23514", self.error_as("puente_owner", FUND.format(posting=9001, minor=-501, wallet=1)))
        self.fund(-500, posting=9002)
        self.assertEqual([["0"]], self.values("select balance_minor from wallet where wallet_id = 1"))

    def test_what_a_wallet_is_stays(self):
        for change in ("currency = 'KES'", "exponent = 0", "programme_id = 2"):
            with self.subTest(change=change):
                self.assertEqual("23000", self.error_as("puente_owner", f"update wallet set {change} where wallet_id = 1"))
        self.assertEqual("42501", self.error_as("puente_worker", "update wallet set balance_minor = 1"))
        self.assertEqual("42501", self.error_as("puente_worker", "update wallet set max_minor = 1"))

    # ---- incentives and transfers ----

    def test_a_grant_is_an_incentive_and_a_debt_once(self):
        for _ in range(2):
            self.run_as("puente_ingest", grant(1, 2, 3))
        self.assertEqual([["3", "3000"]], self.values("select count(*), sum(amount_minor) from incentive"))
        self.assertEqual([["expense", "3000"], ["owed", "-3000"]], self.values(
            "select a.kind, sum(e.amount_minor) from ledger_entry e join ledger_account a using (account_id) group by 1 order by 1"))

    def test_a_purpose_without_a_rule_is_owed_and_priced_later(self):
        self.run_as("puente_ingest", grant(1, purpose="later"))
        self.assertEqual([["unpriced", "0"]], self.values("select state, (select count(*) from ledger_entry) from incentive"))
        self.run_as("puente_worker", call("incentive_price"))
        self.assertEqual([["unpriced"]], self.values("select state from incentive"))
        psql(self.url, "insert into puente.incentive_rule (programme_id, purpose, wallet_id, amount_minor) values (1, 'later', 1, 700)")
        for _ in range(2):
            self.run_as("puente_worker", call("incentive_price"))
        self.assertEqual([["owed", "700", "2"]], self.values("select state, amount_minor, (select count(*) from ledger_entry) from incentive"))

    def test_a_rule_of_the_wave_goes_before_that_of_every_wave(self):
        psql(self.url, """insert into puente.incentive_rule (programme_id, wave_id, purpose, wallet_id, amount_minor) values (1, 4, 'wave', 1, 1200);
                          update puente.session set wave_id = 4 where session_id = 2; update puente.session set wave_id = 5 where session_id = 3""")
        self.run_as("puente_ingest", grant(1, 2, 3))
        self.assertEqual([["0", "1000"], ["4", "1200"], ["5", "1000"]], self.values("select wave_id, amount_minor from incentive order by 1"))

    def test_completions_at_the_same_time_are_one_incentive(self):
        people = list(range(1, 61))
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            ids = [[str(person * 10 + lane) for person in (people if lane % 2 else people[::-1])] for lane in range(6)]
            scripts = []
            for lane in ids:
                first = "{" + ",".join(lane) + "}"
                who = "{" + ",".join(id[:-1] for id in lane) + "}"
                ones = "{" + ",".join(["1"] * len(lane)) + "}"
                waves = "{" + ",".join(["wave"] * len(lane)) + "}"
                times = "{" + ",".join(["2026-11-25"] * len(lane)) + "}"
                scripts.append(call("incentive_insert", *(f"'{value}'" for value in (first, who, who, ones, who, who, waves, times))))
            list(pool.map(lambda script: self.run_as("puente_ingest", script), scripts))
        self.assertEqual([["60", "60", "120"]], self.values(
            "select count(*), count(distinct participant_id), (select count(*) from ledger_entry) from incentive"))

    def test_one_transfer_is_open_and_one_confirmed(self):
        self.fund(5000)
        self.run_as("puente_ingest", grant(1))
        self.assertEqual(["send"], self.begin())
        again = "insert into puente.transfer select incentive_id, n + 1, contact_id, wallet_id, reference, amount_minor, currency, now() from puente.transfer"
        self.assertEqual("23505", self.error_as("puente_worker", again))
        self.run_as("puente_worker", settle(1))
        self.assertEqual("23505", self.error_as("puente_worker", f"insert into puente.transfer select incentive_id, 2, contact_id, wallet_id, reference, "
                                                                 f"amount_minor, currency, now(), 'confirmed', now() from puente.transfer"))
        for change in ("outcome = 'refused'", "ended_at = null, outcome = 'unknown'", "provider_id = 'x'"):
            with self.subTest(change=change):
                self.assertEqual("23000", self.error_as("puente_worker", f"update puente.transfer set {change}"))
        self.assertEqual([["paid", "4000", "1"]], self.values(
            "select state, balance_minor, (select count(*) from ledger_entry where kind = 'pay') / 2 from incentive, wallet where wallet.wallet_id = 1"))

    def test_what_is_under_way_keeps_its_reference_and_amount(self):
        self.fund(5000)
        self.run_as("puente_ingest", grant(1))
        self.begin()
        for change in ("reference = 'x'", "amount_minor = 1", "currency = 'XOF'", "wallet_id = 2", "contact_id = 2", "started_at = now()", "n = 2"):
            with self.subTest(change=change):
                self.assertEqual("23000", self.error_as("puente_worker", f"update puente.transfer set {change}"))

    def test_an_outcome_is_booked_once_and_only_by_whoever_holds_the_incentive(self):
        self.fund(5000)
        self.run_as("puente_ingest", grant(1))
        self.begin()
        self.run_as("puente_worker", settle(0))
        self.assertEqual([["sending"]], self.values("select state from incentive"))
        for _ in range(2):
            self.run_as("puente_worker", settle(1))
        self.assertEqual([["paid", "2"]], self.values("select state, (select count(*) from ledger_entry where kind = 'pay') from incentive"))

    def test_a_burnt_reference_is_followed_by_another(self):
        self.fund(5000)
        self.run_as("puente_ingest", grant(1))
        for n, burnt in enumerate(("false", "true", "true"), 1):
            self.begin()
            self.run_as("puente_worker", settle(2 * n - 1, n, "owed", "retryable", "return", burnt))
        self.begin()
        self.assertEqual([["1"], ["1"], ["1-2"], ["1-3"]], self.values("select reference from transfer order by n"))

    # ---- limits while several claim ----

    def claim_together(self, workers=6):
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            return [verdict for verdicts in pool.map(lambda _: self.begin(limit=7), range(workers * 2)) for verdict in verdicts]

    def test_the_balance_is_a_limit_for_all_together(self):
        self.fund(12500)
        self.run_as("puente_ingest", grant(*range(1, 61)))
        self.assertEqual(12, self.claim_together().count("send"))
        self.assertEqual([["12", "12", "500", "empty"]], self.values("select (select count(*) from transfer), (select count(distinct incentive_id) "
                                                                     "from transfer), balance_minor, park_reason from wallet where wallet_id = 1"))

    def test_the_day_is_a_limit_for_all_together(self):
        self.fund(90000)
        psql(self.url, "update puente.wallet set day_max_minor = 8000")
        self.run_as("puente_ingest", grant(*range(1, 61)))
        self.assertEqual(8, self.claim_together().count("send"))
        self.assertEqual([["8000", ""]], self.values("select sum(t.amount_minor), max(w.park_reason) from transfer t join wallet w using (wallet_id)"))
        self.assertEqual([["52"]], self.values("select count(*) from incentive where state = 'owed' and next_at > now()"))

    def test_nothing_begins_while_parked_or_stopped_and_too_much_is_held(self):
        self.fund(90000)
        self.run_as("puente_ingest", grant(1, 2))
        psql(self.url, "update puente.wallet set parked_at = now()")
        self.assertEqual([], self.begin())
        psql(self.url, "update puente.wallet set parked_at = null; update puente.payments set stopped_at = now()")
        self.assertEqual([], self.begin())
        psql(self.url, "update puente.payments set stopped_at = null; update puente.wallet set max_minor = 999 where wallet_id = 1")
        self.assertEqual(["held", "held"], self.begin())
        self.assertEqual([["held", "2"]], self.values("select state, (select count(*) from ticket where kind = 'incentive') from incentive limit 1"))

    def test_amounts_in_currencies_of_other_exponents(self):
        psql(self.url, "update puente.incentive_rule set wallet_id = 2, amount_minor = 500")
        self.fund(700, wallet=2)
        self.run_as("puente_ingest", grant(1, 2))
        self.assertEqual(["send", "empty"], self.begin(wallet=2))
        self.assertEqual([["500", "XOF"]], self.values("select amount, currency from report.airtime where state = 'sending'"))


if __name__ == "__main__":
    unittest.main(verbosity=2)

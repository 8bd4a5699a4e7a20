"""The dashboard, its data sources and the alerts, without Grafana or Prometheus: every question of every panel is put to a database whose
right figures are known, as the login that Grafana has, and every metric that is named exists."""

import json
import re
import unittest

import yaml
from schema import ROOT, apply, error, psql, rows

from machine import Failure
from puente_test import Rig

DASHBOARD = json.loads((ROOT / "docker/grafana/dashboards/puente.json").read_text(encoding="utf-8"))
SOURCES = yaml.safe_load((ROOT / "docker/grafana/provisioning/datasources/puente.yaml").read_text())
PROVIDERS = yaml.safe_load((ROOT / "docker/grafana/provisioning/dashboards/puente.yaml").read_text())
PROMETHEUS = yaml.safe_load((ROOT / "docker/prometheus/prometheus.yml").read_text())
ALERTS = yaml.safe_load((ROOT / "docker/prometheus/alerts.yml").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())

# Two waves of one survey and one session begun by keyword; of six people of the first wave one was never asked. The programme "south" is
# none of Grafana's.
DATA = """
set search_path = puente;
insert into programme (code, name, language, country, zone) values
    ('north', 'North', 'es', 'GT', 'America/Guatemala'), ('south', 'South', 'fr', 'SN', 'Africa/Dakar');
insert into channel (public_id, programme_id, adapter) values ('n1', 1, 'loopback'), ('s1', 2, 'loopback');
insert into survey (programme_id, form_id) values (1, 'followup'), (2, 'suivi');
insert into survey_version (survey_id, version, form, form_hash) values (1, '1', '{}', ''), (2, '1', '{}', '');
insert into survey_question (survey_version_id, question, name, type, privacy, required, label) values
    (1, 0, 'work', 'select_one', '', true, 'Work?'), (1, 1, 'needs', 'select_multiple', '', true, 'Needs?'),
    (1, 2, 'health', 'select_one', 'sensitive', true, 'Health?'), (1, 3, 'story', 'text', '', false, 'Tell us'),
    (1, 4, 'sum', 'calculate', '', false, ''), (2, 0, 'work', 'select_one', '', true, 'Travail ?');
insert into wave (programme_id, code, survey_id, survey_version_id, channel_id, after_months, after_days, window_days, spread_minutes, state, started_at)
    values (1, 'm3', 1, 1, 1, 3, 0, 30, 0, 'running', now() - interval '90 d'), (1, 'm6', 1, 1, 1, 6, 0, 30, 0, 'running', now() - interval '9 d'),
           (2, 'm3', 2, 2, 2, 3, 0, 30, 0, 'running', now());
insert into contact (contact_id, number_bidx, number_sealed)
    select n, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'x' from generate_series(101, 107) n;
insert into participant (participant_id, programme_id, case_code, language, country, zone)
    select n - 90, case when n = 107 then 2 else 1 end, 'C-' || n, 'es', 'GT', 'America/Guatemala' from generate_series(101, 107) n;
insert into participant_contact (contact_id, participant_id) select n, n - 90 from generate_series(101, 107) n;

-- contact, session, wave, disposition (1 I, 2 P, 3 BO, 4 R, 5 NC), heard
create temp table run as select * from (values
    (101, 1001, 1, 1, true), (102, 1002, 1, 2, true), (103, 1003, 1, 3, true), (104, 1004, 1, 5, false), (105, 1005, 1, 1, true),
    (101, 1006, 2, 1, true), (106, 1007, 0, 1, true), (107, 1008, 3, 1, true)) r(contact, session, wave, disposition, heard);
insert into session (contact_id, session_id, participant_id, survey_version_id, channel_id, open, by_person, disposition, engine_rev, seq,
                     country, zone, started_at, heard_at, closed_at, state, wave_id)
    select contact, session, contact - 90, case when wave = 3 then 2 else 1 end, case when wave = 3 then 2 else 1 end, false, wave = 0,
           disposition, 1, 1, 'GT', 'America/Guatemala', now() - interval '2 h', case when heard then now() - interval '1 h' end, now(), '', wave
    from run;
insert into wave_member (wave_id, participant_id, contact_id, session_id, due_on, by_registration, state)
    select wave, contact - 90, contact, session, current_date, false, 'offered' from run where wave > 0
    union all select 1, 16, 106, 0, current_date, false, 'not_offered';
insert into consent (contact_id, event_id, survey_version_id, channel_id, given, version, language, at)
    select contact, session, case when wave = 3 then 2 else 1 end, 1, true, '1', 'es', now() - interval '90 min' from run
    where heard and session <> 1003;
-- Each was sent a text; all but that of 1004 arrived, that of 1003 failed.
insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments, provider_id, status)
    select contact, 5000 + session, 0, session, case when wave = 3 then 2 else 1 end, now() - interval '2 h', 'accepted', 1, 2, 1, 'p' || session, null
    from run
    union all
    select 0, 0, 0, 0, case when wave = 3 then 2 else 1 end, now() - interval '1 h', 'receipt', 1, 0, 1, 'p' || session,
           case when session = 1003 then 'failed' else 'delivered' end
    from run where session <> 1004;
insert into answer (session_id, question, row, contact_id, survey_version_id, how, value, at)
    select session, question, 0, contact, 1, how, value, now()
    from (values (1001, 0, 1, '1'), (1001, 1, 1, 'food work'), (1001, 2, 1, 'bad'), (1001, 3, 9, 'a secret text'), (1001, 4, 12, '7.5'),
                 (1002, 0, 1, '2'), (1002, 1, 1, 'food'), (1002, 2, 11, ''), (1003, 0, 1, '10'), (1003, 1, 10, ''),
                 (1005, 0, 1, '2'), (1005, 1, 1, 'work'), (1005, 2, 1, 'good'), (1005, 3, 10, ''),
                 (1006, 0, 1, '2'), (1006, 1, 1, 'health'), (1006, 2, 1, 'good'),
                 (1007, 0, 1, '1'), (1007, 1, 1, 'food'), (1007, 2, 1, 'good')) a(session, question, how, value)
    join run using (session);
insert into answer (session_id, question, row, contact_id, survey_version_id, how, value, at) values (1008, 0, 0, 107, 2, 1, '99', now());
insert into score (session_id, name, contact_id, survey_version_id, value, at)
    values (1001, 'index', 101, 1, 0.2, now()), (1002, 'index', 102, 1, 0.6, now()), (1006, 'index', 101, 1, 0.9, now()),
           (1007, 'index', 106, 1, 0.5, now()), (1008, 'index', 107, 2, 0.99, now());
-- Of 100.00 GTQ: 10 paid to the first, 10 owed to the second, 10 held; and one of the south.
insert into wallet (public_id, programme_id, adapter, currency, exponent, max_minor, day_max_minor)
    values ('at-gt', 1, 'loopback', 'GTQ', 2, 5000, 100000), ('at-sn', 2, 'loopback', 'XOF', 0, 5000, 100000);
insert into incentive (incentive_id, contact_id, participant_id, programme_id, wave_id, purpose, session_id, event_id, granted_at, wallet_id,
                       amount_minor, currency, state, next_at, paid_at)
    values (1, 101, 11, 1, 1, 'completion', 1001, 1, now() - interval '3 h', 1, 1000, 'GTQ', 'paid', now(), now() - interval '2 h'),
           (2, 105, 15, 1, 1, 'completion', 1005, 2, now() - interval '2 h', 1, 1000, 'GTQ', 'owed', now(), null),
           (3, 101, 11, 1, 2, 'completion', 1006, 3, now() - interval '1 h', 1, 1000, 'GTQ', 'refused', now(), null),
           (4, 107, 17, 2, 3, 'completion', 1008, 4, now() - interval '1 h', 2, 500, 'XOF', 'paid', now(), now());
insert into transfer (incentive_id, n, contact_id, wallet_id, reference, amount_minor, currency, started_at, outcome, ended_at, error_code)
    values (1, 1, 101, 1, '1', 1000, 'GTQ', now() - interval '2 h', 'confirmed', now() - interval '2 h', null),
           (3, 1, 101, 1, '3', 1000, 'GTQ', now() - interval '1 h', 'refused', now() - interval '1 h', 'number_not_served');
insert into ledger_entry (contact_id, posting_id, account_id, incentive_id, n, kind, amount_minor, currency)
    select contact, posting, a.account_id, incentive, n, e.kind, amount, 'GTQ'
    from (values (0, 1, 0, 0, 'fund', 'funding', -10000), (0, 1, 0, 0, 'fund', 'wallet', 10000),
                 (101, 2, 1, 0, 'grant', 'owed', -1000), (101, 2, 1, 0, 'grant', 'expense', 1000),
                 (105, 3, 2, 0, 'grant', 'owed', -1000), (105, 3, 2, 0, 'grant', 'expense', 1000),
                 (101, 4, 1, 1, 'reserve', 'wallet', -1000), (101, 4, 1, 1, 'reserve', 'in_transit', 1000),
                 (101, 5, 1, 1, 'pay', 'in_transit', -1000), (101, 5, 1, 1, 'pay', 'owed', 1000))
         e(contact, posting, incentive, n, kind, account, amount)
    join ledger_account a on a.wallet_id = 1 and a.kind = e.account
    order by posting;
-- Two texts of one person, answered after 1 and 3 seconds.
insert into event (event_id, contact_id, session_id, xact, at, channel_id, utc_offset_s, seq, kind, heard, command, question, row, how, phrase,
                   flags, position, dedupe_key, value, reply)
    select id_from(date_trunc('hour', now())) + n, 101, 1001, 1, date_trunc('hour', now()), 1, 0, n, 0, 2, 0, 0, 0, 2, 0, 4, 0,
           decode(lpad(to_hex(n), 32, '0'), 'hex'), 'a secret text', 'a secret text' from generate_series(1, 2) n;
insert into send_log (contact_id, outbox_id, event_id, session_id, channel_id, at, kind, attempt, priority, segments, provider_id)
    select 101, 7000 + n, id_from(date_trunc('hour', now())) + n, 1001, 1, date_trunc('hour', now()) + make_interval(secs => 2 * n - 1), 'accepted', 1,
           0, 1, 'q' || n from generate_series(1, 2) n;
insert into refusal (at, path, reason, times) values (now(), '/in/loopback/n1', 'bad_signature', 3);
insert into staff (login, role) values ('grafana', 'officer');
insert into staff_grant (staff_id, programme_id) values (1, 1);
"""

CHOSEN = {"programme": ["north"], "wave": None, "survey": ["followup"], "version": ["1"], "question": ["work"]}

# Panel title: its rows, as Grafana gets them. Times are left out.
FIGURES = {
    "From invited to complete": [["m3", "5", "5", "3", "4", "3", "2"], ["m6", "1", "1", "1", "1", "1", "1"]],
    "Response rates by wave": [
        ["m3", "2", "1", "1", "0", "1", "0", "0", "0", "0", "2 / 5 = 40.0 %", "3 / 5 = 60.0 %", "2 / 4 = 50.0 %", "1 / 5 = 20.0 %", "4 / 5 = 80.0 %"],
        ["m6", "1", "0", "0", "0", "0", "0", "0", "0", "0", "1 / 1 = 100.0 %", "1 / 1 = 100.0 %", "1 / 1 = 100.0 %", "0 / 1 = 0.0 %", "1 / 1 = 100.0 %"]],
    "Outcomes by wave": [["m3", "2", "1", "1", "0", "1", "0", "0", "0"], ["m6", "1", "0", "0", "0", "0", "0", "0", "0"]],
    "Response rates by survey version, waves and keyword together": [
        ["followup", "1", "4", "1", "1", "0", "1", "0", "0", "0", "0", "0", "4 / 7 = 57.1 %", "5 / 7 = 71.4 %", "4 / 6 = 66.7 %", "1 / 7 = 14.3 %",
         "6 / 7 = 85.7 %"]],
    # Six sessions said something; 1003 skipped "needs", 1002 gave "health" up.
    "Answered, by question in the order of the form": [["1 work", "100.0"], ["2 needs", "83.3"], ["3 health", "66.7"], ["4 story", "16.7"]],
    "Answered, in figures": [
        ["1", "work", "Work?", "t", "6 / 6 = 100.0 %", "0", "0", "0"], ["2", "needs", "Needs?", "t", "5 / 6 = 83.3 %", "1", "0", "0"],
        ["3", "health", "Health?", "t", "4 / 6 = 66.7 %", "0", "1", "1"], ["4", "story", "Tell us", "f", "1 / 6 = 16.7 %", "1", "0", "4"]],
    "Last question answered by those who broke off": [["1 work", "1", "1 / 2 = 50.0 %"], ["2 needs", "1", "1 / 2 = 50.0 %"]],
    "Distribution of the chosen question": [["1", "2"], ["2", "3"], ["10", "1"]],
    "Distribution by wave": [
        ["m3", "1", "1 / 4 = 25.0 %"], ["m3", "2", "2 / 4 = 50.0 %"], ["m3", "10", "1 / 4 = 25.0 %"], ["m6", "2", "1 / 1 = 100.0 %"],
        ["keyword", "1", "1 / 1 = 100.0 %"]],
    "All questions of the form": [
        ["1", "work", "Work?", "1", "2 / 6 = 33.3 %"], ["1", "work", "Work?", "2", "3 / 6 = 50.0 %"], ["1", "work", "Work?", "10", "1 / 6 = 16.7 %"],
        ["2", "needs", "Needs?", "food", "3 / 5 = 60.0 %"], ["2", "needs", "Needs?", "health", "1 / 5 = 20.0 %"],
        ["2", "needs", "Needs?", "work", "2 / 5 = 40.0 %"]],
    "Mean of each score by wave": [["m3", "index", "0.4"], ["m6", "index", "0.9"], ["keyword", "index", "0.5"]],
    "Scores, in figures": [
        ["index", "m3", "2", "0.400", "0.008", "0.792", "0.283", "fewer than 30"], ["index", "m6", "1", "0.900", "", "", "", "fewer than 30"],
        ["index", "keyword", "1", "0.500", "", "", "", "fewer than 30"]],
    "Channels in the time range": [["n1", "2", "5 / 9 = 55.6 %", "1 / 9 = 11.1 %", "3"]],
    "Seconds to the reply: median": [["n1", "2"]],
    "Seconds to the reply: 95th percentile": [["n1", "2.9"]],
    "Incentives by wave and state": [
        ["m3", "owed", "GTQ", "10.00", "1 / 2 = 50.0 %"], ["m3", "paid", "GTQ", "10.00", "1 / 2 = 50.0 %"], ["m6", "refused", "GTQ", "10.00", "1 / 1 = 100.0 %"]],
    "Not paid: last word of the provider": [["refused", "number_not_served", "1", "1"]],
}


def panels(kind=None):
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row" and (kind is None or panel["datasource"]["type"] == kind)]


POSTGRES = "grafana-postgresql-datasource"
MARK = "== "
QUERIES = [(panel["title"], target["rawSql"]) for panel in panels(POSTGRES) for target in panel["targets"]]
VARIABLES = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}


def interpolate(sql, chosen):
    """As Grafana does it: its macros, and its variables as quoted texts."""
    sql = re.sub(r"\$__timeFilter\((\w+)\)", r"\1 BETWEEN now() - interval '7 days' AND now()", sql)

    def value(match):
        values = chosen[match[1]]
        if values is None:
            return VARIABLES[match[1]]["allValue"]
        return ",".join("'" + each.replace("'", "''") + "'" for each in values)

    sql = re.sub(r"\$\{(\w+):sqlstring\}", value, sql)
    if "$" in re.sub(r"'[^']*'", "", sql):
        raise Failure(f"something of Grafana's is left in\n{sql}")
    return sql


def relations(sql):
    """What it reads from, but for its own names."""
    own = set(re.findall(r"(\w+) as \(", sql))
    named = set(re.findall(r"\b(?:from|join)\s+([a-z_][\w.]*)", re.sub(r"'[^']*'", "", sql)))
    return named - own - {"lateral"}


def metric_names():
    listed = re.findall(r'X\(GW_METRIC_\w+, "(\w+)"', (ROOT / "include/gateway/metrics.h").read_text())
    return {f"puente_{name}" for name in listed} | {"up", "ALERTS"}


def metrics_in(expression):
    return set(re.findall(r"\b(puente_\w+|up|ALERTS)\b", re.sub(r'"[^"]*"', "", expression)))


class PanelTest(unittest.TestCase):
    """Each panel against the database."""

    @classmethod
    def setUpClass(cls):
        rig = cls.enterClassContext(Rig())
        cls.url = rig.database().url
        apply(cls.url)
        psql(cls.url, "create role grafana login in role puente_report")
        wanted = sorted({name for _, sql in QUERIES for name in relations(sql)})
        missing = [name for name in wanted if rows(cls.url, f"select to_regclass('{name}') is null") == [["t"]]]
        if missing:
            raise Failure(f"the dashboard reads views that sql/reports does not have: {', '.join(missing)}")
        psql(cls.url, DATA)

    def results(self, questions, **changes):
        """For each title and question: names of the columns, and the rows, as the login of Grafana gets them."""
        script = "\\pset tuples_only off\n\\pset footer off\n"
        for title, sql in questions:
            script += f"\\echo {MARK}{title}\n{interpolate(sql, CHOSEN | changes)};\n"
        found = {}
        for part in psql(self.url, script, login="grafana").stdout.split(MARK)[1:]:
            title, head, *lines = part.splitlines()
            found[title] = head.split("|"), [line.split("|") for line in lines]
        self.assertEqual(len(questions), len(found))
        return found

    def figures(self, *titles, **changes):
        """Of each panel the rows, without columns of times."""
        found = self.results([(title, sql) for title, sql in QUERIES if title in titles], **changes)
        figures = []
        for title in titles:
            names, lines = found[title]
            keep = [at for at, name in enumerate(names) if name not in ("time", "Started", "Last hour", "Oldest")]
            figures.append([[line[at] for at in keep] for line in lines])
        return figures

    def test_every_panel_answers_and_shows_only_its_programme(self):
        for wave in (None, ["1"], ["1", "2"]):
            for title, (names, found) in self.results(QUERIES, wave=wave).items():
                with self.subTest(panel=title, wave=wave):
                    self.assertEqual(len(names), len(set(names)), names)
                    self.assertTrue(found or wave == ["1"], "no rows")
                    for foreign in ("suivi", "s1", "XOF", "at-sn", "secret"):
                        self.assertNotIn(foreign, str(found))
                    self.assertNotIn("99", [cell for row in found for cell in row])

    def test_another_programme_shows_nothing(self):
        for title, (_, found) in self.results(QUERIES, programme=["south"], survey=["suivi"]).items():
            with self.subTest(panel=title):
                self.assertEqual([["", "0", "0"]] if title == "Data as of" else [], [line[1:] for line in found])

    def test_a_name_with_a_quote_is_only_a_name(self):
        hostile = "'); select 1; --"
        for title, (_, found) in self.results(QUERIES, programme=[hostile], wave=[hostile], survey=[hostile], version=["'"], question=["'"]).items():
            with self.subTest(panel=title):
                self.assertEqual([["", "0", "0"]] if title == "Data as of" else [], [line[1:] for line in found])

    def test_figures_are_the_right_ones(self):
        for title, found in zip(FIGURES, self.figures(*FIGURES), strict=True):
            with self.subTest(panel=title):
                self.assertEqual(FIGURES[title], found)

    def test_one_wave_is_only_that_wave(self):
        funnel, answers, scores = self.figures("From invited to complete", "Distribution of the chosen question", "Mean of each score by wave", wave=["2"])
        self.assertEqual([["m6", "1", "1", "1", "1", "1", "1"]], funnel)
        self.assertEqual([["2", "1"]], answers)
        self.assertEqual([["m6", "index", "0.9"]], scores)

    def test_the_wallet_is_that_of_the_ledger(self):
        wallets, paid = self.figures("Wallets", "Paid a day")
        (wallet, provider, currency, balance, in_transit, owed, spent, parked), = wallets
        self.assertEqual(["at-gt", "loopback", "GTQ"], [wallet, provider, currency])
        self.assertEqual([90.0, 0.0, 10.0, 10.0], [float(balance), float(in_transit), float(owed), float(spent)])
        self.assertIn(parked, ("f", "", "0"))
        self.assertEqual([["GTQ", "10"]], paid)

    def test_variables_offer_what_there_is(self):
        wanted = {"programme": {"north"}, "wave": {"m3", "m6"}, "survey": {"followup"}, "version": {"1"}, "question": {"work", "needs", "sum"}}
        found = self.results([(name, variable["query"]) for name, variable in VARIABLES.items()])
        self.assertEqual(wanted, {name: {line[0] for line in lines} for name, (_, lines) in found.items()})

    def test_only_schema_report_is_read(self):
        for title, sql in [*QUERIES, *((name, variable["query"]) for name, variable in VARIABLES.items())]:
            self.assertEqual([], [name for name in relations(sql) if not name.startswith("report.")], title)
        self.assertEqual([], rows(self.url, """
            select oid::regclass from pg_class
            where relnamespace = 'puente'::regnamespace and relkind in ('r', 'p', 'v', 'm') and has_any_column_privilege('grafana', oid, 'select')"""))
        self.assertEqual("42501", error(self.url, "select 1 from puente.event", login="grafana"))


class FilesTest(unittest.TestCase):
    """What needs no database."""

    def test_panels_are_described_and_lie_side_by_side(self):
        taken = {}
        for panel in DASHBOARD["panels"]:
            place = panel["gridPos"]
            for cell in ((x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])):
                self.assertNotIn(cell, taken, f"{panel['title']} lies on {taken.get(cell)}")
                self.assertLess(cell[0], 24)
                taken[cell] = panel["title"]
        for panel in panels():
            with self.subTest(panel=panel["title"]):
                self.assertGreater(len(panel["description"]), 60)
                self.assertIn(panel["type"], {"table", "barchart", "timeseries"})
        for field in ("id", "title"):
            values = [panel[field] for panel in DASHBOARD["panels"]]
            self.assertEqual(len(values), len(set(values)), f"a {field} twice")
        self.assertEqual("puente-programme", DASHBOARD["uid"])

    def test_lines_differ_by_more_than_colour(self):
        for panel in panels():
            names = [target.get("legendFormat") for target in panel["targets"]]
            if panel["type"] == "timeseries" and len(names) > 1:
                dashed = {override["matcher"]["options"] for override in panel["fieldConfig"]["overrides"]}
                self.assertEqual(set(names), dashed, panel["title"])

    def test_every_table_question_names_its_programme(self):
        for title, sql in QUERIES:
            self.assertRegex(sql, r"programme = \$\{programme:sqlstring\}", title)
            self.assertNotRegex(sql, r"(?<!\{)\$(programme|wave|survey|version|question)\b", "unquoted")

    def test_every_metric_exists(self):
        expressions = {target["expr"] for panel in panels("prometheus") for target in panel["targets"]}
        expressions |= {rule["expr"] for group in ALERTS["groups"] for rule in group["rules"]}
        self.assertGreater(len(expressions), 15)
        for expression in expressions:
            with self.subTest(expression=expression):
                self.assertTrue(metrics_in(expression))
                self.assertEqual(set(), metrics_in(expression) - metric_names())

    def test_data_sources_are_those_of_the_panels(self):
        known = {(source["type"], source["uid"]) for source in SOURCES["datasources"]}
        used = {(source["type"], source["uid"]) for panel in panels() for source in
                [panel["datasource"], *(target["datasource"] for target in panel["targets"])]}
        used |= {(variable["datasource"]["type"], variable["datasource"]["uid"]) for variable in VARIABLES.values()}
        self.assertEqual(known, used)
        postgres = next(source for source in SOURCES["datasources"] if source["type"] == POSTGRES)
        self.assertEqual(("grafana", "db:5432", "puente"), (postgres["user"], postgres["url"], postgres["jsonData"]["database"]))
        secret = re.fullmatch(r"\$__file\{/run/secrets/([\w.-]+)\}", postgres["secureJsonData"]["password"])[1]
        self.assertIn(secret, COMPOSE["services"]["grafana"]["secrets"])
        folder = PROVIDERS["providers"][0]["options"]["path"]
        self.assertIn(f"./grafana/dashboards:{folder}:ro", COMPOSE["services"]["grafana"]["volumes"])

    def test_prometheus_asks_the_three_processes(self):
        roles = set(re.findall(r'\.word = \{"(\w+)"', (ROOT / "gateway/process/process.c").read_text()))
        jobs = {job["job_name"]: job["dns_sd_configs"][0] for job in PROMETHEUS["scrape_configs"]}
        self.assertEqual(roles, set(jobs))
        for role, place in jobs.items():
            self.assertEqual(([role], 8080), (place["names"], place["port"]))
            self.assertIn("watch", COMPOSE["services"][role]["networks"])
            self.assertIn(role, COMPOSE["services"][role]["command"])
        for path in PROMETHEUS["rule_files"]:
            self.assertTrue((ROOT / "docker/prometheus" / path).exists())

    def test_alerts_say_what_to_do(self):
        rules = [rule for group in ALERTS["groups"] for rule in group["rules"]]
        self.assertTrue(6 <= len(rules) <= 10, len(rules))
        for rule in rules:
            with self.subTest(alert=rule["alert"]):
                self.assertIn(rule["labels"]["severity"], {"page", "ticket"})
                self.assertTrue({"summary", "hint"} <= set(rule["annotations"]))
                self.assertRegex(rule.get("for", "0m"), r"^\d+m$")
                for command, verb in re.findall(r"puente (\w+) (\w+)", rule["annotations"]["hint"]):
                    self.assertIn(f'{{"{verb}", &', (ROOT / f"gateway/command/{command}.c").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)

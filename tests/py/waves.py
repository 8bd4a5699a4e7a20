"""Follow-up waves as an officer runs them: people from a spreadsheet, waves by command."""

import datetime
import json
import zoneinfo

from demo import FORM, Demo, Phone, Words, waking_zone
from machine import wait_for


def today(zone):
    return datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()


class Waves:
    """The demo programme with a survey "ronda" that would remind four times, and everything about its waves."""

    def __init__(self, rig):
        self.rig = rig
        self.demo = Demo(rig)
        self.zone = waking_zone()
        self.made = 0
        self.publish(reminders_h=[24, 24, 24, 24], version="1")
        self.clear()

    def publish(self, *, reminders_h, version):
        form = json.loads(json.dumps(FORM)) | {"id": "ronda", "keyword": "RONDA", "version": version}
        form["settings"]["reminders_h"] = reminders_h
        path = self.rig.directory / f"ronda-{version}.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        self.puente("survey", "publish", path, "--programme", "demo")
        self.demo.reload()

    def puente(self, *words, check=True):
        return self.rig.puente(*words, database=self.demo.database, check=check)

    def make(self, after="90d", start=True, **options):
        """Code of a new wave."""
        self.made += 1
        code = f"w{self.made}"
        more = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.puente("wave", "create", "--programme", "demo", "--code", code, "--survey", "ronda", "--channel", "demo",
                    "--after", after, *more)
        if start:
            self.start(code)
        return code

    def start(self, code):
        return self.puente("wave", "start", code, "--programme", "demo").stdout

    def pause(self, code):
        return self.puente("wave", "pause", code, "--programme", "demo", "--reason", "storm").stdout

    def show(self, code):
        return json.loads(self.puente("wave", "show", code, "--programme", "demo", "--json").stdout)

    def wait_shown(self, code, **wanted):
        return wait_for(lambda: (shown := self.show(code)) and {name: shown[name] for name in wanted} == wanted and shown, 30, 0.2,
                        what=f"{wanted} of {code}")

    def import_people(self, count, days_ago=90, zone=None, numbers=None):
        """So many people who returned that long ago, as telephones."""
        zone = zone or self.zone
        numbers = numbers or self.demo.new_numbers(count)
        date = today(zone) - datetime.timedelta(days=days_ago)
        path = self.rig.directory / "people.csv"
        path.write_text("caso,numero,idioma,fecha_retorno,zona\n" + "".join(
            f"W-{number[1:]}-{days_ago},{number},es,{date},{zone}\n" for number in numbers), encoding="utf-8")
        self.puente("participant", "import", path, "--programme", "demo", "--commit")
        return [Phone(self.demo, number, Words("es")) for number in numbers]

    def set_channel(self, **columns):
        self.demo.sql("update puente.channel set " + ", ".join(f"{name} = {value}" for name, value in columns.items()))
        self.demo.reload()

    def verify(self):
        """Findings of `puente verify`."""
        return [json.loads(line) for line in self.puente("verify", "--json", check=False).stdout.splitlines()]

    def clear(self):
        """No wave runs, nobody is in the programme, nothing waits: the next test has it for itself. The queue comes last, when nothing that the
        worker has in hand can add to it."""
        self.set_channel(paused_at="null", rate_per_s="200")
        self.demo.sql("update puente.wave set state = 'paused', paused_at = now() "
                      "where state = 'running'; delete from puente.participant_contact; delete from puente.participant; "
                      "update puente.wave_member m set state = 'expired', session_id = 0 from puente.session s where s.session_id = m.session_id "
                      "and s.queued; delete from puente.session where queued; "
                      "update puente.session set open = false, disposition = 5, closed_at = now() where open; "
                      "delete from puente.timer; delete from puente.outbox")

"""The containers, without an engine to run them: what compose.yaml promises, which packages the images get, the secrets, the logins of the
database and their rights, each role alone with its own keys, and a backup that is restored."""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import unittest

import yaml
from schema import ROOT, error, psql, rows

from machine import Process, free_ports, request, wait_for
from puente_test import PUENTE, Rig

COMPOSE = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
ONE_SHOT = {"migrate", "puente"}
OURS = {"front", "migrate", "ingest", "worker", "console", "puente"}


def stages():
    """Name to text of each stage of the Dockerfile."""
    return dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM|\Z)", DOCKERFILE, re.M | re.S))


def networks(service):
    return set(SERVICES[service]["networks"])


def run(*arguments, **environment):
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, timeout=60, env=os.environ | environment)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: status {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def stub(folder, name, body):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def make_secrets(rig, name="secrets"):
    """docker/setup, with a chown that only takes notes: the folder, and owner by file."""
    folder, bin_folder, notes = rig.directory / name, rig.directory / "bin", rig.directory / "owners"
    bin_folder.mkdir(exist_ok=True)
    stub(bin_folder, "chown", f'echo "$1 $3" >>"{notes}"')
    run(ROOT / "docker/setup", folder, PATH=f"{bin_folder}:{os.environ['PATH']}")
    owners = {}
    for line in notes.read_text().splitlines():
        owner, path = line.split(" ", 1)
        owners[str(pathlib.Path(path).relative_to(folder))] = int(owner.split(":")[0])
    return folder, owners


class ComposeTest(unittest.TestCase):
    def test_only_the_front_is_published_and_grafana_to_the_machine_alone(self):
        published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
        self.assertEqual({"front"}, set(published))
        partners, people = published["front"]
        self.assertEqual("8443", partners.rpartition(":")[2])
        self.assertTrue(people.startswith("127.0.0.1:"), people)

    def test_who_reaches_whom(self):
        self.assertFalse(networks("front") & networks("db"))
        self.assertFalse(networks("front") & networks("worker"))
        self.assertFalse(networks("front") & networks("prometheus"))
        outward = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
        self.assertEqual({"front", "worker"}, {name for name in SERVICES if networks(name) & outward})
        self.assertEqual({"data"}, networks("db"))
        for name in ("ingest", "worker", "console", "migrate", "puente", "grafana"):
            self.assertIn("data", networks(name))

    def test_every_container_is_closed(self):
        for name, service in SERVICES.items():
            with self.subTest(service=name):
                self.assertIs(True, service["read_only"])
                self.assertEqual(["ALL"], service["cap_drop"])
                self.assertNotIn("cap_add", service)
                self.assertNotIn("privileged", service)
                self.assertIn("no-new-privileges:true", service["security_opt"])
                self.assertEqual("no" if name in ONE_SHOT else "unless-stopped", service["restart"])
                image, _, tag = service["image"].rpartition(":")
                self.assertTrue(image and tag and "latest" not in tag, service["image"])
                if name not in OURS:
                    self.assertRegex(service["user"], r"^[1-9]\d*:\d+$")
                    self.assertIn("test", service["healthcheck"])
                for variable, value in service.get("environment", {}).items():
                    self.assertNotRegex(value, r"://[^/@]*:[^/@]*@", "a password in an address")
                    if "PASSWORD" in variable:
                        self.assertTrue(value.startswith("/run/secrets/"), variable)

    def test_everything_waits_for_the_migration(self):
        for name in ("ingest", "worker", "console", "puente", "grafana"):
            self.assertEqual("service_completed_successfully", SERVICES[name]["depends_on"]["migrate"]["condition"])
        self.assertEqual("service_healthy", SERVICES["migrate"]["depends_on"]["db"]["condition"])

    def test_only_the_worker_and_the_commands_hold_all_keys(self):
        holders = {name for name, service in SERVICES.items() for volume in service.get("volumes", []) if volume.startswith("keys:")}
        self.assertEqual({"migrate", "worker", "puente"}, holders)
        for name in ("ingest", "console"):
            self.assertEqual(["ingest-keys:/var/lib/puente/keys:ro"], SERVICES[name]["volumes"])

    def test_the_database_has_the_settings_of_every_other_installation(self):
        cluster = (ROOT / "gateway/cluster").read_text()
        body = re.search(r"^listen_addresses.*?^EOF", cluster, re.M | re.S)[0]
        known = dict(re.findall(r"^(\w+) = '?([^'\n$]+)'?$", body, re.M))
        given = dict(word[2:].split("=", 1) for word in SERVICES["db"]["command"][1:])
        own = {"listen_addresses", "unix_socket_directories", "unix_socket_permissions"}
        self.assertGreater(len(known), 10)
        self.assertEqual({name: value for name, value in known.items() if name not in own},
                         {name: value for name, value in given.items() if name != "shared_buffers"})
        initdb = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"]
        for word in ("--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", "--auth-host=scram-sha-256"):
            self.assertIn(word, initdb)


class ImageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())

    def test_images_get_the_packages_of_their_sections_and_no_others(self):
        self.assertNotRegex(DOCKERFILE, r"apt|dpkg|curl |wget |ADD ")
        sections = {stage: re.findall(r"docker/image packages ([a-z ]+)", text) for stage, text in stages().items()}
        self.assertEqual({"base": [], "build": ["build"], "gateway": ["run"], "front": ["front"]},
                         {stage: [word.strip() for word in found] for stage, found in sections.items()})
        bin_folder = self.rig.directory / "image-bin"
        bin_folder.mkdir()
        log = self.rig.directory / "apt.log"
        stub(bin_folder, "apt-get", f'echo "$@" >>"{log}"')
        stub(bin_folder, "rm", "exit 0")
        for section in ("build", "run", "front"):
            log.unlink(missing_ok=True)
            run(ROOT / "docker/image", "packages", section, PATH=f"{bin_folder}:{os.environ['PATH']}")
            installed = re.search(r"^install (?:-\S+ )*(.*)$", log.read_text(), re.M)[1].split()
            self.assertEqual(run(ROOT / "docker/install", "--list", section).split(), installed)
        self.assertNotIn("postgresql", run(ROOT / "docker/install", "--list", "run"))

    def test_nothing_runs_as_root(self):
        for stage in ("gateway", "front"):
            user, folder_of = re.search(r"^USER (\d+):\d+$", stages()[stage], re.M)[1], re.search(r"image user \w+ (\d+)", stages()[stage])[1]
            self.assertEqual(user, folder_of)
            self.assertGreater(int(user), 999)
            self.assertIn("HEALTHCHECK", stages()[stage])

    def test_what_is_built_from_holds_no_secret(self):
        lines = (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines()
        rules = [line for line in lines if line and not line.startswith("#")]
        self.assertEqual("*", rules[0])
        let_in = [rule[1:] for rule in rules if rule.startswith("!")]
        for path in let_in:
            self.assertTrue((ROOT / path).exists(), path)
            self.assertNotIn(path.rstrip("/"), {"docker", "docker/secrets", "docker/files", ".git", "."})
        for source in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.M):
            for path in source.split():
                self.assertTrue(path == "." or any(path == each or path.startswith(each + "/") for each in let_in), path)


class SecretsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.folder, cls.owners = make_secrets(cls.rig)

    def test_each_secret_is_made_declared_and_used(self):
        declared = {name: value["file"] for name, value in COMPOSE["secrets"].items()}
        self.assertEqual({name: f"./secrets/{name}" for name in declared}, declared)
        made = {path.name for path in self.folder.iterdir() if path.is_file()}
        self.assertEqual(set(declared), made)
        self.assertEqual(set(declared), {secret for service in SERVICES.values() for secret in service.get("secrets", [])})

    def test_each_secret_belongs_to_the_user_that_reads_it_and_to_nobody_else(self):
        ids = {"gateway": re.search(r"image user puente (\d+)", DOCKERFILE)[1], "front": re.search(r"image user front (\d+)", DOCKERFILE)[1]}
        for name, service in SERVICES.items():
            user = service.get("user", ids["gateway"]).split(":")[0]
            for secret in service.get("secrets", []):
                with self.subTest(service=name, secret=secret):
                    self.assertEqual(int(user), self.owners[secret])
        self.assertEqual({int(ids["front"])}, {self.owners["tls"], self.owners["tls/front.pem"]})
        for path in self.folder.rglob("*"):
            if path.is_file():
                self.assertEqual(0o400, stat.S_IMODE(path.stat().st_mode), path)
        self.assertEqual(0o700, stat.S_IMODE(self.folder.stat().st_mode))

    def test_passwords_are_long_and_different(self):
        words = {path.name: path.read_text().strip() for path in self.folder.glob("*.password")}
        self.assertEqual(words.pop("grafana-database.password"), words["grafana.password"])
        self.assertEqual(len(words), len(set(words.values())))
        for word in words.values():
            self.assertRegex(word, r"^[A-Za-z0-9_-]{32}$")

    def test_what_is_there_stays(self):
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        make_secrets(self.rig)
        self.assertEqual(before, {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()})

    def test_addresses_of_the_database_fit_the_secrets(self):
        for name, service in SERVICES.items():
            url = service.get("environment", {}).get("PUENTE_DATABASE_URL")
            if url:
                with self.subTest(service=name):
                    user, host, database, secret = re.fullmatch(r"postgresql://(\w+)@(\w+)/(\w+)\?passfile=/run/secrets/([\w.]+)", url).groups()
                    self.assertIn(secret, service["secrets"])
                    password = (self.folder / secret.replace("pgpass", "password")).read_text().strip()
                    self.assertEqual(f"{host}:5432:{database}:{user}:{password}\n", (self.folder / secret).read_text())

    def test_the_front_takes_the_certificate(self):
        run("haproxy", "-c", "-q", "-f", ROOT / "docker/front/haproxy.cfg", PUENTE_FRONT_PARTNERS=str(ROOT / "docker/front/partners.lst"),
            PUENTE_FRONT_BIND=f":8443 ssl crt {self.folder}/tls/ alpn http/1.1")


class LoginsTest(unittest.TestCase):
    """The cluster as the container makes it, but for its authentication; the roles as their containers run them."""

    @classmethod
    def setUpClass(cls):
        cls.rig = cls.enterClassContext(Rig())
        cls.secrets, _ = make_secrets(cls.rig)
        cls.url = cls.make_cluster("db")
        cls.keys, cls.ingest_keys = cls.rig.directory / "keys", cls.rig.directory / "ingest-keys"
        cls.ingest_keys.mkdir(mode=0o700)
        bin_folder = cls.rig.directory / "puente-bin"
        bin_folder.mkdir()
        (bin_folder / "puente").symlink_to(PUENTE)
        run(ROOT / "docker/migrate", PATH=f"{bin_folder}:{os.environ['PATH']}", PUENTE_INGEST_KEYS=str(cls.ingest_keys),
            **cls.environment("puente_admin"))
        cls.puente("programme", "add", "north", "--name", "North", "--language", "es", "--country", "GT", "--zone", "America/Guatemala")
        cls.puente("programme", "add", "south", "--name", "South", "--language", "fr", "--country", "SN", "--zone", "Africa/Dakar")

    @classmethod
    def make_cluster(cls, name):
        url = cls.rig.database(name=name).url
        script = (ROOT / "docker/postgres/logins.sql").read_text()
        os.environ["PUENTE_SECRETS"] = str(cls.secrets)
        try:
            psql(url, script)
        finally:
            del os.environ["PUENTE_SECRETS"]
        return url

    @classmethod
    def environment(cls, login, url=None, keys=None):
        return {"PUENTE_DATABASE_URL": re.sub(r"user=\S+", f"user={login}", url or cls.url), "PUENTE_KEYS": str(keys or cls.keys)}

    @classmethod
    def puente(cls, *arguments, **options):
        return run(PUENTE, *arguments, **cls.environment("puente_admin", **options))

    def test_every_login_has_a_password_and_nothing_of_its_own(self):
        found = rows(self.url, """select rolname, rolsuper, rolbypassrls, left(rolpassword, 13) from pg_authid
                                  where rolcanlogin and rolname <> 'puente_login' order by 1""")
        self.assertEqual([[name, "f", "f", "SCRAM-SHA-256"] for name in ("console", "grafana", "ingest", "puente_admin", "worker")], found)
        self.assertEqual([], rows(self.url, """select rolname from pg_authid where not rolcanlogin and rolname like 'puente_%'
                                               and (rolpassword is not null or rolsuper or rolbypassrls)"""))

    def test_a_password_that_cannot_be_read_is_an_error(self):
        script = (ROOT / "docker/postgres/logins.sql").read_text()
        self.assertEqual("22012", error(self.url, script))

    def test_each_role_runs_alone_with_its_own_login_and_keys(self):
        for role, address, keys in (("ingest", "127.0.0.1", self.ingest_keys), ("console", "127.0.0.1", self.ingest_keys),
                                    ("worker", "127.0.0.2", self.keys)):
            with self.subTest(role=role):
                port = free_ports(1)
                process = Process([PUENTE, "serve", "--role", role, "--address", address, "--port", port], self.rig.directory / role,
                                  self.environment(role, keys=keys))
                self.addCleanup(process.stop)
                wait_for(lambda: request("GET", f"http://{address}:{port}/readyz").status == 200, what=f"{role} ready")
                self.assertEqual(role, request("GET", f"http://{address}:{port}/healthz").json()["role"])
                ready = subprocess.run([ROOT / "docker/ready", str(port)], timeout=10).returncode
                self.assertEqual(address != "127.0.0.1", ready != 0)
                self.assertEqual(0, process.stop())
                self.assertNotEqual(0, subprocess.run([ROOT / "docker/ready", str(port)], timeout=10).returncode)

    def test_a_login_cannot_be_another_role(self):
        for login, role in (("ingest", "puente_worker"), ("console", "puente_owner"), ("grafana", "puente_ingest"), ("worker", "puente_owner")):
            self.assertEqual("42501", error(self.url, f"set role {role}", login=login), login)

    def test_grafana_sees_the_programme_it_was_given(self):
        self.assertEqual("25006", error(self.url, "create temp table t ()", login="grafana"))
        self.assertEqual("42501", error(self.url, "select 1 from puente.contact", login="grafana"))
        self.puente("survey", "publish", ROOT / "survey/examples/seguimiento_3m.json", "--programme", "north")
        query = "select distinct programme from report.questions"
        self.assertEqual([], rows(self.url, query, login="grafana"))
        self.puente("staff", "add", "grafana", "--role", "officer", "--programme", "north")
        self.assertEqual([["north"]], rows(self.url, query, login="grafana"))
        later = re.search(r'-c "(insert into puente\.staff_grant[^"]*)"', (ROOT / "docker/README.md").read_text())[1]
        psql(self.url, later)
        self.puente("survey", "publish", ROOT / "survey/examples/seguimiento_3m.json", "--programme", "south")
        self.assertEqual([["north"], ["south"]], rows(self.url, f"{query} order by 1", login="grafana"))

    def test_a_backup_is_restored_into_an_empty_cluster(self):
        dump = self.rig.directory / "dump"
        run("pg_dump", "-Fc", "-f", dump, self.url)
        other = self.make_cluster("other")
        run("pg_restore", "--exit-on-error", "-d", other, dump)
        self.assertIn("nothing to do", self.puente("migrate", url=other))
        self.puente("verify", url=other)
        self.assertEqual([["2"]], rows(other, "select count(*) from puente.programme"))
        elsewhere = self.rig.directory / "other-keys"
        shutil.copytree(self.keys, elsewhere)
        (elsewhere / "number.key").write_bytes(bytes(32))
        with self.assertRaisesRegex(AssertionError, "number.key"):
            self.puente("migrate", url=other, keys=elsewhere)


if __name__ == "__main__":
    unittest.main(verbosity=2)

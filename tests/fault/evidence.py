"""Compares three records that were written by different processes: what the load generator was promised, what the database holds, and what the
provider executed. A comparison that cannot fail proves nothing, so kill_test.py also feeds it losses that were made on purpose."""

import collections
import dataclasses

from demo import blind_index

EXPLANATIONS = {"lease_lost", "unknown"}  # what send_log says when a text may have left twice


@dataclasses.dataclass
class Findings:
    """Empty sets: nothing was lost and nothing doubled without a recorded reason."""

    lost: set = dataclasses.field(default_factory=set)  # acknowledged, not stored
    stored_twice: set = dataclasses.field(default_factory=set)
    unsent: list = dataclasses.field(default_factory=list)  # replies of stored events that nobody executed
    unasked: list = dataclasses.field(default_factory=list)  # executed, although no event says so
    unexplained: list = dataclasses.field(default_factory=list)  # executed more than once, or more than twice
    disordered: list = dataclasses.field(default_factory=list)  # phones that read their texts in another order
    given_up: int = 0  # doubtful twice: the policy is to stop there
    doubled: int = 0  # executed twice, with the recorded reason
    acked: int = 0
    replies: int = 0

    def clean(self):
        return not (self.lost or self.stored_twice or self.unsent or self.unasked or self.unexplained or self.disordered)

    def __str__(self):
        return (f"{self.acked} acknowledged, {len(self.lost)} lost, {len(self.stored_twice)} stored twice; {self.replies} replies, "
                f"{len(self.unsent)} never sent, {len(self.unasked)} unasked, {self.doubled} doubled with a recorded reason, "
                f"{len(self.unexplained)} without, {self.given_up} given up as unknown, {len(self.disordered)} phones out of order")


def compare_sends(demo, log, numbers, findings):
    """Every reply that an event caused was executed, once, unless the record of attempts says why twice."""
    index_key = (demo.keys / "index.key").read_bytes()
    number_of = {blind_index(index_key, number).hex(): number for number in numbers}
    kinds = collections.defaultdict(list)
    for row in demo.database.rows("select outbox_id::text as id, kind from puente.send_log where outbox_id <> 0 order by at"):
        kinds[row["id"]].append(row["kind"])
    expected = collections.defaultdict(list)
    for row in demo.database.rows("""select encode(c.number_bidx, 'hex') as bidx, e.reply from puente.event e
                                     join puente.contact c using (contact_id) where e.reply <> '' order by e.event_id"""):
        if row["bidx"] in number_of:
            expected[number_of[row["bidx"]]] += row["reply"].split("\f")
    executed = collections.defaultdict(dict)
    times = collections.Counter()
    for line in log:
        executed[line["to"]].setdefault(line["id"], line["text"])
        times[line["id"]] += 1
    given_up = {id for id, kind in kinds.items() if "unknown" in kind and not times[id]}
    findings.given_up = len(given_up)
    for number in numbers:
        compare_phone(number, expected[number], list(executed[number].values()), findings)
    for id, count in times.items():
        if count == 2 and EXPLANATIONS & set(kinds[id]):
            findings.doubled += 1
        elif count > 1:
            findings.unexplained.append((id, count, kinds[id]))
    # Which of the unsent were given up cannot be told from the texts; there may not be more of them.
    if len(findings.unsent) <= len(given_up):
        findings.unsent = []


def compare_phone(number, expected, executed, findings):
    findings.replies += len(expected)
    missing = collections.Counter(expected) - collections.Counter(executed)
    extra = collections.Counter(executed) - collections.Counter(expected)
    findings.unsent += [(number, text) for text in missing.elements()]
    findings.unasked += [(number, text) for text in extra.elements()]
    if not missing and not extra and expected != executed:
        findings.disordered.append(number)


def compare(demo, acks, log, numbers):
    findings = Findings(acked=len({ack["id"] for ack in acks}))
    findings.lost, findings.stored_twice = demo.check_acks(acks)
    compare_sends(demo, log, numbers, findings)
    return findings

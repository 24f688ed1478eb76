#!/usr/bin/env python3
"""The independent oracle: reads databases, attachment files and mails, and uses none of the product's code.

    oracle.py --server DATA --mails DIR --phone FILE … [--saved FILE]

What must hold in the end:
  1. every report that a user saw as saved exists exactly once, on phone and server, with every byte of its attachments;
  2. every report that a phone shows as received is whole on the server's disk;
  3. every forwarding is announced in exactly one mail (a repeated mail only under the same Message-ID): by a link that names
     it, or in a long digest, which has one link for all, by its number; lists of what is open announce nothing;
  4. SQLite's integrity check is content; what a phone sees, its fingerprint, is what the server's rows let it see, record
     by record at the same version, and what a phone tells of the past of its own reports stands in the server's log.

Prints one line per fault and a summary; exit code 1 where anything is lost, doubled or broken.
"""

import argparse
import base64
import collections
import email
import email.policy
import hashlib
import json
import math
import pathlib
import re
import sqlite3
import sys
import uuid

# How a line of a digest begins that announces a report.
ENTRY = re.compile(r"^(\d\d-\d{5,})  ", re.MULTILINE)
LINK = re.compile(r"/answer/([A-Za-z0-9_-]{40,80})")
# About 1 km around the stops of a team, in degrees of latitude: so far away open reports of others are shown.
NEARBY = 0.009
# Records that phones see as a part of their report, or not at all.
NOT_BY_THEMSELVES = ("report", "attachment", "sighting", "answer", "rule")


def connect(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def sha256_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def value(record, field):
    """What holds in a field of a record."""
    return json.loads(record)["fields"].get(field, {}).get("value")


def fingerprint(view):
    """Number of records, and the exclusive or of the hashes of id and version."""
    total = 0
    for record, version in view.items():
        total ^= int.from_bytes(hashlib.sha256(record + version.to_bytes(8, "big")).digest()[:8], "big")
    return len(view), f"{total:016x}"


class Oracle:
    def __init__(self, server, mails, phones, saved):
        self.data = pathlib.Path(server)
        self.server = connect(self.data / "kuemmerer.db")
        self.phones = {path: connect(path) for path in phones}
        self.mails = pathlib.Path(mails)
        self.saved_file = saved
        self.faults = []
        self.lost = 0
        self.doubled = 0

    def fault(self, text, lost=0, doubled=0):
        self.faults.append(text)
        self.lost += lost
        self.doubled += doubled

    # 4
    def integrity(self):
        for name, db in [("server", self.server), *self.phones.items()]:
            said = [row[0] for row in db.execute("PRAGMA integrity_check")]
            if said != ["ok"]:
                self.fault(f"{name}: integrity check says {said[:3]}")

    # 1
    def saved(self):
        """Reports that phones hold as saved, and those that a command line acknowledged."""
        held = collections.Counter()
        for path, phone in self.phones.items():
            on_this = set()
            for row in phone.execute("SELECT record FROM outbox WHERE kind = 'report'"):
                on_this.add(bytes(row["record"]))
            held.update(on_this)
        acknowledged = set()
        if self.saved_file:
            for line in pathlib.Path(self.saved_file).read_text().split():
                acknowledged.add(uuid.UUID(line).bytes)
        every = acknowledged | set(held)
        for report in sorted(every):
            name = uuid.UUID(bytes=report)
            rows = self.server.execute("SELECT count(*) FROM reports WHERE id = ?", (report,)).fetchone()[0]
            first = self.server.execute(
                "SELECT count(*) FROM changes WHERE record = ? AND kind = 'report' AND first = 1", (report,)
            ).fetchone()[0]
            if rows == 0 or first == 0:
                self.fault(f"report {name} was saved and is not on the server", lost=1)
            elif rows > 1 or first > 1:
                self.fault(f"report {name} is on the server {max(rows, first)} times", doubled=1)
            if held[report] > 1:
                self.fault(f"report {name} is on {held[report]} phones as their own", doubled=1)
        numbers = [row[0] for row in self.server.execute("SELECT number FROM reports")]
        for number, times in collections.Counter(numbers).items():
            if times > 1:
                self.fault(f"number {number} was given {times} times", doubled=1)
        return every

    def changes(self):
        """Every change that a phone holds as stored is on the server, byte for byte; and every fact."""
        for path, phone in self.phones.items():
            for row in phone.execute("SELECT id, state, seq, body FROM outbox"):
                name = uuid.UUID(bytes=bytes(row["id"]))
                found = self.server.execute("SELECT seq, body FROM changes WHERE id = ?", (row["id"],)).fetchone()
                parked = self.server.execute("SELECT count(*) FROM quarantine WHERE body = ?", (row["body"],)).fetchone()[0]
                if row["state"] == "waiting" and found is None:
                    self.fault(f"{path}: change {name} still waits", lost=1)
                elif row["state"] == "stored" and (found is None or bytes(found["body"]) != bytes(row["body"])):
                    self.fault(f"{path}: change {name} was acknowledged and is not on the server", lost=1)
                elif row["state"] == "parked" and not parked and found is None:
                    self.fault(f"{path}: change {name} was parked and is not in quarantine", lost=1)
            for row in phone.execute("SELECT id, stored FROM facts"):
                if self.server.execute("SELECT 1 FROM facts WHERE id = ?", (row["id"],)).fetchone() is None:
                    name = uuid.UUID(bytes=bytes(row["id"]))
                    said = "was acknowledged and is not on the server" if row["stored"] else "still waits"
                    self.fault(f"{path}: fact {name} {said}", lost=1)

    # 2
    def attachments(self):
        whole = 0
        for row in self.server.execute("SELECT id, report, sha256, blob, received_at FROM attachments"):
            name = uuid.UUID(bytes=bytes(row["id"]))
            if row["blob"] is None:
                self.fault(f"attachment {name} has not arrived", lost=1)
                continue
            digest = bytes(row["blob"]).hex()
            path = self.blob(digest)
            if path is None or sha256_of(path) != digest:
                self.fault(f"attachment {name} is not on the disk as it was received", lost=1)
            elif row["sha256"] is None or bytes(row["sha256"]).hex() != digest:
                self.fault(f"attachment {name} is not what the phone declared", lost=1)
            else:
                whole += 1
        return whole

    def blob(self, digest):
        found = list((self.data / "attachments").rglob(f"{digest[2:]}*")) + list(
            (self.data / "attachments").rglob(f"{digest}*")
        )
        return next((path for path in found if path.is_file() and (path.parent.name + path.name).endswith(digest)), None)

    def received(self):
        """Reports shown as received, by the phone's own snapshots."""
        shown = set()
        for path, phone in self.phones.items():
            for row in phone.execute("SELECT id, body FROM snapshots WHERE kind = 'report'"):
                story = json.loads(row["body"]).get("story") or {}
                if not story.get("own") or not story.get("status", {}).get("received_at"):
                    continue
                shown.add(bytes(row["id"]))
                missing = self.server.execute(
                    "SELECT count(*) FROM attachments WHERE report = ? AND blob IS NULL", (row["id"],)
                ).fetchone()[0]
                here = phone.execute("SELECT count(*) FROM attachments WHERE report = ?", (row["id"],)).fetchone()[0]
                there = self.server.execute(
                    "SELECT count(*) FROM attachments WHERE report = ?", (row["id"],)
                ).fetchone()[0]
                if missing or there < here:
                    name = uuid.UUID(bytes=bytes(row["id"]))
                    self.fault(f"report {name} is shown as received and is not whole on the server", lost=1)
        return shown

    # 4
    def view(self):
        """Fingerprints: what each phone sees against what the server's rows let it see."""
        for path, phone in self.phones.items():
            device = phone.execute("SELECT device FROM phone").fetchone()["device"]
            allowed = self.visible(device)
            seen = {bytes(row["id"]): row["seq"] for row in phone.execute("SELECT id, seq FROM snapshots")}
            for record in sorted(allowed.keys() | seen.keys()):
                here, there = seen.get(record), allowed.get(record)
                if here != there:
                    name = uuid.UUID(bytes=record)
                    self.fault(f"{path}: sees record {name} at version {here}, the server has it at {there}")
            if fingerprint(seen) != fingerprint(allowed):
                self.fault(f"{path}: its fingerprint {fingerprint(seen)} is not the server's {fingerprint(allowed)}")

    def visible(self, device):
        """Id and version of every record that a device may see, from the server's rows."""
        row = self.server.execute("SELECT team, revoked_at FROM devices WHERE id = ?", (device,)).fetchone()
        if row is None or row["revoked_at"] is not None:
            return {}
        team, allowed = row["team"], {}
        for record in self.server.execute("SELECT id, kind, touched, body FROM records WHERE touched > 0"):
            if record["kind"] in NOT_BY_THEMSELVES:
                continue
            if record["kind"] == "person" and team is not None and value(record["body"], "team") not in (None, team):
                continue
            if record["kind"] == "task" and not self.is_task_of(record["body"], team):
                continue
            if record["kind"] == "loan" and value(record["body"], "back") is not None:
                continue
            allowed[bytes(record["id"])] = record["touched"]
        south, north, west, east = self.nearby(team)
        reports = self.server.execute(
            "SELECT reports.id, reports.device, reports.person, open, lat, lon, touched FROM reports"
            " JOIN records ON records.id = reports.id"
        )
        holders = self.server.execute("SELECT person FROM device_persons WHERE device = ?", (device,))
        persons = {bytes(row["person"]) for row in holders}
        for report in reports:
            author = report["person"]
            own = report["device"] == device if author is None else bytes(author) in persons
            lat, lon = report["lat"], report["lon"]
            near = report["open"] and lat is not None and south <= lat <= north and west <= lon <= east
            if own or near:
                allowed[bytes(report["id"])] = report["touched"]
        return allowed

    def is_task_of(self, task, team):
        """A task for this team or for one of its routes, until it is closed."""
        whose, route = value(task, "team"), value(task, "route")
        for row in self.server.execute("SELECT body FROM records WHERE kind = 'route'") if whose is None else ():
            if route is not None and value(row["body"], "code") == route:
                whose = value(row["body"], "team")
        return not value(task, "closed") and (team is None or whose in (None, team))

    def nearby(self, team):
        """The box in which open reports of others concern a team: everywhere for one without routes."""
        stops = {}
        for row in self.server.execute("SELECT id, body FROM records WHERE kind = 'stop'"):
            at = value(row["body"], "lat"), value(row["body"], "lon")
            stops[str(uuid.UUID(bytes=bytes(row["id"])))] = None if None in at else at
        box = None
        for row in self.server.execute("SELECT body FROM records WHERE kind = 'route'"):
            if team is None or value(row["body"], "team") != team:
                continue
            for stop in value(row["body"], "stops") or []:
                if stops.get(stop) is None:
                    continue
                lat, lon = stops[stop]
                wide = NEARBY / max(math.cos(math.radians(lat)), 0.1)
                here = (lat - NEARBY, lat + NEARBY, lon - wide, lon + wide)
                box = here if box is None else tuple(f(*pair) for f, pair in zip((min, max, min, max), zip(box, here)))
        return box or (-90, 90, -180, 180)

    def history(self):
        """Every step that a phone tells of an own report stands in the server's log."""
        log = {(bytes(row["about"] or row["record"]), row["seq"])
               for row in self.server.execute("SELECT about, record, seq FROM changes")}
        for path, phone in self.phones.items():
            for row in phone.execute("SELECT id, body FROM snapshots WHERE kind = 'report'"):
                for step in (json.loads(row["body"]).get("story") or {}).get("history", []):
                    if (bytes(row["id"]), step["seq"]) not in log:
                        name = uuid.UUID(bytes=bytes(row["id"]))
                        self.fault(f"{path}: report {name} tells of {step['seq']}, which is not in the log", lost=1)

    # 3
    def announced(self):
        """Forwardings by the mails that name them: an answer link starts with the forwarding's id. A digest without such
        links names reports by number."""
        told = collections.defaultdict(set)
        files = collections.defaultdict(list)
        numbers = {}
        listed = {}
        for path in sorted(self.mails.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            text = message.get_body(("plain",)).get_content()
            identity = message["Message-ID"].strip()
            files[identity].append(path)
            numbers[identity] = text
            tokens = LINK.findall(text)
            if not tokens and message["List-Id"].startswith("<digest."):
                listed[identity] = set(ENTRY.findall(text))
            for token in tokens:
                raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
                told[raw[:16]].add(identity)
        count = 0
        ledger = self.server.execute(
            "SELECT forwardings.id, forwardings.status, message_id, number, occasion FROM forwardings"
            " LEFT JOIN mails ON mails.id = forwardings.mail LEFT JOIN reports ON reports.id = forwardings.report"
        ).fetchall()
        for row in ledger:
            number = row["number"] or "a report that is not here"
            name = f"forwarding {uuid.UUID(bytes=bytes(row['id']))} ({number}, {row['occasion']})"
            mails = told.get(bytes(row["id"]), set())
            if len(mails) > 1:
                self.fault(f"{name} is announced in {len(mails)} mails", doubled=1)
            if row["status"] == "mailed":
                count += 1
                if row["message_id"] not in files:
                    self.fault(f"{name}: its mail {row['message_id']} is not there", lost=1)
                elif row["number"] is None:
                    self.fault(f"{name}: its report is not there", lost=1)
                elif number not in numbers[row["message_id"]]:
                    self.fault(f"{name}: its mail does not name it", lost=1)
                elif row["message_id"] in listed:
                    if number not in listed[row["message_id"]]:
                        self.fault(f"{name}: its mail does not list it", lost=1)
                elif row["occasion"] != "withdrawn" and mails != {row["message_id"]}:
                    self.fault(f"{name}: its mail has no link to answer it", lost=1)
            elif row["status"] in ("cancelled", "covered", "waiting") and mails:
                self.fault(f"{name} is {row['status']} and was announced all the same", doubled=1)
            elif row["status"] == "frozen":
                self.fault(f"{name} is frozen in a mail that is not out", lost=1)
        for forwarding in told.keys() - {bytes(row["id"]) for row in ledger}:
            self.fault(f"forwarding {uuid.UUID(bytes=forwarding)} is announced and is in no ledger", lost=1)
        in_ledger = {(row["message_id"], row["number"]) for row in ledger}
        for identity, listing in listed.items():
            for number in sorted(listing):
                if (identity, number) not in in_ledger:
                    self.fault(f"report {number} is listed in mail {identity}, which is not its own", doubled=1)
        known = {row["message_id"] for row in self.server.execute("SELECT message_id FROM mails")}
        # Summaries announce nothing and have a ledger of their own.
        summaries = {row["message_id"] for row in self.server.execute("SELECT message_id FROM summaries")}
        for identity in summaries & files.keys():
            if LINK.search(numbers[identity]):
                self.fault(f"summary {identity} has a link to answer", doubled=1)
        known |= summaries
        for identity in files:
            if identity not in known:
                self.fault(f"mail {identity} is in no ledger", doubled=1)
        return count

    def run(self):
        self.integrity()
        saved = self.saved()
        self.changes()
        photos = self.attachments()
        received = self.received()
        self.view()
        self.history()
        announced = self.announced()
        for text in self.faults:
            print(f"FAULT: {text}")
        print(f"saved      {len(saved):5} reports on phones")
        print(f"received   {len(received):5} of them whole on the server, with {photos} photos")
        print(f"announced  {announced:5} forwardings, each in one mail")
        print(f"{self.lost} lost, {self.doubled} doubled, {len(self.faults)} faults")
        return 1 if self.faults else 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--server", required=True, help="the server's data folder")
    arguments.add_argument("--mails", required=True, help="folder of .eml files")
    arguments.add_argument("--phone", action="append", default=[], help="a phone's store; may be repeated")
    arguments.add_argument("--saved", help="file with the ids that commands acknowledged, one a line")
    given = arguments.parse_args()
    sys.exit(Oracle(given.server, given.mails, given.phone, given.saved).run())


if __name__ == "__main__":
    main()

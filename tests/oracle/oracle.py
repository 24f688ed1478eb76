#!/usr/bin/env python3
"""The independent oracle: reads databases, attachment files and mails, and uses none of the product's code.

    oracle.py --server DATA --mails DIR --phone FILE … [--saved FILE]

What must hold in the end:
  1. every report that a user saw as saved exists exactly once, on phone and server, with every byte of its attachments;
  2. every report that a phone shows as received is whole on the server's disk;
  3. every forwarding is announced in exactly one mail (a repeated mail only under the same Message-ID);
  4. SQLite's integrity check is content; what a phone sees has the version that the server has.

Prints one line per fault and a summary; exit code 1 where anything is lost, doubled or broken.
"""

import argparse
import base64
import collections
import email
import email.policy
import hashlib
import json
import pathlib
import re
import sqlite3
import sys
import uuid

LINK = re.compile(r"/answer/([A-Za-z0-9_-]{40,80})")


def connect(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def sha256_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
        """Every change that a phone holds as stored is on the server, byte for byte."""
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

    def versions(self):
        for path, phone in self.phones.items():
            for row in phone.execute("SELECT id, seq FROM snapshots"):
                found = self.server.execute("SELECT touched FROM records WHERE id = ?", (row["id"],)).fetchone()
                if found is None or found["touched"] != row["seq"]:
                    name = uuid.UUID(bytes=bytes(row["id"]))
                    self.fault(f"{path}: sees record {name} at another version than the server")

    # 3
    def announced(self):
        """Forwardings by the mails that name them: an answer link starts with the forwarding's id."""
        told = collections.defaultdict(set)
        files = collections.defaultdict(list)
        numbers = {}
        for path in sorted(self.mails.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            text = message.get_body(("plain",)).get_content()
            identity = message["Message-ID"].strip()
            files[identity].append(path)
            numbers[identity] = text
            for token in LINK.findall(text):
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
                elif row["occasion"] != "withdrawn" and mails != {row["message_id"]}:
                    self.fault(f"{name}: its mail has no link to answer it", lost=1)
            elif row["status"] in ("cancelled", "covered", "waiting") and mails:
                self.fault(f"{name} is {row['status']} and was announced all the same", doubled=1)
            elif row["status"] == "frozen":
                self.fault(f"{name} is frozen in a mail that is not out", lost=1)
        known = {row["message_id"] for row in self.server.execute("SELECT message_id FROM mails")}
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
        self.versions()
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

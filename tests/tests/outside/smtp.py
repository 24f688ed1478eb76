"""A receiving mail server: keeps each message with its envelope, and does as the folder tells it.

    smtp.py PORT FOLDER

A file `refuse` in the folder holds an answer such as "451 later": it is given to every message while the file is there.
"""

import json
import pathlib
import sys
import threading

from aiosmtpd.controller import Controller

folder = pathlib.Path(sys.argv[2])


class Keep:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        refuse = folder / "refuse"
        if refuse.exists():
            return refuse.read_text().strip()
        Keep.count += 1
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos}
        (folder / f"{Keep.count:04}.json").write_text(json.dumps(kept))
        whole = folder / f"{Keep.count:04}.part"
        whole.write_bytes(envelope.original_content)
        whole.rename(folder / f"{Keep.count:04}.eml")
        return "250 taken"


controller = Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
threading.Event().wait()

"""A receiving mail server: keeps each message with its envelope, and does as the folder tells it.

    smtp.py PORT FOLDER

A file `refuse` in the folder holds an answer such as "451 later": it is given to every message while the file is there.
A file `stop` holds a number: at that step of conversations, counted since the file is there, the server makes a file `reached`
and says nothing until `stop` is gone.
"""

import asyncio
import json
import pathlib
import sys
import threading

from aiosmtpd.controller import Controller

folder = pathlib.Path(sys.argv[2])


class Keep:
    count = 0
    steps = 0

    async def step(self):
        stop = folder / "stop"
        if not stop.exists():
            Keep.steps = 0
            return
        Keep.steps += 1
        if Keep.steps == int(stop.read_text()):
            (folder / "reached").touch()
            while stop.exists():
                await asyncio.sleep(0.01)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        await self.step()
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self.step()
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self.step()
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        await self.step()
        refuse = folder / "refuse"
        if refuse.exists():
            return refuse.read_text().strip()
        Keep.count += 1
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos}
        (folder / f"{Keep.count:04}.json").write_text(json.dumps(kept))
        whole = folder / f"{Keep.count:04}.part"
        whole.write_bytes(envelope.original_content)
        whole.rename(folder / f"{Keep.count:04}.eml")
        await self.step()
        return "250 taken"

    async def handle_QUIT(self, server, session, envelope):
        await self.step()
        return "221 bye"


controller = Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
threading.Event().wait()

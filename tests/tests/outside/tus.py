"""Uploads a file with tuspy, a tus client that is none of ours.

What to do comes as JSON on standard input, what came of it goes to standard output: the upload's URL, the offset at which
this run began, and either "done" or the status that the server refused with (null where the line broke).
"""

import hashlib
import json
import sys

from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.storage.filestorage import FileStorage


def main():
    ask = json.load(sys.stdin)
    client = TusClient(ask["server"], headers={"Authorization": "Bearer " + ask["token"]})
    told = {"done": False, "status": None}
    try:
        uploader = client.uploader(
            ask["file"],
            url=ask.get("url"),
            chunk_size=ask["chunk"],
            metadata={"attachment": ask["attachment"]},
            upload_checksum=ask.get("checksum", False),
            store_url="urls" in ask,
            url_storage=FileStorage(ask["urls"]) if "urls" in ask else None,
        )
        told["from"] = uploader.offset
        if ask.get("lies"):
            uploader._BaseUploader__checksum_algorithm = lambda chunk: hashlib.sha1(b"other" + chunk)
        uploader.offset += ask.get("skips", 0)
        if not uploader.url:
            uploader.set_url(uploader.create_url())
        told["url"] = uploader.url
        uploader.upload(ask.get("until"))
        told["done"] = True
    except TusCommunicationError as error:
        told["status"] = error.status_code
    json.dump(told, sys.stdout)


main()

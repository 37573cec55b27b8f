"""Sends a file by tuspy, whose own retries carry it over a line that breaks: `tus.py ENDPOINT TOKEN ASSIGNMENT FILE`.

Prints the address of the artifact.
"""

import sys
import time

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

endpoint, token, assignment, file = sys.argv[1:]
authorization = {"Authorization": f"Bearer {token}"}
metadata = {
    "assignmentId": assignment,
    "kind": "VIDEO",
    "title": "Panen raya (tuspy)",
    "filename": "panen.mp4",
    "filetype": "video/mp4",
}


def patiently(ask):
    """The line may break in anything, also in asking where the upload stands."""
    for _ in range(100):
        try:
            return ask()
        except (TusCommunicationError, requests.RequestException, OSError) as broken:
            last = broken
            time.sleep(0.2)
    raise last


client = TusClient(endpoint, headers=authorization)
uploader = patiently(
    lambda: client.uploader(
        file, chunk_size=16 * 1024 * 1024, metadata=metadata, retries=5, retry_delay=0.2, upload_checksum=False
    )
)


def go_on():
    # tuspy counts what it sent; only the server knows what was kept.
    if uploader.url:
        uploader.offset = uploader.get_offset()
    uploader.upload()


patiently(go_on)
head = patiently(lambda: requests.head(uploader.url, headers={**authorization, "Tus-Resumable": "1.0.0"}, timeout=10))
print(head.headers["Content-Location"])

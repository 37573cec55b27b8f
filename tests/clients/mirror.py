"""Keeps a folder in step with what an office publishes: mirror.py ADDRESS FOLDER, with the client's credentials in CLIENT_ID and CLIENT_SECRET.
An article is FOLDER/articles/SLUG.json, its files are in FOLDER/media as their addresses end; what is withdrawn is gone. Stopped at any moment
it goes on where it was, and from a dump where the office no longer knows that place."""

import base64
import http.client
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.request

ADDRESS, FOLDER = sys.argv[1].rstrip("/"), pathlib.Path(sys.argv[2])
ARTICLES, MEDIA, PLACE = FOLDER / "articles", FOLDER / "media", FOLDER / "after"
GONE, token = (404, 410), None


def ask(address, seconds=20, **headers):
    """The answer of a GET; its status if it is no success."""
    try:
        return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=seconds), 200
    except urllib.error.HTTPError as refused:
        with refused:
            return None, refused.code


def refused(status):
    """What is asked again in a moment."""
    raise ConnectionError(f"answered with {status}")


def sign_in():
    """A token for an hour or less, by the credentials that ADMIN made (RFC 6749, 4.4)."""
    pair = base64.b64encode(f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}".encode()).decode()
    asked = urllib.request.Request(f"{ADDRESS}/v1/oauth/token", b"grant_type=client_credentials", {"Authorization": f"Basic {pair}"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.load(answer)["access_token"]


def write(path, content):
    """All of it or nothing, whenever we are stopped."""
    (FOLDER / "part").write_bytes(content)
    os.replace(FOLDER / "part", path)


def keep(article):
    """The files first, so that no article is here without them."""
    for medium in article["media"]:
        place = medium["address"] and MEDIA / medium["address"].rsplit("/", 1)[1].replace("?", "-")
        if place is None or place.exists():
            continue
        answer, status = ask(medium["address"])
        if status not in GONE:  # Taken down a moment ago: a change will say so.
            with answer or refused(status):
                write(place, answer.read())
    write(ARTICLES / f"{article['slug']}.json", json.dumps(article, ensure_ascii=False).encode())


def sweep(kept=None):
    """What no article shows is gone, and articles that are not among those kept."""
    shown = set()
    for path in ARTICLES.glob("*.json"):
        if kept is not None and path.stem not in kept:
            path.unlink()
            continue
        shown |= {medium["address"].rsplit("/", 1)[1].replace("?", "-") for medium in json.loads(path.read_bytes())["media"] if medium["address"]}
    for path in MEDIA.iterdir():
        if path.name not in shown:
            path.unlink()


def begin():
    """Everything, and from where the changes go on."""
    answer, status = ask(f"{ADDRESS}/v1/public/dump")
    with answer or refused(status):
        after, kept = json.loads(answer.readline())["after"], set()
        for line in answer:
            article = json.loads(line)
            keep(article)
            kept.add(article["slug"])
    sweep(kept)
    write(PLACE, after.encode())


def go_on():
    """What has changed since, or what does while we wait."""
    global token
    token = token or sign_in()
    place = f"{ADDRESS}/v1/changes?after={PLACE.read_text()}"
    answer, status = ask(place, 45, Authorization=f"Bearer {token}", Prefer="wait=30")
    if status in (401, 403):
        token = None
    if status == 410:
        PLACE.unlink()  # Too long ago: from the beginning.
    with answer or refused(status):
        page = json.load(answer)
    for slug in dict.fromkeys(change["slug"] for change in page["items"]):
        answer, status = ask(f"{ADDRESS}/v1/public/publications/{slug}")
        if status in GONE:
            (ARTICLES / f"{slug}.json").unlink(missing_ok=True)
            continue
        with answer or refused(status):
            keep(json.load(answer))
    if page["items"]:
        sweep()
    write(PLACE, page["after"].encode())


for folder in (ARTICLES, MEDIA):
    folder.mkdir(parents=True, exist_ok=True)
while True:
    try:
        go_on() if PLACE.exists() else begin()
    except (OSError, ValueError, http.client.HTTPException) as trouble:
        print(f"again in a moment: {trouble}", file=sys.stderr, flush=True)
        time.sleep(0.5)

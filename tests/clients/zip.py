"""Unpacks a bag while it comes, each byte seen once: as Java's ZipInputStream and SharpZipLib read, which of a file that is stored must
know the size before it comes; and holds what came against the bag's own manifest. The archive comes on standard input."""

import hashlib
import struct
import sys
import zlib

come = sys.stdin.buffer


def take(count):
    taken = come.read(count)
    assert len(taken) == count, "the archive ends early"
    return taken


digests, manifest = {}, {}
while (mark := take(4)) == b"PK\3\4":
    version, flags, method, _, crc, packed, size, name, extra = struct.unpack("<HHHIIIIHH", take(26))
    path, extra = take(name).decode("utf-8"), take(extra)
    assert not flags & 8 and method == 0, f"{path}: stored, and its size stands behind it"
    assert flags & 1 << 11, f"{path}: its name is not told to be UTF-8"
    if size == 0xFFFFFFFF:
        kind, length, size, packed = struct.unpack("<HHQQ", extra)
        assert (kind, length, version) == (1, 16, 45), path
    assert packed == size, path
    sha256, crc32, left, kept = hashlib.sha256(), 0, size, b""
    while left:
        chunk = take(min(left, 1 << 20))
        sha256.update(chunk)
        crc32 = zlib.crc32(chunk, crc32)
        left -= len(chunk)
        kept = chunk if path.endswith("/manifest-sha256.txt") else b""
    assert crc32 == crc, f"{path}: the sum before it is of something else"
    within = path.split("/", 1)[1]
    digests[within] = sha256.hexdigest()
    for line in kept.decode("utf-8").splitlines():
        digest, told = line.split("  ", 1)
        manifest[told] = digest
assert mark == b"PK\1\2", "the directory does not follow"
while come.read(1 << 20):
    pass
assert manifest and all(digests[path] == digest for path, digest in manifest.items()), "not what the manifest tells"
print(f"read along: {len(manifest)} files as the manifest tells")

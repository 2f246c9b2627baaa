#!/usr/bin/env python3
"""Opens what a box sent, without any program of this project: written from docs/wire.md alone.

Needs Python 3.9 and the package `cryptography`. Reads lines from standard input, writes one JSON object a line:

    rts_open.py packets --package FILE --center-master HEX --gateway-master HEX --device-key HEX
        a line: the packets of one message in hexadecimal, separated by spaces, in any order
    rts_open.py receipts --package FILE
        a line: a receipt and the digest of the record it answers, both in hexadecimal
    rts_open.py tape --package FILE [FILE OF TEXTS ...]
        a line: the text of one QR code of a tape, as any reader of QR codes prints it; in any order. A receipt of the center
        and a certificate of non-transmission are answered as such
    rts_open.py tapes --package FILE
        a line: the texts of all QR codes of one tape, separated by tabs, in any order

The package is a signed package file (docs/package.md). Its signature is checked if --root HEX gives the key of the
commission. The key of the device comes from the tape's last code, certified by the package's roster key, or from
--device-key HEX. What is refused gives {"refused": reason}. Exit codes: 0 nothing was refused, 1 something was,
2 the command line or the package is of no use.
"""

import argparse
import fileinput
import hashlib
import hmac
import json
import sys

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KINDS = ["zero", "opened", "turnout", "result", "correction", "annulment", "rehearsal", "checkpoint", "poll"]
SOURCES = ["device", "file", "keyed", "recovered"]
CLOCKS = ["unknown", "set-by-hand", "battery", "network"]
REASONS = ["counting-error", "wrong-entry", "order", "recount", "other"]
VERDICTS = ["partial", "received", "accepted", "quarantined", "refused", "superseded"]


class Refused(Exception):
    """The input is not what it should be."""


def demand(condition, reason):
    if not condition:
        raise Refused(reason)


# Section 1: notation


def label(text):
    return text.encode() + b"\0"


def number(data):
    return int.from_bytes(data, "big")


def hkdf(key, info, length):
    return HKDF(hashes.SHA256(), length, salt=None, info=info).derive(key)


def gcm_open(key, sealed, aad, stage):
    try:
        mode = modes.GCM(bytes(12), sealed[-12:], min_tag_length=12)
        decryptor = Cipher(algorithms.AES(key), mode).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(sealed[:-12]) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise Refused(stage + " does not open") from None


# The y of the eight points of small order, and two ways to write one that are not reduced; signs are left out.
P = 2**255 - 19
Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL_ORDER = {0, 1, P - 1, P, P + 1, Y8, P - Y8}


def verify(key, message, signature):
    for point in (key, signature[:32]):
        demand(int.from_bytes(point, "little") % 2**255 not in SMALL_ORDER, "a point of small order")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise Refused("the signature does not verify") from None


# Section 2: base and header


def read_base(data, receipt=False):
    demand(data[0] == 0x11, "another version or suite")
    demand((data[1] >= 0x80) == receipt, "another kind")
    kind = data[1] & 0x7F
    demand(1 <= kind <= 9, "another kind")
    names = {"kind": KINDS[kind - 1], "election": number(data[2:4]), "device": number(data[4:8])}
    return {**names, "sequence": number(data[8:10]), "epochs": [data[10] >> 4, data[10] & 15]}


# Section 3: record


class Reader:
    def __init__(self, data):
        self.data = data

    def take(self, length):
        demand(len(self.data) >= length, "the record is too short")
        taken, self.data = self.data[:length], self.data[length:]
        return taken

    def rest(self):
        return self.take(len(self.data))


def read_record(base, r, package):
    reader, kind = Reader(r), base["kind"]
    station, wall = number(reader.take(4)), number(reader.take(4))
    flags, approvals = reader.take(2)
    first, second = approvals >> 4, approvals & 15
    demand(flags & 1 == 0, "a reserved bit")
    demand(second == 0 or (first != 0 and first != second), "the approvals contradict each other")
    demand(base["election"] == package.election["id"], "another election")
    demand(station in package.stations, "an unknown station")
    test = flags >> 5 & 1 == 1
    demand(test == (kind == "rehearsal" or package.election.get("test", False)), "the test mark")
    record = {
        **base, "station": station, "wall": wall, "source": SOURCES[flags >> 6], "test": test,
        "clock": CLOCKS[flags >> 3 & 3], "degraded": flags >> 2 & 1 == 1, "explained": flags >> 1 & 1 == 1,
        "approvals": [first, second], "journal_head": reader.take(12).hex(),
    }
    if kind in ("correction", "annulment"):
        record["voids"] = reader.take(12).hex()
        reason = reader.take(1)[0]
        demand(1 <= reason <= 5, "an unknown reason")
        record["reason"] = REASONS[reason - 1]
    if kind in ("result", "correction", "rehearsal"):
        record["tally"] = read_tally(reader.rest(), *package.ballot(station))
    if kind in ("turnout", "checkpoint"):
        record["voters" if kind == "turnout" else "entries"] = number(reader.take(4))
    if kind == "poll":
        record["message"] = reader.take(8).hex()
    demand(not reader.data, "the record is too long")
    return record


# Section 4: digest, signature, fingerprint


def canonical(value):
    """RFC 8785, for the integers, texts and booleans that a package holds."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(item) for key, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


class Package:
    def __init__(self, file, root=None):
        package = file["package"]
        self.digest = hashlib.sha256(canonical(package).encode()).digest()
        if root:
            verify(root, label("rts/v1/package") + self.digest, bytes.fromhex(file["signature"]))
        self.election = package["election"]
        self.roster_key = bytes.fromhex(package["keys"]["roster"])
        self.receipt_keys = [bytes.fromhex(key) for key in package["keys"]["receipt"]]
        self.stations = {station["number"]: station for station in package["stations"]}
        self.styles = {style["id"]: style["contests"] for style in package["styles"]}
        self.contests = {contest["id"]: contest for contest in package["contests"]}

    def ballot(self, station):
        station = self.stations[station]
        return station, [self.contests[contest] for contest in self.styles[station["style"]]]


def crockford(data):
    bits = number(data)
    text = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def believe(base, payload, package, device_key):
    """The record of R and S, once the signature verifies."""
    demand(len(payload) >= 64, "no room for a signature")
    r, signature = payload[:-64], payload[-64:]
    signed = label("rts/v1/record") + base + package.digest + r
    verify(device_key, signed, signature)
    digest = hashlib.sha256(signed).digest()
    names = {"digest": digest.hex(), "fingerprint": crockford(digest[:10])}
    return {**read_record(read_base(base), r, package), **names}


# Sections 5 and 6: keys, opening


def device_keys(base, center_master, gateway_master):
    device = base["device"].to_bytes(4, "big")
    seal, link = (bytes([epoch]) for epoch in base["epochs"])
    e2e = hkdf(center_master, label("rts/v1/e2e") + device + seal, 32)
    return e2e, hkdf(gateway_master, label("rts/v1/link") + device + link, 16)


def open_packets(packets, package, center_master, gateway_master, device_key):
    parts, names = {}, set()
    for packet in packets:
        demand(33 <= len(packet) <= 340, "a packet of another length")
        header = packet[:20]
        part, count = header[11] >> 4, header[11] & 15
        base, ident = header[:11], header[12:]
        e2e, link = device_keys(read_base(base), center_master, gateway_master)
        demand(1 <= part <= count, "an impossible part")
        key = hkdf(link, label("rts/v1/stage2") + header, 16)
        parts[part] = gcm_open(key, packet[20:], header, "the outer stage")
        names.add((base, count, ident))
    demand(len(names) == 1, "parts of different messages")
    demand(len(parts) == count, "parts are missing")
    blob = b"".join(parts[part] for part in sorted(parts))
    key = hkdf(e2e, label("rts/v1/stage1") + base + ident, 32)
    payload = gcm_open(key, blob, base + ident, "the inner stage")
    again = hmac.digest(hkdf(e2e, label("rts/v1/id"), 32), base + payload, "sha256")[:8]
    demand(again == ident, "the message id")
    return believe(base, payload, package, device_key)


# Section 7: receipt


def read_receipt(receipt, digest, package):
    demand(len(receipt) == 102, "a receipt of another length")
    base = read_base(receipt, receipt=True)
    demand(receipt[11] == 0x11, "a receipt of several parts")
    verdict, reason = receipt[24:26]
    demand(verdict < len(VERDICTS), "an unknown verdict")
    unopened = bytes(32)
    for subject in {0: [unopened], 3: [digest, unopened], 4: [digest, unopened]}.get(verdict, [digest]):
        for key in package.receipt_keys:
            try:
                verify(key, label("rts/v1/receipt") + receipt[:38] + subject, receipt[38:])
            except Refused:
                continue
            log_index = number(receipt[34:38])
            return {
                **base, "message": receipt[12:20].hex(), "number": number(receipt[20:24]),
                "verdict": VERDICTS[verdict], "reason": reason, "highest_sequence": number(receipt[26:28]),
                "center_time": number(receipt[28:32]), "not_before": number(receipt[32:34]),
                "log_index": None if log_index == 0xFFFFFFFF else log_index,
            }
    raise Refused("the receipt is not signed for this record")


# Section 8: tally code


class Code:
    def __init__(self, data):
        demand(len(data) <= 1024 and data[:1] != b"\0", "not a tally code")
        self.x, self.draws = number(data), 0

    def uniform(self, n):
        self.x, r = divmod(self.x, n)
        return r

    def pop(self, w):
        q, r = divmod(self.x, sum(w))
        for sym, weight in enumerate(w):
            if r < weight:
                self.x = q * weight + r
                return sym
            r -= weight

    def push(self, sym, w):
        q, r = divmod(self.x, w[sym])
        self.x = q * sum(w) + sum(w[:sym]) + r

    def urn(self, n, a, b):
        if len(a) == 1:
            return [n]
        self.draws += n
        demand(self.draws <= 1 << 22, "more draws than a code may take")
        c, w = [0] * len(a), list(a)
        for _ in range(n):
            i = self.pop(w)
            c[i] += 1
            w[i] += b
            self.push(i, c)
        return c

    def difference(self, absent=False):
        g = self.uniform(32)
        if absent and g == 31:
            return None
        demand(g <= 20, "a difference out of bounds")
        p = (1 << g) + self.uniform(1 << g)
        return p // 2 if p % 2 == 0 else -(p + 1) // 2


def read_tally(data, station, ballot):
    code, registered = Code(data), station["registered"]
    if code.pop([255, 1]) == 1:
        registered = code.uniform(1 << 20)
        demand(registered != station["registered"], "not the code of these counts")
    if code.pop([255, 1]) == 1:
        cast = code.uniform(1 << 20)
        demand(cast > registered, "not the code of these counts")
    else:
        cast = code.uniform(registered + 1)
    tally = {"registered": registered, "ballots_cast": cast}
    if station.get("verification", False):
        difference = code.difference(absent=True) if code.pop([3, 1]) == 1 else 0
        if difference is not None:
            tally["verified"] = cast + difference
            demand(0 <= tally["verified"] < 1 << 20, "verified voters out of bounds")
    tally["contests"] = [read_contest(code, contest, cast) for contest in ballot]
    demand(code.x == 0, "the code holds more than the counts")
    return tally


def read_contest(code, contest, cast):
    n = contest["votes_allowed"] * cast
    if code.pop([255, 1]) == 1:
        n += code.difference()
        demand(n >= 0, "a sum below zero")
    blank, invalid, valid = code.urn(n, [2, 1, 16], 2)
    choices, tuned = contest["choices"], contest.get("coding")
    if "candidates" in choices:
        count = len(choices["candidates"])
        several = contest["votes_allowed"] > 1
        a, b = (1, 1) if several else (1, 2) if count <= 4 else (1, 6)
        a, b = (tuned["a"], tuned["b"]) if tuned else (a, b)
        votes = {"candidates": code.urn(valid, [a] * count, b)}
    else:
        a, b = (tuned["a"], tuned["b"]) if tuned else (1, 5)
        totals = code.urn(valid, [a] * len(choices["lists"]), b)
        votes = {"lists": [read_list(code, *both) for both in zip(choices["lists"], totals)]}
    return {"contest": contest["id"], "blank": blank, "invalid": invalid, "votes": votes}


def read_list(code, shape, total):
    count = len(shape["candidates"])
    alone, rest = 0, total
    if count == 0:
        alone, rest = total, 0
    elif shape.get("list_vote", False):
        alone, rest = code.urn(total, [2, 1], 1)
    further = 1 if count > 30 else 3
    a = ([30, 15, 9, 6, 6] + [further] * count)[:count]
    return {"list_only": alone, "candidates": code.urn(rest, a, 15)}


# Section 10: QR codes


def base45(text):
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    demand(all(letter in alphabet for letter in text) and len(text) % 3 != 1, "not base 45")
    data = b""
    for at in range(0, len(text), 3):
        letters = text[at : at + 3]
        value = sum(alphabet.index(letter) * 45**place for place, letter in enumerate(letters))
        demand(value < 256 ** (len(letters) - 1), "not base 45")
        data += value.to_bytes(len(letters) - 1, "big")
    return data


class Tape:
    """The texts of symbols in any order."""

    def __init__(self):
        self.sets, self.certificates, self.statements = {}, [], []

    def take(self, text):
        text = text.strip(" \t\r\n")
        demand(len(text) <= 4296, "longer than any code")
        if text.startswith("RT1K:"):
            certificate = base45(text[5:])
            demand(len(certificate) == 106, "not a certificate")
            if certificate not in self.certificates:
                demand(len(self.certificates) < 64, "codes of too many tapes")
                self.certificates.append(certificate)
            return
        if text[:5] in ("RT1R:", "RT1N:"):
            statement = text[:4], base45(text[5:])
            demand(len(statement[1]) == (134 if text[3] == "R" else 135), "a statement of another length")
            if statement not in self.statements:
                demand(len(self.statements) < 128, "codes of too many tapes")
                self.statements.append(statement)
            return
        demand(text.startswith("RT1:"), "not a code of a tape")
        data = base45(text[4:])
        demand(len(data) > 6, "a code that is too short")
        name, part, count = data[:4], data[4], data[5]
        demand(1 <= part <= count <= 16, "an impossible part")
        demand((name, count) in self.sets or len(self.sets) < 64, "codes of too many tapes")
        parts = self.sets.setdefault((name, count), {})
        demand(parts.setdefault(part, data[6:]) == data[6:], f"two parts {part} of {count} of {short(name)}")

    def read(self, package, device_key=None):
        """One answer for each record, receipt and certificate of non-transmission of the tape."""
        whole = {name for (name, count), parts in self.sets.items() if len(parts) == count}
        answers, joined = [], set()
        for (name, count), parts in sorted(self.sets.items()):
            missing = [str(part) for part in range(1, count + 1) if part not in parts]
            data = b"".join(parts[part] for part in sorted(parts))
            if missing and name not in whole:
                answers.append({"refused": f"part {', '.join(missing)} of {count} of {short(name)} is missing"})
            elif not missing and (name, data) not in joined:
                joined.add((name, data))
                answers.append(attempt(self.believe, name, data, package, device_key))
        read = {"RT1R": self.answered, "RT1N": self.unanswered}
        answers += [attempt(read[what], data, package, device_key) for what, data in self.statements]
        return answers or [{"refused": "no code of a record"}]

    def answered(self, data, package, _):
        digest = data[:32]
        answer = {"fingerprint": crockford(digest[:10]), "digest": digest.hex()}
        return {"receipt": answer | read_receipt(data[32:], digest, package)}

    def unanswered(self, data, package, device_key):
        base, digest, rest, signature = data[:11], data[11:43], data[43:71], data[71:]
        read = read_base(base)
        key = device_key or self.certified(read, None, package.roster_key)
        verify(key, label("rts/v1/certificate") + data[:71], signature)
        times = ["attempts", "first_attempt", "last_attempt", "deadline"]
        facts = {name: number(rest[4 * at : 4 * at + 4]) for at, name in enumerate(times)}
        answer = {"fingerprint": crockford(digest[:10]), "digest": digest.hex(), **read, **facts}
        return {"non_transmission": answer | {"journal_head": rest[16:].hex()}}

    def believe(self, name, data, package, device_key):
        demand(len(data) >= 11 + 8 + 64, "the codes hold too little")
        demand(data[11:19] == package.digest[:8], "another package")
        key = device_key or self.certified(read_base(data), data[19:23], package.roster_key)
        record = believe(data[:11], data[19:], package, key)
        demand(record["digest"].startswith(name.hex()), "codes of another record")
        return record

    def certified(self, base, station, roster_key):
        """The key that the commission certifies for this device, election and station, or any station (section 9)."""
        facts = base["election"].to_bytes(2, "big") + base["device"].to_bytes(4, "big")
        own = [found for found in self.certificates if found[2:6] == facts[2:]]
        demand(own, f"the certificate of device {base['device']} is missing")
        for found in own:
            if found[:6] == facts and station in (None, found[6:10]):
                try:
                    verify(roster_key, label("rts/v1/device") + found[:42], found[42:])
                    return found[10:42]
                except Refused:
                    continue
        raise Refused(f"device {base['device']} is not certified for this election and station")


def short(name):
    """How the fingerprint of a record begins."""
    return crockford(name + bytes(6))[:7]


def attempt(read, *arguments):
    try:
        return read(*arguments)
    except Refused as reason:
        return {"refused": str(reason)}


def read_tape(texts, package, device_key):
    tape = Tape()
    refused = [answer for answer in (attempt(tape.take, text) for text in texts) if answer]
    return refused + tape.read(package, device_key)


def read_one_tape(line, package, device_key):
    """The answer for a tape of one record."""
    answers = read_tape(line.split("\t"), package, device_key)
    refused = [answer for answer in answers if "refused" in answer]
    demand(refused or len(answers) == 1, "codes of different records")
    return (refused or answers)[0]


def answers_to(lines, options, package):
    if options.what == "tape":
        return read_tape([line for line in lines if line.strip()], package, options.device_key)
    return [attempt(answer_to, line, options, package) for line in lines]


def answer_to(line, options, package):
    if options.what == "tapes":
        return read_one_tape(line, package, options.device_key)
    data = [bytes.fromhex(word) for word in line.split()]
    if options.what == "receipts":
        return read_receipt(*data, package)
    return open_packets(data, package, options.center_master, options.gateway_master, options.device_key)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["packets", "receipts", "tape", "tapes"])
    parser.add_argument("texts", nargs="*", help="files of lines; standard input without any")
    parser.add_argument("--package", required=True)
    for key in ("--root", "--center-master", "--gateway-master", "--device-key"):
        parser.add_argument(key, type=bytes.fromhex)
    options = parser.parse_intermixed_args()
    try:
        with open(options.package, encoding="utf-8") as file:
            package = Package(json.load(file), options.root)
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        hook = fileinput.hook_encoded("utf-8", "replace")
        answers = list(answers_to(fileinput.input(options.texts, openhook=hook), options, package))
    except (OSError, ValueError, KeyError, Refused) as error:
        parser.error(repr(error))
    for answer in answers:
        print(json.dumps(answer))
    sys.exit(1 if any("refused" in answer for answer in answers) else 0)


if __name__ == "__main__":
    main()

"""Checks an exported history by itself: written from docs/log.md, RFC 6962 and RFC 8032
alone, with nothing but the standard library and not a line of the service's.

Usage: check_history.py HISTORY [--key NAME+ID+KEY] [--earlier HISTORY] [--before-log N]

Says `yes` and ends with 0, or `no` and why, and ends with 1. Without a key nobody's
signature is looked at, and it says so. Witnesses are left to whoever names some.
"""

import argparse
import base64
import hashlib
import json
import sys

ZEROS = bytes(32)
LOGS = ("journal", "access")


class No(Exception):
    """What does not hold."""


def holds(condition, why):
    if not condition:
        raise No(why)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# The tree (RFC 6962).


def leaf_of(commitment):
    return sha256(b"\x00", commitment)


def node(left, right):
    return sha256(b"\x01", left, right)


def largest_half(size):
    """The largest power of two that is smaller than a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def root_by_path(leaf, index, size, path):
    """The root that an audit path leads to; the path is read from its end, which is the top."""
    if size == 1:
        holds(not path, "a proof is too long")
        return leaf
    holds(path, "a proof is too short")
    half, top, rest = largest_half(size), path[-1], path[:-1]
    if index < half:
        return node(root_by_path(leaf, index, half, rest), top)
    return node(top, root_by_path(leaf, index - half, size - half, rest))


def roots_by_growth(old, old_root, new, proof, whole=True):
    """The two roots that a proof of growth leads to: of the tree of `old` entries, and of `new`."""
    if old == new:
        if whole:
            holds(not proof, "a proof of growth is too long")
            return old_root, old_root
        holds(len(proof) == 1, "a proof of growth has a wrong length")
        return proof[0], proof[0]
    holds(proof, "a proof of growth is too short")
    half, top, rest = largest_half(new), proof[-1], proof[:-1]
    if old <= half:
        before, now = roots_by_growth(old, old_root, half, rest, whole)
        return before, node(now, top)
    before, now = roots_by_growth(old - half, old_root, new - half, rest, False)
    return node(top, before), node(top, now)


def grew(old, old_root, new, new_root, proof):
    if old == 0:
        return not proof
    return roots_by_growth(old, old_root, new, proof) == (old_root, new_root)


# Signatures (RFC 8032, Ed25519).

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point_of(data):
    """A point from its 32 bytes, in extended coordinates; none, if they are of no point."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def plus(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * D * one[3] * other[3]
    d = 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    sum_ = (0, 1, 1, 0)
    while number:
        if number & 1:
            sum_ = plus(sum_, point)
        point, number = plus(point, point), number >> 1
    return sum_


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    public, commits = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or commits is None or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % Q
    left, right = times(s, BASE), plus(commits, times(challenge, public))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# What is served (C2SP signed-note and tlog-checkpoint).


def raw(text, size=None):
    data = base64.b64decode(text, validate=True)
    holds(size in (None, len(data)), f"{text!r} has a wrong length")
    return data


def unhex(text, size):
    data = bytes.fromhex(text)
    holds(len(data) == size, f"{text!r} has a wrong length")
    return data


class Checkpoint:
    """The head of the log, as a signed note says it."""

    def __init__(self, note):
        text, parted, signatures = note.rpartition("\n\n")
        holds(parted, "the checkpoint is no signed note")
        self.text, self.signatures = text + "\n", signatures.splitlines()
        self.origin, size, root = self.text.splitlines()[:3]
        self.size, self.root = int(size), raw(root, 32)

    def is_signed_by(self, key):
        name, number, public = key.split("+", 2)
        public = raw(public, 33)
        known = sha256(name.encode(), b"\n", public)[:4]
        holds(public[:1] == b"\x01" and known.hex() == number, "the key was mistyped, or is not of a log")
        begins = f"\u2014 {name} "
        signed = [raw(line[len(begins):]) for line in self.signatures if line.startswith(begins)]
        return self.origin == name and any(
            one[:4] == known and len(one) == 68 and is_signed(public[1:], self.text.encode(), one[4:])
            for one in signed
        )


# What was exported.


class Line:
    """A line of one of the two logs."""

    def __init__(self, space, told):
        self.log, self.n = told["log"], told["n"]
        holds(self.log in LOGS and type(self.n) is int and self.n > 0, "a line of no log")
        self.salt = unhex(told["salt"], 16)
        self.before, self.row, self.content = (unhex(told[name], 32) for name in ("before", "row", "content"))
        self.entry = told.get("entry")
        self.proof = [raw(one, 32) for one in told.get("proof", [])]
        text = [space, self.log.encode(), b"\x00", self.n.to_bytes(8, "big"), self.before, self.row, self.content]
        self.commitment = sha256(b"carnet line 1", b"\x00", self.salt, *text)


class Step:
    """A step in the life of the space."""

    def __init__(self, space, told):
        known = {"step", "at", "way", "receipt", "who", "salt", "batch", "entry", "proof"}
        holds(set(told) <= known, "a step of no known form")
        self.at, self.receipt = told["at"], told["receipt"]
        numbers = [told[name].to_bytes(8, "big", signed=True) for name in ("at", "step", "way")]
        words = [self.receipt, told["who"]]
        holds(all(word.isascii() and word.isprintable() for word in words), "a step with a wrong word")
        words = [word.encode() + b"\x00" for word in words]
        self.entry = told["entry"]
        self.proof = [raw(one, 32) for one in told.get("proof", [])]
        self.own = sha256(b"carnet space event 1", b"\x00", unhex(told["salt"], 16), space, *numbers, *words)
        self.commitment = self.own
        if "batch" in told:
            self.commitment = batch_of(self.own, **told["batch"])


def batch_of(commitment, size, entry, proof=()):
    """What stands in the log for all that was done at once with this one."""
    holds(type(entry) is int and type(size) is int and 0 <= entry < size, "a step that is not in its batch")
    root = root_by_path(leaf_of(commitment), entry, size, [raw(one, 32) for one in proof])
    return sha256(b"carnet batch 1", b"\x00", bytes(16), root, size.to_bytes(8, "big"))


def is_in(one, head):
    """Whether a line or a step is in the tree, where it says."""
    if type(one.entry) is not int or not 0 <= one.entry < head.size:
        return False
    return root_by_path(leaf_of(one.commitment), one.entry, head.size, one.proof) == head.root


class History:
    """A history, as the file has it."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            told = [json.loads(line) for line in file if line.strip()]
        form = told[0].get("carnet_history") if told else None
        holds(form in (1, 2), f"{path} is no history")
        self.space = unhex(told[0]["space"], 16)
        self.head = Checkpoint(told[0]["checkpoint"])
        self.since = told[0].get("since")
        # The first form had no steps.
        are_steps = [form == 2 and "step" in one for one in told[1:]]
        self.lines = [Line(self.space, one) for one, is_step in zip(told[1:], are_steps) if not is_step]
        self.steps = [Step(self.space, one) for one, is_step in zip(told[1:], are_steps) if is_step]

    def is_whole(self, before_log):
        """Numbered, chained, and each line in the tree; how many are from before the log."""
        older = 0
        for log in LOGS:
            lines = sorted((line for line in self.lines if line.log == log), key=lambda line: line.n)
            before, begun = ZEROS, False
            for n, line in enumerate(lines, 1):
                which = f"line {n} of {log}"
                holds(line.n == n, f"{which} is missing, or there twice")
                holds(line.before == before, f"{which} does not carry the hash of the one before")
                before = line.row
                if line.entry is None and not begun:
                    older += 1
                    continue
                begun = True
                holds(is_in(line, self.head), f"{which} is not in the tree")
            holds(begun or not lines, f"no line of {log} is in the tree")
        holds(older <= before_log, f"{older} lines have no proof, and {before_log} are accepted")
        for step in self.steps:
            holds(is_in(step, self.head), f"the step with the number {step.receipt} is not in the tree")
        holds(len({step.own for step in self.steps}) == len(self.steps), "a step is there twice")

    def continues(self, earlier):
        holds(self.space == earlier.space, "the earlier history is of another space")
        now = {(line.log, line.n): line for line in self.lines}
        for line in earlier.lines:
            kept = now.get((line.log, line.n))
            which = f"line {line.n} of {line.log}"
            holds(kept, f"{which} is gone since")
            holds(kept.commitment == line.commitment, f"{which} is another one since")
        old, new = earlier.head, self.head
        holds(old.origin == new.origin, "the earlier history is of another log")
        steps = {step.own for step in self.steps}
        for step in earlier.steps:
            holds(step.own in steps, f"the step with the number {step.receipt} is gone or another one since")
        proof = []
        if old.size != new.size:
            holds(self.since and self.since["size"] == old.size, "there is no proof since the earlier history")
            proof = [raw(one, 32) for one in self.since["proof"]]
        holds(old.size <= new.size, "the log is smaller than it was")
        holds(grew(old.size, old.root, new.size, new.root, proof), "the tree does not continue the earlier one")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("history")
    asked.add_argument("--key")
    asked.add_argument("--earlier")
    asked.add_argument("--before-log", type=int, default=0)
    asked = asked.parse_args()
    try:
        history = History(asked.history)
        histories = [history]
        history.is_whole(asked.before_log)
        if asked.earlier:
            earlier = History(asked.earlier)
            histories.append(earlier)
            history.continues(earlier)
        for one in histories if asked.key else []:
            holds(one.head.is_signed_by(asked.key), "a checkpoint is not signed by the log")
    except No as no:
        sys.exit(f"no: {no}")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as wrong:
        sys.exit(f"no: what is written is not what docs/log.md says: {wrong!r}")
    signed = "its checkpoint is signed" if asked.key else "nobody's signature was looked at"
    lines, steps = len(history.lines), len(history.steps)
    print(f"yes: {lines} lines and {steps} steps, of {history.head.size} entries, {signed}")


if __name__ == "__main__":
    main()

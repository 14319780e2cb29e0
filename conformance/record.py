#!/usr/bin/env python3
"""Asks CPython: makes cases from a seed, and writes down what the real `logging`, `time.strftime`, `%`, `format()`
and `string.Template` answer.

    record.py --seed N --out FOLDER [--scale X] [--whole]     one JSON file for each group
    record.py --answer GROUP                                  cases as JSON on stdin, answers as JSON on stdout

`--whole` adds to a group's samples all combinations of what it tries, where the group says them.

Works on CPython 3.10 and later, on a system that has time.tzset. The same seed and version give the same files.
"""

import argparse
import importlib
import itertools
import json
import os
import platform
import random
import resource
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from groups import zones  # noqa: E402

GROUPS = [
    "percent", "styles", "strftime", "tree", "rotating", "rollover", "timed", "records", "config", "warnings", "shutdown",
    "misc",
]  # fmt: skip


# A width that asks for more is answered by a MemoryError, and not by a machine that stands still.
MEMORY = 4 * 2**30


def load(name):
    return importlib.import_module(f"groups.{name}")


def dump(value):
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def record(name, seed, scale, whole, folder):
    group = load(name)
    lines = []
    cases = group.cases(random.Random(f"{seed}:{name}"), scale)
    if whole and hasattr(group, "whole"):
        cases = itertools.chain(cases, group.whole(random.Random(f"{seed}:{name}:whole")))
    for case in cases:
        lines.append(dump({**case, **group.answer(case)}))
    head = {
        "group": name,
        "seed": seed,
        "python": platform.python_version(),
        "zoneData": zones.version(),
        "zones": clock_changes([json.loads(line) for line in lines]),
    }
    with open(os.path.join(folder, f"{name}.json"), "w", encoding="ascii", newline="\n") as file:
        file.write(dump(head)[:-1] + ',"cases":[\n' + ",\n".join(lines) + "\n]}\n")


def clock_changes(cases):
    """[instant, offset before, offset after] of each change of the clocks in the part of the time that cases look at."""
    dated = [case for case in cases if "from" in case]
    start = min((case["from"] for case in dated), default=0)
    end = max((case["to"] for case in dated), default=0)
    if dated and not zones.START - zones.MARGIN <= start <= end <= zones.END + zones.MARGIN - zones.STEP:
        raise ValueError(f"changes of the clocks are not looked for in all of {start} to {end}")
    return {
        zone: [
            [at, before[0], after[0]]
            for at, before, after in zones.all_changes(zone)
            if start <= at <= end and before[0] != after[0]
        ]
        for zone in sorted({case["zone"] for case in dated})
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int)
    parser.add_argument("--out")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--groups", default=",".join(GROUPS))
    parser.add_argument("--answer")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or hard >= MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    if options.answer:
        group = load(options.answer)
        json.dump([group.answer(case) for case in json.load(sys.stdin)], sys.stdout)
        return
    os.makedirs(options.out, exist_ok=True)
    zones.choose(options.seed, options.scale)
    for name in options.groups.split(","):
        record(name, options.seed, options.scale, options.whole, options.out)


if __name__ == "__main__":
    main()

"""Time zones: those that are tried, when their clocks change, and the version of their data."""

import os
import random
import time

# Both hemispheres, changes of a whole, a half and no hour, at midnight, at one, two and three, by a whole day.
ZONES = [
    "UTC",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Havana",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
]

_chosen = ZONES


def choose(seed, scale):
    """All zones, or for a small run some of them, the same for each group."""
    global _chosen
    _chosen = ZONES if scale >= 1 else random.Random(f"{seed}:zones").sample(ZONES, 8)


def chosen():
    return _chosen


START = 631152000  # 1990
END = 1893456000  # 2030

# What a case looks at may begin before, and end a year after, the instants that are tried.
MARGIN = 2 * 366 * 86400

# No zone changed its clocks twice within so few days.
STEP = 5 * 86400

_entered = None
_changes = {}


def enter(zone):
    global _entered
    if zone != _entered:
        os.environ["TZ"] = zone
        time.tzset()
        _entered = zone


def offset(instant):
    return time.localtime(instant).tm_gmtoff


def shown(instant):
    """What the clock is ahead of UTC, and whether that is called summer time."""
    local = time.localtime(instant)
    return local.tm_gmtoff, local.tm_isdst


def all_changes(zone):
    """[instant, before, after] of each change of what is shown, be it of the name alone."""
    if zone not in _changes:
        enter(zone)
        found = []
        before = shown(START - MARGIN)
        for end in range(START - MARGIN + STEP, END + MARGIN, STEP):
            after = shown(end)
            if after != before:
                low, high = end - STEP, end
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if shown(middle) == before else (low, middle)
                found.append((high, before, after))
                before = after
        _changes[zone] = found
    return _changes[zone]


def changes(zone):
    """[instant, offset before, offset after] of each change of the clocks."""
    return [[at, before[0], after[0]] for at, before, after in all_changes(zone) if before[0] != after[0] and START <= at < END]


def clocks(case):
    """What the clocks of a case's zone do in the part of the time that it names."""
    within = [change for change in all_changes(case["zone"]) if case["from"] <= change[0] <= case["to"]]
    return {"offset": offset(case["from"]), "clockChanges": len(within)}


def instants(rng, zone, count):
    """Moments around the changes of the clocks, at the turns of years and anywhere, also before 1970."""
    found = []
    around = changes(zone)
    for _ in range(count):
        kind = rng.random()
        if kind < 0.45 and around:
            found.append(rng.choice(around)[0] + rng.choice([-7200, -3600, -1800, -1, 0, 1, 1800, 3599, 3600, 7200]))
        elif kind < 0.65:
            year = rng.randint(1971, 2037)
            turn = int((year - 1970) * 365.2425 * 86400)
            found.append(turn + rng.randint(-4 * 86400, 4 * 86400))
        elif kind < 0.9:
            found.append(rng.randint(START, END))
        else:
            found.append(rng.randint(-5000000000, START))
    return found


def version():
    for folder in ("/usr/share/zoneinfo", "/usr/lib/zoneinfo"):
        for name in ("tzdata.zi", "+VERSION"):
            try:
                with open(f"{folder}/{name}", encoding="utf-8") as file:
                    return file.readline().replace("# version", "").strip()
            except OSError:
                pass
    return "unknown"

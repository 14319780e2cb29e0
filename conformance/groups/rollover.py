"""TimedRotatingFileHandler.computeRollover: every `when`, interval, `utc`, `atTime` and zone."""

import datetime
import itertools
import logging.handlers

from . import walls, zones

WHENS = ["S", "m", "H", "D", "d", "midnight", "MIDNIGHT", "W0", "w1", "W2", "W3", "W4", "W5", "W6"]
INTERVALS = [1, 1, 1, 2, 3, 5, 12, 40]
TIMES = [None, None, "00:00", "01:30", "02:00", "02:30", "13:45:10", "23:59:59"]


def time_of_day(text):
    return text and datetime.time(*map(int, text.split(":")))


def length(when, interval):
    return interval * walls.UNITS.get(when.upper(), 7 * walls.DAY)


def any_instants(rng, zone, when, interval, count):
    """Moments near each other."""
    around = zones.changes(zone)
    if around and rng.random() < 0.6:
        # So that the change lies before, at or behind the rollover.
        start = rng.choice(around)[0] - rng.randint(0, int(length(when, interval) * 1.2) + 4000)
    else:
        start = rng.randint(zones.START, zones.END)
    return [start + rng.choice([rng.randint(-5, 5), rng.randint(-90000, 90000)]) for _ in range(count)]


def looked_at(instants, when, interval):
    return {
        "instants": instants,
        "from": min(instants) - 3 * walls.DAY,
        "to": max(instants) + length(when, interval) + 10 * walls.DAY,
    }


def whole(rng):
    """Each `when` with each interval, `utc` and `atTime`, in each zone: too much to be recorded."""
    times = sorted(set(TIMES), key=str)
    for zone in zones.chosen():
        for when, interval, utc in itertools.product(WHENS, sorted(set(INTERVALS)), (False, True)):
            instants = any_instants(rng, zone, when, interval, 3)
            yield {
                "zone": zone,
                "when": when,
                "interval": interval,
                "utc": utc,
                "atTimes": times,
                **looked_at(instants, when, interval),
            }


def cases(rng, scale):
    for zone in zones.chosen():
        for number in range(round(56 * max(scale, 1))):
            when = WHENS[number % len(WHENS)] if number < len(WHENS) else rng.choice(WHENS)
            interval = rng.choice(INTERVALS)
            instants = any_instants(rng, zone, when, interval, 6)
            if when.upper() in "SMHD" and rng.random() < 0.8:
                at_time = None
            else:
                at_time = rng.choice(TIMES)
            yield {
                "zone": zone,
                "when": when,
                "interval": interval,
                "utc": rng.random() < 0.2,
                "atTime": at_time,
                **looked_at(instants, when, interval),
            }
    # What is rare is there in any case.
    yield {
        "zone": "America/New_York", "when": "D", "interval": 1, "utc": False, "atTime": None, "instants": [1509858000],
        "from": 1509858000 - 3 * walls.DAY, "to": 1509858000 + 11 * walls.DAY,
    }  # fmt: skip


def answers_of(case, text):
    """How much later each rollover is, theirs and as designed."""
    at_time = time_of_day(text)
    handler = logging.handlers.TimedRotatingFileHandler(
        "/dev/null", case["when"], case["interval"], delay=True, utc=case["utc"], atTime=at_time
    )
    schedule = walls.Schedule(case["when"], case["interval"], case["utc"], at_time)
    # What lies between is shorter to write down, and easier to read.
    theirs = [handler.computeRollover(instant) - instant for instant in case["instants"]]
    designed = [schedule.next(instant) - instant for instant in case["instants"]]
    handler.close()
    return theirs, designed


def answer(case):
    zones.enter(case["zone"])
    if "atTimes" in case:
        both = [answers_of(case, text) for text in case["atTimes"]]
        theirs, designed = [one for one, _ in both], [one for _, one in both]
    else:
        theirs, designed = answers_of(case, case["atTime"])
    answers = {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}
    return {**answers, **zones.clocks(case)}

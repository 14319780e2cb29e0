"""TimedRotatingFileHandler: the folder after simulated days, with a clock that the case sets.

The times lie before 2020: the birth of a file, which nobody can set, then comes after its last write and says nothing.
"""

import logging
import logging.handlers
import os
import re
import time

from . import walls, zones
from .folders import NAMERS, Folder
from .rollover import WHENS, time_of_day

LATEST = 1_577_836_800
FOREIGN = [
    "app.log.txt", "app.log.1", "app.log.19850203", "app.log.1985-02-03.gz", "xapp.log.1985-02-03", "other.txt",
    "app.log.11985-02-03", "app.log.1985-02-30", "app.log.1985-13-01_10", "app.log.1985-02-03_04-05-06-07",
]  # fmt: skip
SUFFIXES = {"S": "%Y-%m-%d_%H-%M-%S", "M": "%Y-%m-%d_%H-%M", "H": "%Y-%m-%d_%H"}
OWN = {"S": "1985-02-03_04-05-06", "M": "1985-02-03_04-05", "H": "1985-02-03_04"}


def cases(rng, scale):
    for number in range(int(240 * scale)):
        zone = rng.choice(zones.chosen())
        when = rng.choice(WHENS)
        interval = rng.choice([1, 1, 1, 2, 3, 6])
        utc = rng.random() < 0.2
        seconds = interval * walls.UNITS.get(when.upper(), 7 * walls.DAY)
        around = [change for change in zones.changes(zone) if change[0] < LATEST - 30 * seconds - 30 * walls.DAY]
        if number % 2 and around:
            start = rng.choice(around)[0] - rng.randint(0, 3 * seconds + 3600)
        else:
            start = rng.randint(zones.START, LATEST - 30 * seconds - 30 * walls.DAY)
        at_time = None
        if when.upper()[0] in "MW" and len(when) > 1 and rng.random() < 0.5:
            at_time = rng.choice(["00:00", "01:30", "02:30", "13:45:10", "23:59:59"])
        options = {"when": when, "interval": interval, "utc": utc, "atTime": at_time}
        options["backupCount"] = rng.choice([0, 0, 1, 2, 3])
        if rng.random() < 0.2:
            options["delay"] = True
        if rng.random() < 0.2:
            options["namer"] = rng.choice([*NAMERS])
        names = [name for name in FOREIGN if rng.random() < 0.15]
        if rng.random() < 0.3:
            names += ["app.log." + OWN.get(when.upper(), "1985-02-03")]
        if rng.random() < 0.1:
            names += ["app.log." + OWN.get(when.upper(), "1985-02-03") + ".old"]
        if rng.random() < 0.1:
            schedule = walls.Schedule(when, interval, utc, time_of_day(at_time))
            zones.enter(zone)
            begin = time.gmtime(schedule.begin(schedule.next(start)))
            names += ["app.log." + time.strftime(SUFFIXES.get(when.upper(), "%Y-%m-%d"), begin)]
        files = [[name, "old\n"] for name in names]
        steps = []
        now = start
        for _ in range(rng.randint(3, 14)):
            kind = rng.random()
            now += int(seconds * rng.choice([0, 0.1, 0.3, 0.5, 0.9, 1, 1, 1.1, 2.5]) + rng.choice([0, 1, 60, -1]) * rng.random())
            steps.append(["write" if kind < 0.85 else "open", now])
        yield complete({
            "zone": zone,
            "options": options,
            "files": files,
            "start": start,
            "steps": steps,
        })  # fmt: skip
    # What is rare is there in any case.
    for start, when, interval in ((1489298400, "h", 2), (1509858000, "D", 1)):
        seconds = interval * walls.UNITS[when.upper()]
        yield complete({
            "zone": "America/New_York",
            "options": {"when": when, "interval": interval, "utc": False, "atTime": None, "backupCount": 0},
            "files": [],
            "start": start,
            "steps": [["write", start + at * seconds + 10 * at] for at in (1, 2)],
        })  # fmt: skip
    for name, count in (("app.log.1996-01-01", 0), ("app.log.1996-01-01", 1), ("app.log.1985-02-30", 1)):
        yield complete({
            "zone": zones.chosen()[0],
            "options": {"when": "d", "interval": 1, "utc": True, "atTime": None, "backupCount": count},
            "files": [[name, "old\n"]],
            "start": 820454400,
            "steps": [["write", 820454400 + at * walls.DAY] for at in range(3)],
        })  # fmt: skip


def complete(case):
    """With the part of the time in which a change of the clocks matters."""
    options = case["options"]
    seconds = options["interval"] * walls.UNITS.get(options["when"].upper(), 7 * walls.DAY)
    return {
        **case,
        "from": case["start"] - seconds - 3 * walls.DAY,
        "to": case["steps"][-1][1] + 2 * seconds + 10 * walls.DAY,
    }


class Clock:
    """Sets the time of `time.time()`, and of the files that are made and written."""

    def __init__(self, now):
        self.now = now
        self.taken = False
        self.real = time.time, getattr(time, "time_ns")

    def __enter__(self):
        time.time = lambda: float(self.now)
        time.time_ns = lambda: self.now * 10**9
        return self

    def __exit__(self, *_):
        time.time, time.time_ns = self.real

    def stamp(self, name):
        if os.path.exists(name):
            os.utime(name, (self.now, self.now))


class Theirs(logging.handlers.TimedRotatingFileHandler):
    clock = None

    def _open(self):
        is_new = not os.path.exists(self.baseFilename)
        stream = super()._open()
        if is_new:
            self.clock.stamp(self.baseFilename)
        return stream


class Designed(Theirs):
    """By the clock on the wall; names that are taken get a number; only names of its own are deleted, and for each only
    among those that are not dated later."""

    def __init__(self, *args, schedule, **options):
        self.schedule = schedule
        super().__init__(*args, **options)

    def computeRollover(self, currentTime):
        return self.schedule.next(currentTime)

    def doRollover(self):
        begin = time.strftime(self.suffix, time.gmtime(self.schedule.begin(self.rolloverAt)))
        name = self.rotation_filename(f"{self.baseFilename}.{begin}")
        dest, number = name, 0
        while os.path.lexists(dest):
            number += 1
            dest = f"{name}.{number}"
        self.clock.taken = self.clock.taken or number > 0
        if self.stream:
            self.stream.close()
            self.stream = None
        self.rotate(self.baseFilename, dest)
        self.newest = begin
        if self.backupCount > 0:
            for old in self.getFilesToDelete():
                if old != dest:
                    os.remove(old)
        if not self.delay:
            self.stream = self._open()
        self.rolloverAt = self.computeRollover(int(time.time()))

    def getFilesToDelete(self):
        folder = os.path.dirname(self.baseFilename)
        found = []
        for name in os.listdir(folder):
            unnumbered, _, number = name.rpartition(".")
            own = self.own(name)
            if own:
                found.append((own, 0, os.path.join(folder, name)))
            elif number.isdigit() and self.own(unnumbered):
                found.append((self.own(unnumbered), int(number), os.path.join(folder, name)))
        found = [each for each in found if each[0] <= self.newest]
        return [name for _, _, name in sorted(found)[: max(0, len(found) - self.backupCount)]]

    def own(self, name):
        digits = {"%Y": r"\d{4}"}
        pattern = re.sub("%.", lambda match: digits.get(match[0], r"\d\d"), self.suffix)
        for match in re.finditer(f"(?=(?<!\\d)({pattern})(?!\\d))", name):
            try:
                time.strptime(match[1], self.suffix)
            except ValueError:
                continue
            if os.path.basename(self.rotation_filename(f"{self.baseFilename}.{match[1]}")) == name:
                return match[1]
        return None


def run(case, handler_class):
    zones.enter(case["zone"])
    options = dict(case["options"])
    namer = options.pop("namer", None)
    options["atTime"] = time_of_day(options["atTime"])
    if handler_class is Designed:
        named = options["when"], options["interval"], options["utc"], options["atTime"]
        options["schedule"] = walls.Schedule(*named)
    with Folder(case["files"]) as folder, Clock(case["start"]) as clock:
        name = folder.join("app.log")
        handler_class.clock = clock
        answers = []

        def open_():
            made = handler_class(name, encoding="utf-8", **options)
            made.namer = NAMERS.get(namer)
            return made

        handler = open_()
        for number, (kind, now) in enumerate(case["steps"]):
            clock.now = now
            if kind == "open":
                handler.close()
                handler = open_()
            else:
                handler.handle(logging.makeLogRecord({"msg": f"line {number}"}))
                clock.stamp(name)
            answers.append(handler.rolloverAt - case["start"])
        handler.close()
        case["taken"] = clock.taken
        return {"files": folder.content(), "answers": answers}


def answer(case):
    logging.raiseExceptions = False
    try:
        theirs = run(case, Theirs)
        designed = run(case, Designed)
    finally:
        logging.raiseExceptions = True
    answers = {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}
    return {**answers, "taken": case["taken"], **zones.clocks(case)}

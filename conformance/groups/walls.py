"""The clock on the wall, by the design: what CPython's handlers by time would do if they went by it.

Written without regard to speed: it looks at the clock again and again instead of calculating.
"""

import time

DAY = 86400
UNITS = {"S": 1, "M": 60, "H": 3600, "D": DAY, "MIDNIGHT": DAY}
LOOK = 900


def wall(instant, utc):
    """What the clock shows, as the seconds at which a clock of UTC shows the same."""
    return instant if utc else instant + time.localtime(instant).tm_gmtoff


def instant_of(shown, utc):
    """The first instant at which the clock shows a time, or the next one where it never does."""
    if utc:
        return shown
    # No sooner than where the clock is the furthest ahead of UTC in these days.
    around = [shown + hours * 3600 for hours in (-28, -14, 0, 14, 28)]
    at = shown - max(wall(instant, utc) - instant for instant in around) - LOOK
    while wall(at, utc) < shown:
        at += LOOK
    at -= LOOK
    while wall(at, utc) < shown:
        at += 1 if wall(at + 60, utc) >= shown else 60
    return at


class Schedule:
    def __init__(self, when, interval, utc, at_time):
        self.when = when.upper()
        self.utc = utc
        self.seconds = interval * UNITS.get(self.when, 7 * DAY)
        self.at = DAY if at_time is None else (at_time.hour * 60 + at_time.minute) * 60 + at_time.second
        self.weekday = int(self.when[1]) if self.when[0] == "W" else None

    def is_on(self, day):
        return self.weekday is None or (day + 3) % 7 == self.weekday

    def next(self, instant):
        if self.when in "SMH":
            return instant + self.seconds
        if self.when == "D":
            return instant_of(wall(instant, self.utc) + self.seconds, self.utc)
        day = wall(instant, self.utc) // DAY
        while not self.is_on(day) or instant_of(day * DAY + self.at, self.utc) <= instant:
            day += 1
        further = self.seconds - (DAY if self.weekday is None else 7 * DAY)
        return instant_of(day * DAY + self.at + further, self.utc)

    def begin(self, rollover):
        """The time on the wall at which the file was begun that rolls over then."""
        if self.when in "SMH":
            return wall(rollover - self.seconds, self.utc)
        shown = wall(rollover, self.utc)
        if self.when == "D":
            begin = shown - self.seconds
            # Where the day before never was, the one before that.
            while instant_of(begin, self.utc) >= rollover:
                begin -= DAY
            return begin
        for day in range(shown // DAY - 2, shown // DAY + 1):
            meant = day * DAY + self.at
            if self.is_on(day) and instant_of(meant, self.utc) == rollover:
                return meant - self.seconds
        return shown - self.seconds

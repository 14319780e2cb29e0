"""The clock on the wall, by the design: what CPython's handlers by time would do if they went by it."""

import time

DAY = 86400
UNITS = {"S": 1, "M": 60, "H": 3600, "D": DAY, "MIDNIGHT": DAY}


def wall(instant, utc):
    """What the clock shows, as the seconds at which a clock of UTC shows the same."""
    return instant if utc else instant + time.localtime(instant).tm_gmtoff


def instant_of(shown, utc):
    """The first instant at which the clock shows a time, or the next one where it never does."""
    if utc:
        return shown
    # What the clock is ahead of UTC somewhere in these days says where it may show that time.
    around = (shown + hours * 3600 for hours in range(-30, 31, 6))
    candidates = sorted({shown - (wall(instant, utc) - instant) for instant in around})
    for at in candidates:
        if wall(at, utc) == shown:
            return at
    # It never does: a change of the clocks, and one only, lies between.
    low, high = candidates[0] - DAY, candidates[-1] + DAY
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wall(middle, utc) < shown else (low, middle)
    return high


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

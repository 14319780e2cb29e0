"""`time.strftime` in many zones, at moments that matter: around the changes of the clocks, at the ends of years."""

import re
import time

from . import zones

# Python's manual's and glibc's, without the name of the zone and the seconds since 1970: these have cases of their own.
LETTERS = "aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYz%"
UNKNOWN = "EiJKLNoOqQv"
# In years of few digits, of many, and before the first: as far as a Date of JavaScript goes in either direction.
FAR = [-8_640_000_000_000, -77_000_000_000, -62_167_219_201, -62_135_596_800, -59_000_000_000, -55_000_000_000, -47_123_456_789,
       -30_610_224_001, 253_402_300_799, 253_402_300_800, 300_000_000_000, 3_093_527_980_800, 8_640_000_000_000]  # fmt: skip


def directive(rng, letters):
    """With flags, a width and a modifier now and then. glibc pads and capitalizes what it does not know, such as %EU."""
    text = "%" + "".join(flag for flag in "-_0^#" if rng.random() < 0.12)
    if rng.random() < 0.2:
        text += str(rng.choice([1, 2, 3, 5, 8, 12]))
    if rng.random() < 0.2:
        text += rng.choice("EO")
    return text + rng.choice(letters)


def cases(rng, scale):
    every = "|".join("%" + letter for letter in LETTERS)
    for zone in zones.chosen():
        instants = zones.instants(rng, zone, max(2, int(24 * scale)))
        for at, instant in enumerate(instants):
            utc = rng.random() < 0.1
            fmt = every if at % 4 == 0 else "|".join(directive(rng, LETTERS) for _ in range(8))
            yield {"zone": zone, "instant": instant, "utc": utc, "fmt": fmt}
        for instant in instants[:: max(1, len(instants) // 3)]:
            for letter in "Zs":
                utc = letter == "Z" and rng.random() < 0.3
                yield {"zone": zone, "instant": instant, "utc": utc, "fmt": directive(rng, letter)}
        # C's strftime does not know them: %:z is our own.
        for instant in rng.sample(instants, 2):
            fmt = "%" + rng.choice(["", "_", "-", "5", "08"]) + rng.choice([":", "::", ":::"]) + rng.choice("zSHz") + "|"
            yield {"zone": zone, "instant": instant, "utc": False, "fmt": fmt}
        for instant in rng.sample(instants, 2):
            yield {"zone": zone, "instant": instant, "utc": False, "fmt": "%" + rng.choice(UNKNOWN) + "|%"}
            yield {"zone": zone, "instant": instant, "utc": False, "fmt": "%f"}
    # What is rare is there in any case.
    for instant in FAR:
        for fmt in ("%Y|%C|%G|%s|%y|%g", "%5Y|%05C|%-G|%_Y|%012s|%F|%c"):
            yield {"zone": "UTC", "instant": instant, "utc": False, "fmt": fmt}
    yield {"zone": "Asia/Tokyo", "instant": 1_000_000_000, "utc": True, "fmt": "%s"}
    for fmt in ("%:z", "%5::z|%#Eb"):
        yield {"zone": "Asia/Tokyo", "instant": 1_000_000_000, "utc": False, "fmt": fmt}


DIRECTIVE = re.compile(r"%([-_0^#]*)(\d*)([EO]?)(:*)(.?)", re.DOTALL)


def by_design(fmt, moment):
    """What is unknown stays as it is, whatever flags and width it has; %:z is the offset with a colon."""

    def printed(found):
        _, _, modifier, colons, letter = found.groups()
        if colons + letter == ":z":
            minutes = abs(moment.tm_gmtoff) // 60
            return f"{'-' if moment.tm_gmtoff < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
        bare = f"%{modifier}{colons}{letter}"
        is_known = letter != "" and time.strftime(bare, moment) != bare
        return time.strftime(found[0], moment) if is_known else found[0]

    return DIRECTIVE.sub(printed, fmt)


def answer(case):
    zones.enter(case["zone"])
    moment = (time.gmtime if case["utc"] else time.localtime)(case["instant"])
    theirs, designed = time.strftime(case["fmt"], moment), by_design(case["fmt"], moment)
    answers = {"theirs": {"text": theirs}} if designed == theirs else {"theirs": {"text": theirs}, "designed": {"text": designed}}
    return {**answers, "offset": time.localtime(case["instant"]).tm_gmtoff}

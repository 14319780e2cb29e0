"""`time.strftime` in many zones, at moments that matter: around the changes of the clocks, at the ends of years."""

import time

from . import zones

# Python's manual's and glibc's, without the name of the zone and the seconds since 1970: these have cases of their own.
LETTERS = "aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYz%"
UNKNOWN = "EiJKLNoOqQv"


def directive(rng, letters):
    # glibc pads and capitalizes what it does not know, such as %EU.
    if rng.random() < 0.06:
        return "%" + rng.choice("EO") + rng.choice(letters)
    text = "%" + "".join(flag for flag in "-_0^#" if rng.random() < 0.12)
    if rng.random() < 0.2:
        text += str(rng.choice([1, 2, 3, 5, 8, 12]))
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
        for instant in rng.sample(instants, 2):
            yield {"zone": zone, "instant": instant, "utc": False, "fmt": "%" + rng.choice(UNKNOWN) + "|%"}
            yield {"zone": zone, "instant": instant, "utc": False, "fmt": "%f"}
    # What is rare is there in any case.
    yield {"zone": "Asia/Tokyo", "instant": 1_000_000_000, "utc": True, "fmt": "%s"}


def answer(case):
    zones.enter(case["zone"])
    moment = (time.gmtime if case["utc"] else time.localtime)(case["instant"])
    text = time.strftime(case["fmt"], moment)
    return {"theirs": {"text": text}, "offset": time.localtime(case["instant"]).tm_gmtoff}

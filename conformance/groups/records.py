"""LogRecord: what its constructor and makeLogRecord make of what they are given, by a clock that the case sets."""

import contextlib
import logging
import math
import os
import sys
import time

from . import kinds, shown, values

PATHS = [
    "", "a", "a.py", "/a/b/c.py", "a/b.tar.gz", "/", "/a/", ".hidden", "x/.hidden.py", "..", "...", "..a", "..a.b",
    "a.", "/\u4e2d/\u6587.py", "a b/c d.e",
]  # fmt: skip
MESSAGES = [
    ("plain", []), ("%s", ["x"]), ("%s %s", [1, 2]), ("%(a)s", {"a": 1}), ("%d%%", [5]), ("100%", []), (7, []), ("", []),
    ("%5.1f|%-4s|", [2.25, "y"]), ("%(a)s and %(b)d\n", {"a": "x", "b": 2, "c": 3}), ("%s", {"a": 1}), ("a\nb", []),
]  # fmt: skip
UNFIT = [
    ("%s", []), ("%s %s", [1]), ("%d", ["x"]), ("plain", [1]), ("%s", [1, 2, "z"]), ("%y", [1]), ("100%", [5]),
    ("%(a)s", {"b": 1}), ("%(a)d", {"a": "x"}), (7, [1]), ("%", ["\u20ac"]), ("%(a)s", ["x"]), ("%.2f %d", [1.5, None]),
]  # fmt: skip


@contextlib.contextmanager
def clock(case):
    """The time of the case, in milliseconds, in a process that began when it says."""
    real = time.time, time.time_ns, logging._startTime
    time.time, time.time_ns = (lambda: case["now"] / 1000), (lambda: case["now"] * 10**6)
    logging._startTime = case["start"] * 10**6 if sys.version_info >= (3, 13) else case["start"] / 1000
    try:
        yield
    finally:
        time.time, time.time_ns, logging._startTime = real


def any_clock(rng):
    now = rng.choice([0, 999, 1000, 1700000000000]) + rng.randint(0, 10**11)
    return {"now": now, "start": now - rng.choice([0, 1, 999, 123456, 10**9])}


def any_message(rng):
    msg, args = rng.choice(MESSAGES if rng.random() < 0.8 else UNFIT)
    return {"msg": msg, "args": values.encode(args)}


def arguments(args):
    """A list is the arguments one by one, which are a tuple in Python."""
    return tuple(args) if isinstance(args, list) else args


def message(record, designed):
    if not designed:
        return values.attempt(record.getMessage)
    made = values.as_javascript(record.msg), values.as_javascript(record.args)
    return {"text": shown.message(*made)}


def where(record):
    """The attributes that say where: of process and thread, those that can be the same on both sides."""
    return {
        "process": record.process == os.getpid(),
        "processName": record.processName,
        "thread": isinstance(record.thread, int),
        "threadName": record.threadName,
        "taskName": str(getattr(record, "taskName", None)),
    }


def settle(record, case, given=()):
    """Before 3.13 floating point lost milliseconds: the kind `times` shows that, and the others need not."""
    if sys.version_info < (3, 13):
        exact = {"msecs": case["now"] % 1000 + 0.0, "relativeCreated": float(case["now"] - case["start"])}
        record.__dict__.update((name, value) for name, value in exact.items() if name not in given)


UNITS = {"created": 1000, "msecs": 1, "relativeCreated": 1}


def when(record, names=UNITS):
    """In whole milliseconds, as JavaScript has them."""
    return {name: round(getattr(record, name) * UNITS[name]) for name in names}


# constructed: what the constructor is given


def constructed_cases(rng, scale):
    for _ in range(int(160 * scale)):
        yield {
            "name": rng.choice(["root", "a.b", ""]),
            "level": rng.choice([0, 10, 15, 20, 30, 40, 50, 99]),
            "path": rng.choice(PATHS),
            "line": rng.randint(0, 999),
            **any_message(rng),
            # An error, none where one was asked for, or nothing.
            "error": rng.choice([["ValueError", "no"], ["KeyError", "\u4e2d: x"], "none", None, None, None]),
            "func": rng.choice(["f", "<module>", "\u4e2d"]),
            "stack": rng.choice([None, None, "Stack (most recent call last):\n  here"]),
            **any_clock(rng),
        }


def construct(case, designed):
    args = values.decode(case["args"])
    if designed:
        # What does not fit is written side by side, and so there is a text.
        args = values.as_javascript(args)
    error = case["error"] and (None, None, None)
    if isinstance(case["error"], list):
        raised = values.error(*case["error"])
        error = (type(raised), raised, None)
    given = arguments([args] if isinstance(args, dict) else args)
    with clock(case):
        made = logging.LogRecord(
            case["name"], case["level"], case["path"], case["line"], case["msg"], given, error, case["func"], case["stack"]
        )  # fmt: skip
    settle(made, case)
    names = ["name", "levelno", "levelname", "pathname", "filename", "module", "lineno", "funcName", "stack_info", "exc_text"]
    answer = {name: getattr(made, name) for name in names}
    answer.update(where(made), **when(made))
    answer["error"] = made.exc_info and (
        "none" if made.exc_info[1] is None else [type(made.exc_info[1]).__name__, str(made.exc_info[1])]
    )
    answer["args"] = "mapping" if isinstance(made.args, dict) else len(made.args)
    answer["message"] = message(made, designed)
    if designed:
        made.getMessage = lambda: answer["message"]["text"]
    formatter = logging.Formatter("%(levelname)s|%(message)s|%(relativeCreated)d")
    print_error = formatter.formatException
    # What is printed of an error, its frames above all, is each language's own.
    formatter.formatException = lambda info: "<the error>" if info[1] else print_error(info)
    answer["text"] = values.attempt(lambda: formatter.format(made))
    answer["cached"] = made.exc_text
    return answer


def constructed(case):
    return construct(case, False)


def constructed_designed(case):
    return construct(case, True)


# made: dictionaries with some of the attributes, keys of one's own, and values of the wrong kind

ATTRIBUTES = {
    "name": ["a.b", "", "root"],
    "levelno": [0, 10, 15, 20, 50],
    "levelname": ["INFO", "LOUD", ""],
    "pathname": PATHS,
    "filename": ["f.py", ""],
    "module": ["m", ""],
    "lineno": [0, 7],
    "funcName": ["f", "<module>"],
    "created": [0, 1.5, 1000000000.123, 1234567890.9996, 1.0],
    "msecs": [0, 12, 999.0],
    "relativeCreated": [0, 12.5, 1000],
    "thread": [0, 5, 140000000000000],
    "threadName": ["MainThread", "worker"],
    "process": [1, 4194304],
    "processName": ["MainProcess", "p"],
    "taskName": ["Task-1", "t"],
    "exc_text": [None, "Error: no"],
    "stack_info": [None, "Stack:\n  here"],
    "asctime": ["now", "2001-01-01"],
}
# These are found when they are read: by design None in their place is nothing.
FOUND = ["pathname", "filename", "module", "lineno", "funcName", "thread", "threadName", "process", "processName", "taskName"]
FOLLOWING = ["name", "levelno", "levelname", "funcName", "msecs", "filename", "module"]
OWN = ["user", "a b", "", "%", "\u4e2d", "__proto__", "constructor", "length", "toString", "excinfo", "Name", "level"]
WRONG = ["x", "", 5, -1.5, 0, True, False, None, [], [1, "a"], {}, {"k": [None]}, math.nan]


def wrong(name):
    """Of the wrong kind. What is neither number nor text has no text as a level, and NaN is not itself."""
    unfit = {"levelno": (list, dict), "msg": float, "args": float}.get(name, ())
    return [value for value in WRONG if not isinstance(value, unfit)]


def made_cases(rng, scale):
    for number in range(int(240 * scale)):
        # Every other one has what Python and we leave to something else where it is missing.
        least = FOLLOWING if number % 2 else []
        attributes = {
            name: rng.choice(wrong(name) if rng.random() < 0.15 else given)
            for name, given in ATTRIBUTES.items()
            if name in least or rng.random() < (0.7 if least else 0.3)
        }
        if rng.random() < 0.95:
            made = any_message(rng)
            attributes.update(msg=made["msg"], args=values.decode(made["args"]))
        for name in ("msg", "args"):
            kind = rng.random()
            if kind < 0.1:
                attributes.pop(name, None)
            elif kind < 0.25:
                attributes[name] = rng.choice(wrong(name))
        if rng.random() < 0.1:
            attributes["message"] = rng.choice(["given", ""])
        for name in rng.sample(OWN, rng.choice([0, 0, 1, 2, 4])):
            attributes[name] = rng.choice(WRONG)
        items = [*attributes.items()]
        rng.shuffle(items)
        yield {"attributes": values.encode(dict(items)), **any_clock(rng)}
    # What is rare is there in any case.
    for attributes in ({}, {"args": {}, "msg": "100%"}, {"args": None, "msg": "100%"}, {"message": "x"}, {"levelno": 20}):
        yield {"attributes": values.encode(attributes), "now": 1000, "start": 0}


def make(case, designed):
    given = values.decode(case["attributes"])
    given.update({name: arguments(value) for name, value in given.items() if name == "args"})
    nothing = [name for name in FOUND if designed and name in given and given[name] is None]
    for name in nothing:
        del given[name]
    with clock(case):
        record = logging.makeLogRecord(given)
    settle(record, case, given)
    if "pathname" in nothing:
        record.pathname = "(unknown file)"
    if designed:
        complete(record, given)
    answer = {
        # What is given stands as it is, whatever its kind.
        "kept": sorted(name for name, value in given.items() if record.__dict__[name] is value),
        **{name: getattr(record, name) for name in ("name", "levelno", "levelname", "funcName") if name not in given},
        **{name: getattr(record, name) for name in ("pathname", "filename", "module", "lineno") if name not in given},
        **{name: getattr(record, name) for name in ("exc_text", "stack_info") if name not in given},
    }
    if not isinstance(record.filename, str) and "filename" not in given:
        answer["filename"] = "no text"
    answer.update({name: value for name, value in where(record).items() if name not in given})
    answer.update(when(record, [name for name in UNITS if name not in given]))
    answer["message"] = {"text": given["message"]} if designed and "message" in given else message(record, designed)
    return answer


def complete(record, given):
    """What is not given follows from what is: levelname, msecs, filename and module; a name that is not is empty."""
    record.name = given.get("name", "")
    record.levelno = given.get("levelno", 0)
    record.funcName = given.get("funcName", "(unknown function)")
    if "levelname" not in given:
        level = record.levelno
        is_level = isinstance(level, (int, float)) and not isinstance(level, bool) and level == level
        record.levelname = logging.getLevelName(level) if is_level else f"Level {values.as_javascript(level)}"
    created = given.get("created")
    if "msecs" not in given and isinstance(created, (int, float)) and not isinstance(created, bool) and created == created:
        record.msecs = int(round(created * 1000000) // 1000 % 1000)
    if "filename" not in given and isinstance(record.pathname, str):
        record.filename = os.path.basename(record.pathname)
    elif "filename" not in given:
        record.filename = record.pathname
    if "module" not in given:
        is_text = isinstance(record.filename, str)
        record.module = os.path.splitext(record.filename)[0] if is_text else "Unknown module"


def made(case):
    return make(case, False)


def made_designed(case):
    return make(case, True)


# times: the clock of a record, in milliseconds


def times_cases(rng, scale):
    for _ in range(int(40 * scale)):
        yield any_clock(rng)


def times(case):
    with clock(case):
        made = logging.makeLogRecord({"msg": "x"})
    formatter = logging.Formatter("%(asctime)s %(msecs)03d %(relativeCreated)d %(message)s")
    formatter.converter = time.gmtime
    return {**when(made), "text": formatter.format(made)}


def times_designed(case):
    """3.13's: nothing is lost to floating point."""
    now, since = case["now"], case["now"] - case["start"]
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now // 1000))
    text = f"{stamp},{now % 1000:03} {now % 1000:03} {since} x"
    return {"created": now, "msecs": now % 1000, "relativeCreated": since, "text": text}


KINDS = ["constructed", "made", "times"]


def cases(rng, scale):
    return kinds.cases(globals(), KINDS, rng, scale)


def answer(case):
    return kinds.answer(globals(), case)

"""The smaller things: each kind of case has its two functions here."""

import io
import logging
import sys
import time
import warnings

from . import values, zones
from .folders import Folder
from .tree import reset

PATHS = [
    "", "a", "a.py", "/a/b/c.py", "a/b.tar.gz", "/", "/a/", ".hidden", "x/.hidden.py", "..", "...", "..a", "..a.b",
    "a.", "/\u4e2d/\u6587.py", "a b/c d.e",
]  # fmt: skip


# attributes: what a record makes of what it is given


def attributes_cases(rng, scale):
    for _ in range(int(120 * scale)):
        msg, args = rng.choice(
            [("plain", []), ("%s", ["x"]), ("%s %s", [1, 2]), ("%(a)s", [{"a": 1}]), ("%d%%", [5]), ("100%", []),
             (7, []), ("", [])]
        )  # fmt: skip
        yield {
            "name": rng.choice(["root", "a.b", ""]),
            "level": rng.choice([0, 10, 15, 20, 30, 40, 50, 99]),
            "path": rng.choice(PATHS),
            "line": rng.randint(0, 999),
            "msg": msg,
            "args": values.encode(args),
            "func": rng.choice(["f", "<module>", "\u4e2d"]),
        }


def attributes(case):
    made = logging.LogRecord(
        case["name"], case["level"], case["path"], case["line"], case["msg"], tuple(values.decode(case["args"])), None,
        case["func"],
    )  # fmt: skip
    names = ["name", "levelno", "levelname", "pathname", "filename", "module", "lineno", "funcName"]
    return {**{name: getattr(made, name) for name in names}, "message": made.getMessage()}


# times: the clock of a record, in milliseconds


def times_cases(rng, scale):
    for _ in range(int(40 * scale)):
        yield {"now": rng.choice([0, 999, 1000, 1700000000000]) + rng.randint(0, 10**11)}


def times(case):
    real = time.time, time.time_ns
    time.time, time.time_ns = (lambda: case["now"] / 1000), (lambda: case["now"] * 10**6)
    try:
        made = logging.makeLogRecord({"msg": "x"})
    finally:
        time.time, time.time_ns = real
    formatter = logging.Formatter("%(asctime)s %(msecs)03d %(message)s")
    formatter.converter = time.gmtime
    return {"created": round(made.created * 1000), "msecs": int(made.msecs), "text": formatter.format(made)}


def times_designed(case):
    """3.13's: nothing is lost to floating point."""
    now = case["now"]
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now // 1000))
    return {"created": now, "msecs": now % 1000, "text": f"{stamp},{now % 1000:03} {now % 1000:03} x"}


# names: handlers by their names


def names_cases(rng, scale):
    for _ in range(int(40 * scale)):
        steps = []
        for _ in range(rng.randint(1, 12)):
            number = rng.randint(0, 3)
            name = rng.choice([f"a{number}", f"b{number}", None])
            steps.append([rng.choice(["name", "name", "close", "find"]), number, name])
        yield {"steps": steps}
    yield {"steps": [["name", 0, "a"], ["name", 1, "a"], ["name", 0, "b"], ["find", 0, "a"]]}
    yield {"steps": [["name", 0, "a"], ["name", 1, "a"], ["close", 0, None], ["find", 0, "a"], ["close", 1, None]]}


def names(case):
    handlers = [logging.NullHandler() for _ in range(4)]
    answers = []
    for kind, number, name in case["steps"]:
        if kind == "name":
            handlers[number].name = name
        elif kind == "close":
            handlers[number].close()
        else:
            found = logging._handlers.get(name)
            answers.append(handlers.index(found) if found else None)
    answers.append(sorted(name for name in logging._handlers if name))
    for handler in handlers:
        handler.name = None
        handler.close()
    return answers


def names_designed(case):
    """Who takes a name away from another handler keeps it when that one goes."""
    owners, mine, answers = {}, [None] * 4, []
    for kind, number, name in case["steps"]:
        if kind == "find":
            answers.append(owners.get(name))
            continue
        if owners.get(mine[number]) == number:
            del owners[mine[number]]
        if kind == "name":
            mine[number] = name
            if name:
                owners[name] = number
    return [*answers, sorted(owners)]


# levels: names of levels


def levels_cases(rng, scale):
    for _ in range(int(30 * scale)):
        steps = [[rng.choice([5, 10, 15, 20, 35, 50, 60]), rng.choice(["TRACE", "INFO", "LOUD", "WARN", "X y"])]
                 for _ in range(rng.randint(0, 4))]  # fmt: skip
        yield {"steps": steps, "ask": [rng.choice([0, 5, 15, 20, 60, "TRACE", "INFO", "X y", "WARN", "none"]) for _ in range(5)]}


def levels(case):
    reset()
    try:
        for level, name in case["steps"]:
            logging.addLevelName(level, name)
        return {
            "answers": [logging.getLevelName(level) for level in case["ask"]],
            "names": dict(sorted(logging._nameToLevel.items())),
        }
    finally:
        reset()


# filters: Filter by name


def filters_cases(rng, scale):
    for _ in range(int(60 * scale)):
        name = ".".join(rng.choice(["a", "b", "ab"]) for _ in range(rng.randint(0, 3)))
        yield {"filter": name, "names": [".".join(rng.choice(["a", "b", "ab"]) for _ in range(rng.randint(0, 4))) for _ in range(5)]}


def filters(case):
    by_name = logging.Filter(case["filter"])
    return [bool(by_name.filter(logging.makeLogRecord({"name": name}))) for name in case["names"]]


# buffering: several records as one text


def buffering_cases(rng, scale):
    for _ in range(int(40 * scale)):
        yield {
            "format": rng.choice([None, "%(message)s\n", "[%(levelname)s] %(message)s;"]),
            "header": rng.choice([None, "<%d>"]),
            "footer": rng.choice([None, "</%d>"]),
            "messages": [values.any_text(rng, 5) for _ in range(rng.randint(0, 4))],
        }


def buffering(case):
    class Buffering(logging.BufferingFormatter):
        if case["header"]:

            def formatHeader(self, records):
                return case["header"] % len(records)

        if case["footer"]:

            def formatFooter(self, records):
                return case["footer"] % len(records)

    made = Buffering(logging.Formatter(case["format"]) if case["format"] else None)
    records = [logging.makeLogRecord({"msg": msg, "levelname": "INFO"}) for msg in case["messages"]]
    return made.format(records)


# adapters: LoggerAdapter.process


def adapters_cases(rng, scale):
    for _ in range(int(40 * scale)):
        extra = rng.choice([None, {}, {"a": 1}, {"a": 1, "b": 2}])
        merge = extra is not None and sys.version_info >= (3, 13) and rng.random() < 0.5
        yield {"extra": extra, "merge": merge, "own": rng.choice([None, {}, {"a": 9}, {"c": 3}]), "msg": "m"}


def adapters(case):
    options = {"merge_extra": case["merge"]} if sys.version_info >= (3, 13) else {}
    adapter = logging.LoggerAdapter(logging.getLogger("adapted"), case["extra"], **options)
    given = {} if case["own"] is None else {"extra": case["own"]}
    msg, answered = adapter.process(case["msg"], given)
    return [msg, answered.get("extra")]


# streams: StreamHandler with another stream, another terminator


def streams_cases(rng, scale):
    for _ in range(int(40 * scale)):
        steps = []
        for _ in range(rng.randint(1, 10)):
            kind = rng.choice(["write", "write", "write", "stream", "terminator", "level", "flush"])
            content = {
                "write": lambda: [values.any_text(rng, 4).replace("%", ""), rng.choice([10, 30, 50])],
                "stream": lambda: rng.randint(0, 2),
                "terminator": lambda: rng.choice(["\n", "", "\r\n", "|"]),
                "level": lambda: rng.choice([0, 20, 40]),
                "flush": lambda: None,
            }[kind]()
            steps.append([kind, content])
        yield {"steps": steps}


def streams(case):
    made = [io.StringIO(newline="") for _ in range(3)]
    handler = logging.StreamHandler(made[0])
    logger = logging.Logger("streams")
    logger.addHandler(handler)
    answers = []
    for kind, content in case["steps"]:
        if kind == "write":
            logger.log(content[1], content[0])
        elif kind == "stream":
            before = handler.setStream(made[content])
            answers.append(made.index(before) if before else None)
        elif kind == "terminator":
            handler.terminator = content
        elif kind == "level":
            handler.setLevel(content)
        else:
            handler.flush()
    handler.close()
    return {"answers": answers, "texts": [stream.getvalue() for stream in made]}


# nobody: records that find no handler


def nobody_cases(rng, scale):
    for _ in range(int(24 * scale)):
        yield {
            "lastResort": rng.random() < 0.4,
            "raiseExceptions": rng.random() < 0.6,
            "steps": [[rng.choice(["a", "b", ""]), rng.choice([10, 20, 30, 40]), "hello"] for _ in range(rng.randint(1, 4))],
        }


def nobody(case):
    reset()
    stderr, sys.stderr = sys.stderr, io.StringIO()
    last_resort, raising = logging.lastResort, logging.raiseExceptions
    logging.root.manager.emittedNoHandlerWarning = False
    try:
        if not case["lastResort"]:
            logging.lastResort = None
        logging.raiseExceptions = case["raiseExceptions"]
        for name, level, msg in case["steps"]:
            logging.getLogger(name).log(level, msg)
        return sys.stderr.getvalue()
    finally:
        sys.stderr = stderr
        logging.lastResort, logging.raiseExceptions = last_resort, raising
        reset()


# shutdown: the order of flushing and closing


def shutdown_cases(rng, scale):
    for _ in range(int(40 * scale)):
        yield {
            "handlers": [
                [rng.choice([None, None, None, "io", "value"]), rng.choice([None, None, None, "io", "value"])]
                for _ in range(rng.randint(0, 5))
            ]
        }
    yield {"handlers": [["io", None]]}


def shut_down(case, designed):
    import weakref

    errors = {"io": OSError("disk"), "value": ValueError("closed")}
    calls = []

    class Closing(logging.Handler):
        def __init__(self, number, flushing, closing):
            super().__init__()
            self.number, self.flushing, self.closing = number, flushing, closing

        def flush(self):
            calls.append(["flush", self.number])
            if self.flushing and not designed:
                raise errors[self.flushing]

        def close(self):
            calls.append(["close", self.number])
            super().close()
            if self.closing:
                raise errors[self.closing]

    handlers = [Closing(number, *content) for number, content in enumerate(case["handlers"])]
    logging.shutdown([weakref.ref(handler) for handler in handlers])
    return calls


def shutdown(case):
    return shut_down(case, False)


def shutdown_designed(case):
    return shut_down(case, True)


# configured: basicConfig, and what the root logger's handlers write then

FORMATS = {"%": "%(levelname)s|%(name)s|%(message)s", "{": "{levelname}|{name}|{message}", "$": "$levelname|$name|$message"}


def configured_cases(rng, scale):
    for _ in range(int(160 * scale)):
        options = {}
        if rng.random() < 0.35:
            options["filename"] = rng.choice(["app.log", "old.log"])
            if rng.random() < 0.5:
                options["filemode"] = rng.choice(["w", "a", "x"])
            if rng.random() < 0.2:
                options["encoding"] = rng.choice(["latin1", "utf8", "ascii"])
        if rng.random() < (0.15 if "filename" in options else 0.3):
            options["stream"] = rng.choice([True, True, None])
        if rng.random() < 0.12:
            options["handlers"] = rng.randint(0, 2)
        if rng.random() < 0.4:
            options["style"] = rng.choice(["%", "{", "$", "{", "$", "!"])
        if rng.random() < 0.4:
            options["format"] = rng.choice([FORMATS.get(options.get("style", "%"), "%(message)s"), "no field"])
        if rng.random() < 0.5:
            options["level"] = rng.choice([10, 20, 40, "DEBUG", "ERROR", "WARNING", 0, "NOPE"])
        if rng.random() < 0.04:
            options["unknown"] = 1
        if rng.random() < 0.3:
            options["force"] = rng.choice([True, False])
        steps = [["log", rng.choice(["a", ""]), rng.choice([10, 20, 30, 40]), "h\xe9llo \u20ac"[: rng.randint(1, 7)]] for _ in range(rng.randint(1, 3))]
        yield {
            "before": rng.choice([0, 0, 0, 1]),
            "options": options,
            "again": rng.random() < 0.2,
            "steps": steps,
        }
    log = ["log", "a", 30, "hello"]
    for options in ({"filemode": "w"}, {"encoding": "utf8"}, {"filename": "app.log", "stream": True}):
        yield {"before": 0, "options": options, "again": False, "steps": [log]}
    yield {"before": 1, "options": {"unknown": 1}, "again": False, "steps": [log]}


def configure(case, designed):
    reset()
    root = logging.getLogger()
    given = io.StringIO()
    stderr, sys.stderr = sys.stderr, io.StringIO()
    listed = [io.StringIO() for _ in range(2)]
    before = io.StringIO()
    with Folder([["old.log", "before\n"]]) as folder:
        try:
            if case["before"]:
                root.addHandler(logging.StreamHandler(before))
            options = dict(case["options"])
            if "filename" in options:
                options["filename"] = folder.join(options["filename"])
            if designed:
                options = by_design(options, root)
            if options.get("stream"):
                options["stream"] = given
            if "handlers" in options:
                options["handlers"] = [logging.StreamHandler(stream) for stream in listed[: options["handlers"]]]
            refused = False
            for _ in range(2 if case["again"] else 1):
                try:
                    if options is None:
                        raise ValueError("by design")
                    logging.basicConfig(**options)
                except Exception:
                    refused = True
            if refused and not designed:
                # What a call leaves behind that fails half-way is nobody's model.
                return "refused"
            if refused:
                return "refused"
            for _, name, level, text in case["steps"]:
                logging.getLogger(name).log(level, text)
            for handler in root.handlers:
                handler.close()
            return {
                "level": root.level,
                "handlers": [type(handler).__name__ for handler in root.handlers],
                "stderr": sys.stderr.getvalue(),
                "stream": given.getvalue(),
                "before": before.getvalue(),
                "listed": [stream.getvalue() for stream in listed],
                "files": folder.content(),
            }
        finally:
            sys.stderr = stderr
            reset()


def by_design(options, root):
    """With both filename and stream, stream is ignored; everything is checked first."""
    if "unknown" in options or options.get("style", "%") not in "%{$" or options.get("level") == "NOPE":
        return {"unknown": 1, "force": True}
    if options.get("format") == "no field":
        return {"unknown": 1, "force": True}
    if "handlers" in options and ("filename" in options or options.get("stream", "") != ""):
        return {"unknown": 1, "force": True}
    if "filename" in options:
        options.pop("stream", None)
    return options


def configured(case):
    return configure(case, False)


def configured_designed(case):
    return configure(case, True)


# warned: warnings that are captured


def warned_cases(rng, scale):
    for _ in range(6):
        yield {"text": rng.choice(["careful", "100% sure", "two\nlines"]), "handlers": rng.randint(0, 1)}


def warned(case):
    reset()
    logger = logging.getLogger("py.warnings")
    seen = []

    class Seeing(logging.Handler):
        def emit(self, record):
            seen.append([record.name, record.levelno, case["text"] in record.getMessage(), len(record.args)])

    for _ in range(case["handlers"]):
        logger.addHandler(Seeing())
    logging.getLogger().addHandler(Seeing())
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning(case["text"], UserWarning, "file.py", 3)
        return {"seen": seen, "handlers": len(logger.handlers)}
    finally:
        logging.captureWarnings(False)
        reset()


def warned_designed(case):
    """3.11's: the text is the message itself, and no argument of it."""
    answered = warned(case)
    return {**answered, "seen": [[*seen[:3], 0] for seen in answered["seen"]]}


KINDS = {
    "attributes": attributes_cases,
    "times": times_cases,
    "names": names_cases,
    "levels": levels_cases,
    "filters": filters_cases,
    "buffering": buffering_cases,
    "adapters": adapters_cases,
    "streams": streams_cases,
    "nobody": nobody_cases,
    "shutdown": shutdown_cases,
    "configured": configured_cases,
    "warned": warned_cases,
}


def cases(rng, scale):
    for kind, make in KINDS.items():
        for case in make(rng, scale):
            yield {"kind": kind, **case}


def answer(case):
    zones.enter("UTC")
    theirs = globals()[case["kind"]](case)
    designed = globals().get(case["kind"] + "_designed", lambda _: theirs)(case)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}

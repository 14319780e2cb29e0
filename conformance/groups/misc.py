"""The smaller things: each kind of case has its two functions here."""

import io
import logging
import sys

from . import kinds, values
from .tree import reset

# names: handlers by their names


def names_cases(rng, scale):
    for _ in range(int(40 * scale)):
        steps = []
        for _ in range(rng.randint(1, 12)):
            number = rng.randint(0, 3)
            # Sometimes one that another handler has.
            name = rng.choice([f"a{number}", f"b{number}", "shared", None])
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


KINDS = ["names", "levels", "filters", "buffering", "adapters", "streams", "nobody"]


def cases(rng, scale):
    return kinds.cases(globals(), KINDS, rng, scale)


def answer(case):
    return kinds.answer(globals(), case)

"""Random programs over a tree of loggers: what every handler sees, in order, and what the questions answer.

A program is a list of steps; the first item of a step says what it does.
"""

import io
import logging
import sys

from . import values

NAMES = ["", "a", "a.b", "a.b.c", "a.c", "ab", "b", "b.x.y", "b.x", "root.a", "a.b.d.e"]
LEVELS = [0, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60]
LEVEL_NAMES = ["DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "NOTSET", "NOTICE", "LOUD"]
METHODS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50, "fatal": 50}
MESSAGES = [("plain", []), ("100%", []), ("%s and %d", ["x", 3]), ("%(k)s!", [{"k": "v"}]), ("%5.1f|", [2.25])]
RECORDS_MAY_BE_REPLACED = sys.version_info >= (3, 12)
EXTRA_MAY_BE_MERGED = sys.version_info >= (3, 13)


def any_filter(rng, number):
    kind = rng.choice(["name", "name", "least", "contains", "prefix", "replace", "answer", "object"])
    content = {
        "name": lambda: rng.choice(["", "a", "a.b", "b", "a.b.c", "root"]),
        "least": lambda: rng.choice(LEVELS),
        "contains": lambda: rng.choice(["x", "plain", "!", "ghost"]),
        "prefix": lambda: f"<{number}>",
        "replace": lambda: f"instead {number}",
        "answer": lambda: rng.choice([True, False, True]),
        "object": lambda: rng.choice(LEVELS),
    }[kind]()
    if kind == "replace" and not RECORDS_MAY_BE_REPLACED:
        kind, content = "answer", True
    return [kind, content]


def any_level(rng):
    kind = rng.random()
    if kind < 0.7:
        return rng.choice(LEVELS)
    if kind < 0.98:
        return rng.choice(LEVEL_NAMES)
    return rng.choice(["info", "Error", "NO SUCH", 2.5, None])


def step(rng, at):
    name = rng.choice(NAMES)
    handler = rng.randint(0, 4)
    kind = rng.random()
    if kind < 0.34:
        msg, args = rng.choice(MESSAGES)
        method = rng.choice([*METHODS, "log", "log"])
        made = ["log", name, method, (any_level(rng) if rng.random() < 0.2 else rng.choice(LEVELS)) if method == "log" else None, msg, values.encode(args)]
        if rng.random() < 0.2:
            made.append({rng.choice(["k", "user", "k", rng.choice(["levelname", "message", "asctime", "name"])]): at})
        return made
    if kind < 0.44:
        msg, args = rng.choice(MESSAGES[:3])
        extra = rng.choice([None, {"user": "u"}, {"user": "u", "k": 1}])
        merge = extra is not None and EXTRA_MAY_BE_MERGED and rng.random() < 0.4
        return [
            "adapt", name, extra, merge, rng.random() < 0.3, rng.choice([*METHODS][:5]), msg, values.encode(args),
            rng.choice([None, None, {"k": at}]),
        ]  # fmt: skip
    if kind < 0.52:
        return ["level", name, any_level(rng)]
    if kind < 0.60:
        return ["add", name, handler]
    if kind < 0.63:
        return ["remove", name, handler]
    if kind < 0.66:
        return ["handlers", name, [rng.randint(0, 4) for _ in range(rng.randint(0, 3))]]
    if kind < 0.69:
        return ["handlerLevel", handler, any_level(rng)]
    if kind < 0.73:
        return ["filter", name, rng.randint(0, 5), any_filter(rng, at)]
    if kind < 0.77:
        return ["handlerFilter", handler, rng.randint(0, 5), any_filter(rng, at)]
    if kind < 0.79:
        return ["unfilter", name, rng.randint(0, 5)]
    if kind < 0.81:
        return ["handlerUnfilter", handler, rng.randint(0, 5)]
    if kind < 0.84:
        return ["propagate", name, rng.random() < 0.5]
    if kind < 0.86:
        return ["disabled", name, rng.random() < 0.5]
    if kind < 0.88:
        return ["disable", rng.choice([0, 0, 10, 20, 30, 50, "INFO", "NOTSET"])]
    if kind < 0.90:
        return ["enabled", name, rng.choice(LEVELS)]
    if kind < 0.92:
        return ["effective", name]
    if kind < 0.93:
        return ["has", name]
    if kind < 0.95:
        return ["parent", name]
    if kind < 0.96:
        return ["child", name, rng.choice(["k", "x.y", "b", "root"])]
    if kind < 0.97 and hasattr(logging.Logger, "getChildren"):
        return ["children", name]
    if kind < 0.98:
        return ["levelName", rng.choice([*LEVELS, *LEVEL_NAMES, 33, "Level 5"])]
    return ["addLevel", rng.choice([5, 15, 25, 35, 20]), rng.choice(["NOTICE", "LOUD", "TRACE", "INFO"])]


def cases(rng, scale):
    for _ in range(int(420 * scale)):
        steps = [["add", rng.choice(NAMES[:4]), at] for at in range(rng.randint(0, 4))]
        steps += [["level", rng.choice(NAMES), rng.choice(LEVELS)] for _ in range(rng.randint(0, 2))]
        steps += [step(rng, at) for at in range(rng.randint(3, 28))]
        yield {"steps": steps}
    # What is rare is there in any case.
    yield {"steps": [["level", "a", "info"], ["effective", "a"]]}
    if hasattr(logging.Logger, "getChildren"):
        yield {"steps": [["child", "", "root"], ["children", ""]]}
    yield {"steps": [["handlerLevel", 0, "Error"], ["add", "a", 0], ["log", "a", "log", "WARN", "x", {"list": []}]]}
    yield {"steps": [["add", "a", 0], ["log", "a", "error", None, "x", {"list": []}, {"message": 1}]]}


class Recorder(logging.Handler):
    def __init__(self, number, seen):
        super().__init__()
        self.number = number
        self.seen = seen

    def emit(self, record):
        extra = {name: record.__dict__[name] for name in ("k", "user") if name in record.__dict__}
        self.seen.append([self.number, record.name, record.levelno, record.levelname, record.getMessage(), extra])


def make_filter(kind, content):
    if kind == "name":
        return logging.Filter(content)
    if kind == "least":
        return lambda record: record.levelno >= content
    if kind == "contains":
        return lambda record: content in record.getMessage()
    if kind == "prefix":

        def prefix(record):
            record.msg = content + str(record.msg)
            return True

        return prefix
    if kind == "replace":
        return lambda record: logging.makeLogRecord(
            {"name": "made", "levelno": record.levelno, "levelname": "MADE", "msg": content}
        )
    if kind == "answer":
        return lambda record: content

    class Least:
        def filter(self, record):
            return record.levelno != content

    return Least()


class Program:
    def __init__(self, designed):
        self.designed = designed
        self.seen = []
        self.handlers = {}
        self.filters = {}

    def level(self, level):
        """By design names are taken in any case."""
        return level.upper() if self.designed and isinstance(level, str) else level

    def handler(self, number):
        if number not in self.handlers:
            self.handlers[number] = Recorder(number, self.seen)
        return self.handlers[number]

    def filter(self, number, content):
        if number not in self.filters:
            self.filters[number] = make_filter(*content)
        return self.filters[number]

    def log(self, target, method, level, msg, args, extra, merged=None):
        args = values.decode(args)
        if self.designed and extra:
            # By design a field never overwrites an attribute.
            extra = {key: value for key, value in extra.items() if key in ("k", "user")}
        options = {"extra": extra} if extra is not None else {}
        if method != "log":
            getattr(target, method)(msg, *args, **options)
        else:
            if self.designed:
                level = self.level(level)
                # By design what is no level goes out as WARNING.
                if not isinstance(level, (int, float)):
                    level = logging._nameToLevel.get(level, 30)
                if target.isEnabledFor(level):
                    target._log(level, msg, tuple(args), **options)
                return
            target.log(level, msg, *args, **options)

    def run(self, step):
        kind, *rest = step
        if kind == "log":
            name, method, level, msg, args, *extra = rest
            return self.log(logging.getLogger(name), method, level, msg, args, *(extra or [None]))
        if kind == "adapt":
            name, extra, merge, nested, method, msg, args, own = rest
            target = logging.getLogger(name)
            options = {"merge_extra": merge} if EXTRA_MAY_BE_MERGED else {}
            if nested:
                target = logging.LoggerAdapter(target, {"user": "inner"}, **options)
            return self.log(logging.LoggerAdapter(target, extra, **options), method, None, msg, args, own)
        if kind == "disable":
            return logging.disable(rest[0])
        if kind == "levelName":
            return logging.getLevelName(rest[0])
        if kind == "addLevel":
            return logging.addLevelName(*rest)
        if kind.startswith("handler") and kind != "handlers":
            handler = self.handler(rest[0])
            if kind == "handlerLevel":
                return handler.setLevel(self.level(rest[1]))
            if kind == "handlerFilter":
                return handler.addFilter(self.filter(*rest[1:]))
            return handler.removeFilter(self.filters.get(rest[1]))
        logger = logging.getLogger(rest[0])
        if kind == "level":
            return logger.setLevel(self.level(rest[1]))
        if kind == "add":
            return logger.addHandler(self.handler(rest[1]))
        if kind == "remove":
            return logger.removeHandler(self.handler(rest[1]))
        if kind == "handlers":
            logger.handlers = [self.handler(number) for number in rest[1]]
            return None
        if kind == "filter":
            return logger.addFilter(self.filter(*rest[1:]))
        if kind == "unfilter":
            return logger.removeFilter(self.filters.get(rest[1]))
        if kind == "propagate":
            logger.propagate = rest[1]
            return None
        if kind == "disabled":
            logger.disabled = rest[1]
            logger.manager._clear_cache()
            return None
        if kind == "enabled":
            return logger.isEnabledFor(rest[1])
        if kind == "effective":
            return logger.getEffectiveLevel()
        if kind == "has":
            return logger.hasHandlers()
        if kind == "parent":
            return logger.parent.name if logger.parent else None
        if kind == "child":
            if self.designed and rest == ["", "root"]:
                return logger.name
            return logger.getChild(rest[1]).name
        if kind == "children":
            return sorted(child.name for child in logger.getChildren())
        raise ValueError(kind)


LEVEL_TO_NAME = dict(logging._levelToName)
NAME_TO_LEVEL = dict(logging._nameToLevel)


def reset():
    logging._levelToName.clear()
    logging._levelToName.update(LEVEL_TO_NAME)
    logging._nameToLevel.clear()
    logging._nameToLevel.update(NAME_TO_LEVEL)
    root = logging.getLogger()
    root.manager.loggerDict.clear()
    root.handlers, root.filters, root.propagate, root.disabled = [], [], True, False
    root.setLevel(logging.WARNING)
    logging.disable(logging.NOTSET)


def run(steps, designed):
    reset()
    program = Program(designed)
    answers = []
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        for step_ in steps:
            try:
                answers.append(program.run(step_))
            except Exception:
                answers.append("refused")
        return {"answers": answers, "seen": program.seen, "stderr": sys.stderr.getvalue()}
    finally:
        sys.stderr = stderr
        reset()


def answer(case):
    theirs = run(case["steps"], False)
    designed = run(case["steps"], True)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}

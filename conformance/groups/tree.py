"""Random programs over a tree of loggers: what every handler sees, in order, and what the questions answer.

A program is a list of steps; the first item of a step says what it does.
"""

import io
import logging
import re
import sys
import warnings

from . import shown, values

NAMES = ["", "a", "a.b", "a.b.c", "a.c", "ab", "b", "b.x.y", "b.x", "root.a", "a.b.d.e"]
LEVELS = [0, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60]
LEVEL_NAMES = ["DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "NOTSET", "NOTICE", "LOUD"]
METHODS = ["debug", "info", "warning", "warn", "error", "critical", "fatal", "exception"]
MESSAGES = [("plain", []), ("100%", []), ("%s and %d", ["x", 3]), ("%(k)s!", [{"k": "v"}]), ("%5.1f|", [2.25])]
KEY_ERROR, OS_ERROR = values.error("KeyError", "k"), values.error("OSError", "disk: full")
# Too many arguments or too few, of the wrong kind, and errors among them or in the place of the message.
UNFIT = [
    ("%s and %d", ["x"]), ("plain", [1]), ("%d", ["x"]), ("100%", [5]), ("%(k)s", [{"b": 1}]), ("%(k)s", [{}]), ("%(k)s", ["x"]),
    ("%s", ["x", 2, "z"]), ("%(k)s", [{"k": 1}, 2]), ("failed", [None]), ("%s", ["x", None]), ("%s: %s", ["y", None]),
    ("failed", [OS_ERROR]), ("%s failed", [KEY_ERROR]), ("%s", [KEY_ERROR, OS_ERROR]), ("%s", ["x", 1, OS_ERROR]),
    (OS_ERROR, []), (KEY_ERROR, [OS_ERROR]), (7, []), (7, [1]), (True, []),
]  # fmt: skip
# Handlers that record, one that fails as CPython's own do, and one that just throws.
RECORDERS, FAILING, THROWING = range(5), 5, 6
RECORDS_MAY_BE_REPLACED = sys.version_info >= (3, 12)
EXTRA_MAY_BE_MERGED = sys.version_info >= (3, 13)
# Before 3.11 the frames of logging itself were counted.
LEVELS_OF_THE_STACK = sys.version_info >= (3, 11)


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


def any_level(rng, wild):
    kind = rng.random()
    if kind < 0.7:
        return rng.choice(LEVELS)
    if kind < 0.97 or not wild:
        return rng.choice(LEVEL_NAMES)
    return rng.choice(["info", "Error", "NO SUCH", 2.5, None])


def any_options(rng, at, method, lacks, wild):
    """What a call says besides its message; `raised` is an error that is being handled."""
    options = {}
    if lacks:
        # Here it would be taken for the argument that is missing.
        return None
    if rng.random() < 0.2:
        other = rng.choice(["levelname", "message", "asctime", "name"]) if wild else "user"
        options["extra"] = {rng.choice(["k", "user", "k", other]): at}
    kind = rng.random()
    if kind < 0.12:
        options["excInfo"] = rng.choice([True, True, False, values.encode(KEY_ERROR)])
    if kind > 0.5 and method == "exception" or kind < 0.05 and options["excInfo"] is True:
        options["raised"] = values.encode(OS_ERROR)
    if rng.random() < 0.06:
        options["stackInfo"] = rng.random() < 0.8
    if rng.random() < 0.12:
        options["stacklevel"] = rng.choice([1, 2, 3, 4] if LEVELS_OF_THE_STACK else [1])
    return options or None


def any_call(rng, at, method, wild):
    msg, args = rng.choice(UNFIT if wild and rng.random() < 0.2 else MESSAGES)
    options = any_options(rng, at, method, len(args) < placeholders(msg), wild)
    return values.encode(msg), values.encode(args), options


def any_layer(rng):
    """An adapter: what it adds, and whether to what the call says or instead of it."""
    extra = rng.choice([None, {}, {"user": "u"}, {"user": "u", "k": 1}, {"k": "layer"}])
    return [extra, extra is not None and EXTRA_MAY_BE_MERGED and rng.random() < 0.5]


def any_layers(rng, wild):
    layers = [any_layer(rng) for _ in range(rng.choice([1, 1, 2, 3]))]
    if not wild and any(merge for _, merge in layers):
        # What merges has something to merge with.
        layers = [[extra or {}, merge] for extra, merge in layers]
    return layers


def some_layers(rng, wild):
    """None for the logger itself."""
    return any_layers(rng, wild) if rng.random() < 0.4 else []


def any_handler(rng, wild):
    kind = rng.random()
    return FAILING if kind < 0.04 else THROWING if kind < 0.08 and wild else rng.choice(RECORDERS)


def step(rng, at, wild):
    name = rng.choice(NAMES)
    handler = any_handler(rng, wild)
    kind = rng.random()
    if kind < 0.33:
        method = rng.choice([*METHODS, "log", "log"])
        named = wild and rng.random() < 0.2
        level = (any_level(rng, wild) if named else rng.choice(LEVELS)) if method == "log" else None
        return ["log", name, method, level, *any_call(rng, at, method, wild)]
    if kind < 0.43:
        # CPython's adapters have no fatal.
        method = rng.choice([*(method for method in METHODS if method != "fatal"), "log"])
        level = rng.choice(LEVELS) if method == "log" else None
        return ["adapt", name, any_layers(rng, wild), method, level, *any_call(rng, at, method, wild)]
    if kind < 0.44:
        return ["lastResort", rng.choice([None, "stderr", rng.choice(RECORDERS), FAILING])]
    if kind < 0.52:
        return ["level", name, some_layers(rng, wild), any_level(rng, wild)]
    if kind < 0.60:
        return ["add", name, handler]
    if kind < 0.63:
        return ["remove", name, handler]
    if kind < 0.66:
        return ["handlers", name, [any_handler(rng, wild) for _ in range(rng.randint(0, 3))]]
    if kind < 0.69:
        return ["handlerLevel", handler, any_level(rng, wild)]
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
        return ["disable", rng.choice([0, 0, "NOTSET", any_level(rng, wild), -5])]
    if kind < 0.90:
        return ["enabled", name, some_layers(rng, wild), rng.choice(LEVELS)]
    if kind < 0.92:
        return ["effective", name, some_layers(rng, wild)]
    if kind < 0.93:
        return ["has", name, some_layers(rng, wild)]
    if kind < 0.95:
        return ["parent", name]
    if kind < 0.96:
        return ["child", name, rng.choice(["k", "x.y", "b", "root"])]
    if kind < 0.97 and hasattr(logging.Logger, "getChildren"):
        return ["children", name]
    if kind < 0.98:
        return ["levelName", rng.choice([*LEVELS, *LEVEL_NAMES, 33, "Level 5"])]
    return ["addLevel", rng.choice([5, 15, 25, 35, 20]), rng.choice(["NOTICE", "LOUD", "TRACE", "INFO", "loud"])]


def cases(rng, scale):
    for _ in range(int(420 * scale)):
        steps = [["add", rng.choice(NAMES[:4]), at] for at in range(rng.randint(0, 4))]
        steps += [["level", rng.choice(NAMES), [], rng.choice(LEVELS)] for _ in range(rng.randint(0, 2))]
        # Most programs say nothing that the design has answered otherwise than CPython.
        wild = rng.random() < 0.35
        steps += [step(rng, at, wild) for at in range(rng.randint(3, 28))]
        yield {"steps": steps}
    # What is rare is there in any case.
    yield {"steps": [["level", "a", [], "info"], ["effective", "a", []]]}
    layers = [[{"k": 1}, False], [{"k": 2}, False]]
    asked = [["enabled", "a.b", layers, 20], ["effective", "a.b", layers], ["has", "a.b", layers]]
    yield {"steps": [["level", "a", layers, "ERROR"], *asked, ["add", "a", 0], ["disable", 40], *asked]}
    if hasattr(logging.Logger, "getChildren"):
        yield {"steps": [["child", "", "root"], ["children", ""]]}
    yield {"steps": [["handlerLevel", 0, "Error"], ["add", "a", 0], ["log", "a", "log", "WARN", "x", {"list": []}, None]]}
    yield {"steps": [["add", "a", 0], ["log", "a", "error", None, "x", {"list": []}, {"extra": {"message": 1}}]]}
    yield {"steps": [["add", "a", THROWING], ["add", "a", 0], ["log", "a", "error", None, "x", {"list": []}, None]]}
    if EXTRA_MAY_BE_MERGED:
        adapt = ["adapt", "a", [[{"k": 1}, True], [None, False]], "error", None, "x", {"list": []}, None]
        yield {"steps": [["add", "a", 0], adapt]}
    for msg, args in UNFIT:
        log = ["log", "a", "error", None, values.encode(msg), values.encode(args), None]
        yield {"steps": [["add", "a", 0], ["add", "", 1], log, log[:1] + ["a.b"] + log[2:]]}


def told_of(exc_info):
    """What a record says of an error: nothing, that there was none, or which one."""
    return exc_info and ("none" if exc_info[1] is None else [type(exc_info[1]).__name__, str(exc_info[1])]) or None


class Recorder(logging.Handler):
    def __init__(self, number, program):
        super().__init__()
        self.number, self.program = number, program

    def handle(self, record):
        before, self.program.handler = self.program.handler, self
        try:
            return super().handle(record)
        finally:
            self.program.handler = before

    def emit(self, record):
        try:
            self.record(record)
        except Exception:
            if self.number == THROWING and not self.program.designed:
                raise
            self.handleError(record)

    def record(self, record):
        if self.number in (FAILING, THROWING):
            raise OSError("disk")
        message = self.program.message(record)
        extra = {name: record.__dict__[name] for name in ("k", "user") if name in record.__dict__}
        self.program.seen.append(
            [self.number, record.name, record.levelno, record.levelname, message, extra, told_of(record.exc_info),
             record.stack_info is not None, record.funcName or "(unknown function)"]
        )  # fmt: skip

    def handleError(self, record):
        self.program.seen.append(["told", self.number])


class LastResort(logging._StderrHandler):
    """CPython's own, which tells of trouble as the other handlers here do."""

    def __init__(self, program):
        super().__init__(logging.WARNING)
        self.program = program

    def handle(self, record):
        before, self.program.handler = self.program.handler, self
        try:
            return super().handle(record)
        finally:
            self.program.handler = before

    def format(self, record):
        return self.program.message(record)

    def handleError(self, record):
        self.program.seen.append(["told", "stderr"])


class Adapter(logging.LoggerAdapter):
    """CPython's, but for an `extra` of None from another adapter, which is nothing to merge with."""

    def process(self, msg, kwargs):
        if kwargs.get("extra", 0) is None:
            del kwargs["extra"]
        return super().process(msg, kwargs)


# The place of a call is found by these, whatever stacklevel says.


def write(call, args, options, handled):
    if handled is None:
        return call(*args, **options)
    try:
        raise handled
    except Exception:
        return call(*args, **options)


def inner(*given):
    return write(*given)


def middle(*given):
    return inner(*given)


def outer(*given):
    return middle(*given)


NAMES_OF_OPTIONS = {"excInfo": "exc_info", "stackInfo": "stack_info"}


def make_filter(kind, content, program):
    if kind == "name":
        return logging.Filter(content)
    if kind == "least":
        return lambda record: record.levelno >= content
    if kind == "contains":
        return lambda record: content in program.message(record)
    if kind == "prefix":

        def prefix(record):
            record.msg = content + str(values.as_javascript(record.msg) if program.designed else record.msg)
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


def placeholders(msg):
    """How many arguments a message takes; one of these is all that names in it take."""
    if not isinstance(msg, str) or re.search(r"%(?![-.\d]*[sdf%]|\()", msg):
        return 0
    return 1 if "%(" in msg else len(re.findall(r"%[-.\d]*[sdf]", msg.replace("%%", "")))


class Program:
    def __init__(self, designed):
        self.designed = designed
        self.seen = []
        self.handlers = {}
        self.filters = {}
        self.handler = None
        self.misfits = []
        self.last_resort = LastResort(self)

    def level(self, level):
        """By design names are taken in any case."""
        is_unknown = isinstance(level, str) and level not in logging._nameToLevel
        return level.upper() if self.designed and is_unknown else level

    def numbered(self, number):
        if number not in self.handlers:
            self.handlers[number] = Recorder(number, self)
        return self.handlers[number]

    def filter(self, number, content):
        if number not in self.filters:
            self.filters[number] = make_filter(*content, self)
        return self.filters[number]

    def message(self, record):
        """By design there is a text in any case; the handler at work hears of a record that does not fit, once."""
        if not self.designed:
            return record.getMessage()
        made = shown.message(values.as_javascript(record.msg), values.as_javascript(record.args))
        if re.search(r" \[(?:surplus|arguments): ", made) and record not in self.misfits:
            self.misfits.append(record)
            if self.handler:
                self.handler.handleError(record)
        return made

    def settled(self, method, msg, args, options, handled):
        """By design the last of too many arguments may be an error, or nothing; an error that is logged is its own."""
        is_alone = handled is None and not options
        asked = options.pop("exc_info", True if method == "exception" else None)
        if is_alone and len(args) > placeholders(msg):
            if args[-1] is None:
                args.pop()
            elif isinstance(args[-1], Exception):
                asked = args.pop()
            elif method == "exception" and not isinstance(args[-1], dict):
                # Whatever was thrown.
                thrown = args.pop()
                asked = values.error("string" if isinstance(thrown, str) else "number", str(thrown))
        if handled is not None:
            asked = handled
        elif asked is True:
            asked = next((arg for arg in [*args[::-1], msg] if isinstance(arg, Exception)), (None, None, None))
        elif asked is None and isinstance(msg, Exception):
            asked = msg
        return {**options, "exc_info": asked}

    def log(self, target, method, level, msg, args, options):
        msg, args = values.decode(msg), values.decode(args)
        given = {NAMES_OF_OPTIONS.get(name, name): value for name, value in (options or {}).items()}
        handled = values.decode(given.pop("raised", None))
        if "exc_info" in given:
            given["exc_info"] = values.decode(given["exc_info"])
        if self.designed:
            if "extra" in given:
                # A field never overwrites an attribute.
                given["extra"] = {key: value for key, value in given["extra"].items() if key in ("k", "user")}
            given = self.settled(method, msg, args, given, handled)
        if method != "log":
            return outer(getattr(target, method), [msg, *args], given, handled)
        if self.designed:
            # What is no level goes out as WARNING.
            level = self.level(level)
            level = level if isinstance(level, (int, float)) else logging._nameToLevel.get(level, 30)
            if isinstance(level, float):
                return target.isEnabledFor(level) and outer(target._log, [level, msg, tuple(args)], given, handled) or None
        return outer(target.log, [level, msg, *args], given, handled)

    def adapted(self, name, layers):
        """A logger with adapters around it."""
        target = logging.getLogger(name)
        for extra, merge in layers:
            options = {"merge_extra": merge} if EXTRA_MAY_BE_MERGED else {}
            adapter = Adapter if self.designed else logging.LoggerAdapter
            target = adapter(target, extra, **options)
        return target

    def run(self, step):
        kind, *rest = step
        if kind == "log":
            name, *call = rest
            return self.log(logging.getLogger(name), *call)
        if kind == "adapt":
            name, layers, *call = rest
            return self.log(self.adapted(name, layers), *call)
        if kind == "lastResort":
            (last,) = rest
            logging.lastResort = self.last_resort if last == "stderr" else last if last is None else self.numbered(last)
            return None
        if kind == "disable":
            return logging.disable(self.level(rest[0]))
        if kind == "levelName":
            return logging.getLevelName(rest[0])
        if kind == "addLevel":
            return logging.addLevelName(*rest)
        if kind.startswith("handler") and kind != "handlers":
            handler = self.numbered(rest[0])
            if kind == "handlerLevel":
                return handler.setLevel(self.level(rest[1]))
            if kind == "handlerFilter":
                return handler.addFilter(self.filter(*rest[1:]))
            return handler.removeFilter(self.filters.get(rest[1]))
        if kind in ("level", "enabled", "effective", "has"):
            target = self.adapted(*rest[:2])
            if kind == "level":
                return target.setLevel(self.level(rest[2]))
            if kind == "enabled":
                return target.isEnabledFor(rest[2])
            return target.getEffectiveLevel() if kind == "effective" else target.hasHandlers()
        logger = logging.getLogger(rest[0])
        if kind == "add":
            return logger.addHandler(self.numbered(rest[1]))
        if kind == "remove":
            return logger.removeHandler(self.numbered(rest[1]))
        if kind == "handlers":
            logger.handlers = [self.numbered(number) for number in rest[1]]
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
    # That nobody is there to hear is said once for a process here.
    logging.root.manager.emittedNoHandlerWarning = True
    stderr, sys.stderr = sys.stderr, io.StringIO()
    last_resort, logging.lastResort = logging.lastResort, program.last_resort
    try:
        with warnings.catch_warnings():
            # warn() is deprecated in Python.
            warnings.simplefilter("ignore")
            for step_ in steps:
                try:
                    answers.append(program.run(step_))
                except Exception:
                    answers.append("refused")
        return {"answers": answers, "seen": program.seen, "stderr": sys.stderr.getvalue()}
    finally:
        sys.stderr = stderr
        logging.lastResort = last_resort
        reset()


def answer(case):
    theirs = run(case["steps"], False)
    designed = run(case["steps"], True)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}

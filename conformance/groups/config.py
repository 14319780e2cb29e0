"""basicConfig: one call or several, what each refuses, how it leaves the root logger, and what is written then."""

import io
import logging
import os
import sys

from . import records, zones
from .folders import Folder
from .tree import reset

FORMATS = {
    "%": ["%(levelname)s|%(name)s|%(message)s", "%(asctime)s %(message)s", "%(message)-8s|%(msecs)03d"],
    "{": ["{levelname}|{name}|{message}", "{asctime} {message}", "{message:<8}|{levelno:>5}"],
    "$": ["$levelname|$name|$message", "${asctime} $message", "$$$message|${levelno}"],
}
MALFORMED = {"%": ["no field", "%(a"], "{": ["no field", "{", "{message!x}"], "$": ["no field", "$5", "${"]}
ENCODINGS = ["latin1", "utf8", "ascii", "utf-8", "LATIN-1"]
DATES = ["%Y", "%H:%M|%j", "%d.%m.%y %H.%M.%S", ""]
# Of the wrong kind, or without a sense: what is refused, and which option that is.
MISTAKES = {
    "unknown": {"unknown": 1},
    "level kind": {"level": 2.5},
    "level": {"level": "NOPE"},
    "style": {"style": "!"},
    "format kind": {"format": 5},
    "handlers kind": {"handlers": "none"},
    "datefmt kind": {"datefmt": 5},
    "filename kind": {"filename": ["no name"]},
    "filemode": {"filemode": "q"},
    "encoding": {"encoding": "nope"},
    "encoding kind": {"encoding": 5},
    "force kind": {"force": 1},
    "stream kind": {"stream": 5},
}


def any_options(rng, mistaken):
    options = {}
    if rng.random() < 0.4:
        options["filename"] = rng.choice(["app.log", "old.log"])
        if rng.random() < 0.5:
            options["filemode"] = rng.choice(["w", "a", "x"])
        if rng.random() < 0.3:
            options["encoding"] = rng.choice(ENCODINGS)
    if rng.random() < (0.12 if "filename" in options else 0.3):
        options["stream"] = rng.choice([True, True, None])
    if rng.random() < (0.06 if options else 0.3):
        # Each with a formatter of its own or without.
        options["handlers"] = [rng.random() < 0.3 for _ in range(rng.randint(0, 2))]
    style = rng.choice("%{$")
    if style != "%" or rng.random() < 0.3:
        options["style"] = style
    if rng.random() < 0.6:
        options["format"] = rng.choice(FORMATS[style])
    if rng.random() < 0.4:
        options["datefmt"] = rng.choice(DATES)
    if rng.random() < 0.6:
        options["level"] = rng.choice([0, 5, 10, 20, 25, 40, "DEBUG", "ERROR", "WARNING", "WARN", "NOTSET", "info"])
    if rng.random() < 0.4:
        options["force"] = rng.random() < 0.7
    if mistaken and rng.random() < 0.3:
        options["format"] = rng.choice(MALFORMED[style])
    elif mistaken:
        options.update(MISTAKES[rng.choice([*MISTAKES])])
    items = [*options.items()]
    rng.shuffle(items)
    return dict(items)


def cases(rng, scale):
    for _ in range(int(260 * scale)):
        calls = [any_options(rng, rng.random() < 0.2) for _ in range(rng.choice([1, 1, 2, 3]))]
        steps = [
            [rng.choice(["a", "root"]), rng.choice([10, 20, 30, 40]), "h\xe9llo \u20ac"[: rng.randint(1, 7)]]
            for _ in range(rng.randint(1, 3))
        ]
        before = [rng.random() < 0.5 for _ in range(rng.choice([0, 0, 0, 1, 2]))]
        # Parts of a second that floating point has exactly: before 3.13 others lost a millisecond.
        now = rng.randint(0, 2 * 10**9) * 1000 + rng.choice([0, 125, 250, 500, 750])
        level = rng.choice([30, 30, 10])
        yield {"before": before, "level": level, "calls": calls, "steps": steps, "now": now, "start": now - 1000}
    # What is rare is there in any case: each mistake alone, before and behind a call that is right.
    steps = [["a", 40, "hello"]]
    mistakes = [*MISTAKES.values(), {"format": "no field"}, {"handlers": [], "filemode": "a"}, {"filename": "app.log", "stream": True}, {"handlers": [], "stream": True}]
    for mistake in mistakes:
        if {"filemode", "encoding"} & {*mistake} and "handlers" not in mistake:
            mistake = {"filename": "app.log", **mistake}
        for before in ([], [False]):
            for calls in ([mistake], [{**mistake, "level": "DEBUG", "force": True}, {"level": 10}]):
                calls = [{**calls[0], **mistake}, *calls[1:]]
                yield {"before": before, "level": 30, "calls": calls, "steps": steps, "now": 10**12, "start": 0}
    for options in ({"level": "info", "force": True}, {"filemode": "w"}, {"encoding": "utf8"}, {"filename": "old.log", "filemode": "x", "force": True}):
        yield {"before": [False], "level": 30, "calls": [options], "steps": steps, "now": 10**12, "start": 0}


class Noting(logging.StreamHandler):
    """Has a label, and notes that it was closed."""

    def __init__(self, label, program):
        super().__init__(io.StringIO())
        self.label, self.program = label, program

    def close(self):
        self.program.closed.append(self.label)
        super().close()


class Refused(Exception):
    pass


# [what is wrong, which option] by the words of the error.
WORDS = [
    ("Unrecognised argument(s): unknown", ["unknown", "unknown"]),
    # Of handlers, which have their own.
    ("Unrecognised argument(s): filemode", ["together", "filemode"]),
    ("should not be specified together with 'handlers'", ["together", "handlers"]),
    ("should not be specified together", ["together", "stream"]),
    ("Level not an integer or a valid string", ["kind", "level"]),
    ("Unknown level", ["value", "level"]),
    ("Style must be one of", ["value", "style"]),
    ("nvalid format", ["malformed", "format"]),
    ("invalid mode", ["value", "filemode"]),
    ("unknown encoding", ["value", "encoding"]),
    ("argument 'encoding' must be", ["kind", "encoding"]),
    ("os.PathLike", ["kind", "filename"]),
    ("File exists", ["exists", "filename"]),
    ("expected string or bytes-like object", ["kind", "format"]),
    ("object has no attribute 'formatter'", ["kind", "handlers"]),
    ("must be str, not int", ["kind", "format"]),
    ("'int' object has no attribute", ["kind", "format"]),
]


def named(error):
    for words, answer in WORDS:
        if words in str(error):
            return answer
    return [type(error).__name__, str(error)]


def printed(handler, record):
    try:
        return handler.format(record)
    except Exception as error:
        return type(error).__name__


class Program:
    """CPython's basicConfig over a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.root = logging.getLogger()
        self.given = io.StringIO()
        self.listed, self.closed = [], []

    def noting(self, label, has_formatter):
        made = Noting(label, self)
        if has_formatter:
            made.setFormatter(logging.Formatter("own %(message)s"))
        self.listed.append(made)
        return made

    def given_to(self, number, options):
        """The options with what JSON has no word for."""
        options = dict(options)
        if isinstance(options.get("filename"), str):
            options["filename"] = self.folder.join(options["filename"])
        if options.get("stream") is True:
            options["stream"] = self.given
        if isinstance(options.get("handlers"), list):
            own = enumerate(options["handlers"])
            options["handlers"] = [self.noting(f"listed {number}.{at}", has) for at, has in own]
        return options

    def configure(self, number, options):
        logging.basicConfig(**self.given_to(number, options))

    def state(self):
        record = logging.makeLogRecord({"name": "n", "levelno": 20, "levelname": "INFO", "msg": "m", "created": 1e9, "msecs": 0})
        handlers = [[self.label(handler), handler.level, printed(handler, record)] for handler in self.root.handlers]
        return {"level": self.root.level, "handlers": handlers, "closed": [*self.closed]}

    def label(self, handler):
        if isinstance(handler, logging.FileHandler):
            return os.path.basename(handler.baseFilename)
        names = {id(self.given): "stream", id(sys.stderr): "stderr"}
        return getattr(handler, "label", None) or names.get(id(handler.stream), "anything")


class Designed(Program):
    """All is checked first, so that a refusal changes nothing; with both filename and stream, stream is ignored."""

    def configure(self, number, options):
        found = self.mistake(options)
        if found:
            raise Refused(found)
        if self.root.handlers and not options.get("force"):
            return
        found = self.mistake_of_output(options)
        if found:
            raise Refused(found)
        given = self.given_to(number, options)
        if "filename" in given:
            given.pop("stream", None)
        if isinstance(given.get("level"), str):
            given["level"] = given["level"].upper()
        logging.basicConfig(**given)

    def mistake(self, options):
        style, fmt = options.get("style", "%"), options.get("format")
        if "unknown" in options:
            return ["unknown", "unknown"]
        if not isinstance(options.get("force", False), bool):
            return ["kind", "force"]
        if "handlers" in options and ("filename" in options or "stream" in options and options["stream"] is not None):
            return ["together", "handlers"]
        if "handlers" in options and "stream" in options:
            return ["together", "handlers"]
        if "handlers" in options and "filemode" in options:
            return ["together", "filemode"]
        if not isinstance(options.get("handlers", []), list):
            return ["kind", "handlers"]
        level = options.get("level", 0)
        if isinstance(level, float):
            return ["kind", "level"]
        if level == "NOPE":
            return ["value", "level"]
        if style == "!":
            return ["value", "style"]
        # The options of a formatter before its format.
        if not isinstance(options.get("datefmt", ""), str):
            return ["kind", "datefmt"]
        if fmt == 5:
            return ["kind", "format"]
        return ["malformed", "format"] if fmt in MALFORMED[style] else None

    def mistake_of_output(self, options):
        if "handlers" in options:
            return None
        if "filename" not in options:
            return ["kind", "stream"] if options.get("stream") == 5 else None
        if not isinstance(options["filename"], str):
            return ["kind", "filename"]
        for name in [name for name in options if name in ("filemode", "encoding")]:
            value = options[name]
            if value == 5:
                return ["kind", name]
            if value in ("q", "nope"):
                return ["value", name]
        exists = os.path.exists(self.folder.join(options["filename"]))
        return ["exists", "filename"] if options.get("filemode") == "x" and exists else None


def run(case, program_class):
    zones.enter("UTC")
    reset()
    raising, logging.raiseExceptions = logging.raiseExceptions, False
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        with Folder([["old.log", "before\n"]]) as folder, records.clock(case):
            program = program_class(folder)
            for at, has_formatter in enumerate(case["before"]):
                program.root.addHandler(program.noting(f"before {at}", has_formatter))
            program.root.setLevel(case["level"])
            answers = []
            for number, options in enumerate(case["calls"]):
                refused = None
                try:
                    program.configure(number, options)
                except Refused as error:
                    (refused,) = error.args
                except Exception as error:
                    refused = named(error)
                answers.append({"refused": refused, **program.state()})
                for name, level, text in case["steps"]:
                    logging.getLogger(name).log(level, text)
            texts = {handler.label: handler.stream.getvalue() for handler in program.listed}
            for handler in program.root.handlers:
                handler.close()
            return {
                "answers": answers,
                "stderr": sys.stderr.getvalue(),
                "stream": program.given.getvalue(),
                "listed": {label: text for label, text in texts.items() if text},
                "files": folder.content(),
            }
    finally:
        sys.stderr = stderr
        logging.raiseExceptions = raising
        reset()


def answer(case):
    theirs, designed = run(case, Program), run(case, Designed)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}

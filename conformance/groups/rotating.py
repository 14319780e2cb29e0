"""RotatingFileHandler: random sequences of writes, sizes, restarts, over files that are there already."""

import logging
import logging.handlers
import os

from .folders import NAMERS, ROTATORS, Folder

ENCODINGS = {"utf8": ("utf-8", None), "latin1": ("latin-1", "backslashreplace"), "ascii": ("ascii", "backslashreplace"),
             "utf16le": ("utf-16-le", None)}  # fmt: skip
CHARACTERS = "abcdefghijklmnop"
WIDE = "\xe9\u20ac\U0001f600"


def options(rng):
    chosen = {
        "maxBytes": rng.choice([0, 1, 20, 40, 100, 100, 200, 1000]),
        "backupCount": rng.choice([0, 1, 2, 3, 3, 5]),
    }
    if rng.random() < 0.2:
        chosen["mode"] = rng.choice(["w", "w", "x"])
    if rng.random() < 0.25:
        chosen["delay"] = True
    if rng.random() < 0.15:
        chosen["encoding"] = rng.choice(["latin1", "ascii", "utf16le"])
    if rng.random() < 0.2:
        chosen["namer"] = rng.choice([*NAMERS])
    if rng.random() < 0.2:
        chosen["rotator"] = rng.choice([*ROTATORS])
    return chosen


def cases(rng, scale):
    for _ in range(int(260 * scale)):
        files = []
        for name in ("app.log", "app.log.1", "app.log.2", "app.log.3", "app.log.7", "app.log.1.old", "other", "app.2.log"):
            if rng.random() < 0.2:
                text = "".join(rng.choice("XYZXYZXYZ\n") for _ in range(rng.choice([0, 1, 15, 60, 250])))
                files.append([name, text + ("\n" if text and rng.random() < 0.75 else "")])
        wide = rng.random() < 0.25
        rolls = rng.random() < 0.4
        steps = [["open", options(rng)]]
        if rolls and rng.random() < 0.3:
            # By hand, when there may be no file yet.
            steps[0][1]["delay"] = True
            steps.append(["roll"])
        for _ in range(rng.randint(2, 30)):
            kind = rng.random()
            if kind < 0.86:
                character = rng.choice(WIDE) if wide and rng.random() < 0.4 else rng.choice(CHARACTERS)
                steps.append(["write", character, rng.choice([0, 1, 5, 10, 17, 30, 60])])
            elif kind < 0.91:
                changed = options(rng)
                # Who changes the encoding of a file has other things to wonder at.
                changed.pop("encoding", None)
                steps.append(["open", {**changed, **{k: v for k, v in steps[0][1].items() if k == "encoding"}}])
            elif kind < 0.94:
                steps.append(["close"])
            elif kind < 0.97:
                steps.append(["roll"] if rolls else ["close"])
            else:
                steps.append(["set", rng.choice([0, 10, 50, 150]), rng.choice([0, 1, 2, 4])])
        yield {"files": files, "steps": steps}
    # What is rare is there in any case.
    write = ["write", "x", 5]
    for mode in "wx":
        steps = [["open", {"maxBytes": 0, "backupCount": 2, "mode": mode}], write, ["close"], write, ["roll"], write]
        yield {"files": [], "steps": steps}
    steps = [["open", {"maxBytes": 0, "backupCount": 0, "mode": "w"}], write, ["roll"], write]
    yield {"files": [], "steps": steps}
    steps = [["open", {"maxBytes": 100, "backupCount": 1, "delay": True}], write, ["roll"], ["roll"]]
    yield {"files": [], "steps": steps}
    half = {"maxBytes": 0, "backupCount": 3, "delay": True, "rotator": "move"}
    yield {"files": [["app.log.1", "X\n"]], "steps": [["open", half], ["roll"], write, ["roll"], write]}
    torn = ["open", {"maxBytes": 100, "backupCount": 1}]
    yield {"files": [["app.log", "X"]], "steps": [torn, write]}
    yield {"files": [], "steps": [["open", {"maxBytes": 20, "backupCount": 1}], ["write", WIDE[0], 9], write]}
    yield {"files": [], "steps": [["open", {"maxBytes": 1, "backupCount": 1}], write]}
    # What was closed before it was ever opened is opened by a record, and takes those that come then.
    late = ["open", {"maxBytes": 50, "backupCount": 0, "mode": "x", "delay": True}]
    yield {"files": [], "steps": [late, ["close"], write, ["roll"], write]}
    # A file that is there refuses mode x until it is moved away.
    refused = ["open", {"maxBytes": 0, "backupCount": 1, "mode": "x", "delay": True}]
    after = [
        [["roll"]],
        [["roll"], write],
        [write, ["roll"], ["roll"]],
        [["close"], ["roll"], write],
        [["set", 10, 2], write, ["roll"], write, write],
        [["open", {"maxBytes": 0, "backupCount": 1}], write],
    ]
    for later in after:
        yield {"files": [["app.log", "X\n"]], "steps": [refused, write, *later]}


class Designed(logging.handlers.RotatingFileHandler):
    """3.13's, with bytes instead of characters in maxBytes, no truncation by what comes after close(), a new line after
    what ends without one, no old file that is lost by a rollover, and no record that is lost since the file could not be
    opened for it."""

    torn = False
    opened = False

    def __init__(self, *args, **options):
        # Records that go out first as soon as the file can be opened.
        self.waiting = []
        super().__init__(*args, **options)

    # Whether a rollover in this folder stopped half-way.
    unfinished = False

    def is_gone(self):
        """Closed for good; in mode x a file that was never opened still can be."""
        return self._closed and self.mode != "a" and (self.mode != "x" or self.opened)

    def shouldRollover(self, record):
        if self.maxBytes <= 0:
            return False
        if self.stream is None and (self.is_gone() or not self.is_open()):
            return False
        size = self.stream.tell()
        line = (self.format(record) + self.terminator).encode(self.encoding, self.errors or "strict")
        return size > 0 and size + len(line) >= self.maxBytes

    def doRollover(self):
        if self.backupCount <= 0:
            return
        if self.is_gone():
            raise ValueError("closed")
        self.write_waiting()
        numbers = range(1, self.backupCount + 1)
        names = [self.baseFilename, *(self.rotation_filename(f"{self.baseFilename}.{number}") for number in numbers)]
        there = [os.path.exists(name) for name in names]
        last = self.backupCount
        if Designed.unfinished and False in there[1:]:
            # The place that is free already is filled.
            last = there.index(False, 1)
        for number in range(last - 1, 0, -1):
            if there[number]:
                Designed.unfinished = True
                os.replace(names[number], names[number + 1])
        self.move_away(names[1])
        Designed.unfinished = False
        if not self.delay:
            self.stream = self._open()

    def move_away(self, dest):
        if self.stream:
            self.stream.close()
            self.stream = None
        if self.rotator is None:
            # Without a file to move, there is no reason to remove the old one whose place it would take.
            if os.path.exists(self.baseFilename):
                os.replace(self.baseFilename, dest)
            return
        aside = dest + "~"
        if os.path.exists(dest):
            os.rename(dest, aside)
        try:
            self.rotator(self.baseFilename, dest)
        except Exception:
            if os.path.exists(aside):
                os.replace(aside, dest)
            raise
        if os.path.exists(aside):
            os.remove(aside)

    def _open(self):
        stream = super()._open()
        self.opened = True
        # In mode x after a close(): it is closed again by the next one.
        self._closed = False
        end = "\n".encode(self.encoding)
        with open(self.baseFilename, "rb") as file:
            content = file.read()
        self.torn = content != b"" and not content.endswith(end)
        return stream

    def is_open(self):
        """It is, or can be: in mode x a file that is there keeps it from being opened."""
        if self.stream is None:
            try:
                self.stream = self._open()
            except FileExistsError:
                return False
        return True

    def write_waiting(self):
        if not self.waiting or not self.is_open():
            return
        if self.torn:
            self.stream.write("\n")
            self.torn = False
        for record in self.waiting:
            logging.FileHandler.emit(self, record)
        self.waiting = []

    def emit(self, record):
        try:
            if self.shouldRollover(record):
                self.doRollover()
            if self.is_gone():
                return
            self.waiting.append(record)
            self.write_waiting()
        except Exception:
            self.handleError(record)

    def close(self):
        if not self.is_gone():
            self.write_waiting()
        super().close()


def emit(handler, number, text):
    record = logging.makeLogRecord({"msg": f"{number}{text}"})
    handler.handle(record)


def run(case, handler_class):
    Designed.unfinished = False
    with Folder(case["files"]) as folder:
        handler = None
        answers = []
        for number, (kind, *rest) in enumerate(case["steps"]):
            answer_ = None
            if kind == "open":
                if handler:
                    handler.close()
                handler = None
                given = dict(rest[0])
                namer, rotator = given.pop("namer", None), given.pop("rotator", None)
                encoding, errors = ENCODINGS[given.pop("encoding", "utf8")]
                try:
                    handler = handler_class(folder.join("app.log"), encoding=encoding, errors=errors, **given)
                    handler.namer = NAMERS.get(namer)
                    handler.rotator = ROTATORS.get(rotator)
                except Exception:
                    answer_ = "refused"
            elif handler is None:
                pass
            elif kind == "write":
                emit(handler, number, rest[0] * rest[1])
            elif kind == "close":
                handler.close()
            elif kind == "roll":
                try:
                    handler.doRollover()
                except Exception:
                    answer_ = "refused"
            else:
                handler.maxBytes, handler.backupCount = rest
            if answer_:
                answers.append([number, answer_])
        if handler:
            handler.close()
        return {"files": folder.content(), "answers": answers}


def answer(case):
    logging.raiseExceptions = False
    try:
        theirs = run(case, logging.handlers.RotatingFileHandler)
        designed = run(case, Designed)
    finally:
        logging.raiseExceptions = True
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}

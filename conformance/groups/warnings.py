"""captureWarnings: which warnings are logged, as what and by whom, which are printed, and what is there afterwards.

Warnings come from lines of files that need not be there. Python puts file, line and source in front of a warning's
text; JavaScript has them in its stack. So what is compared is taken out of either.
"""

import builtins
import logging
import re
import warnings

from . import zones
from .tree import reset

CATEGORIES = ["UserWarning", "DeprecationWarning", "RuntimeWarning", "FutureWarning", "ShopWarning"]
TEXTS = ["careful", "100% sure", "two\nlines", "%s and %(a)s", "\u4e2d: \U0001f600", " ", "a: b: c", "ends\n"]
FILES = ["/srv/shop/cart.js", "cart.py", "/a b/\u4e2d.js", "/x:1/y.js"]
LOGGERS = ["py.warnings", "py", "root"]


class ShopWarning(UserWarning):
    pass


def step(rng):
    kind = rng.random()
    if kind < 0.45:
        return ["warn", rng.choice(CATEGORIES), rng.choice(TEXTS), rng.choice(FILES), rng.randint(1, 300)]
    if kind < 0.72:
        return ["capture", rng.random() < 0.6]
    if kind < 0.84:
        return ["add", rng.choice(LOGGERS)]
    if kind < 0.88:
        return ["clear"]
    if kind < 0.92:
        return ["level", rng.choice([0, 20, 30, 40])]
    if kind < 0.96:
        return ["propagate", rng.random() < 0.5]
    return ["disabled", rng.random() < 0.5]


def cases(rng, scale):
    for _ in range(int(160 * scale)):
        steps = [["add", name] for name in LOGGERS if rng.random() < 0.5]
        yield {"steps": steps + [step(rng) for _ in range(rng.randint(1, 14))]}
    # What matters most is there in any case: on, on twice, off, off twice, with and without handlers.
    warn = ["warn", "UserWarning", "careful", "cart.py", 7]
    for add in ([], [["add", "py.warnings"]], [["add", "root"]]):
        on, off = ["capture", True], ["capture", False]
        yield {"steps": [*add, warn, on, warn, on, warn, off, warn, off, warn]}
        yield {"steps": [*add, off, warn, on, warn]}


def taken_apart(text, shown):
    """[category, text, file, line] of a warning's text as `warnings.formatwarning` makes it."""
    category, said, file, line = shown
    found = re.fullmatch(r"(.*):(\d+): (\w+): (.*)\n", text, re.DOTALL)
    if found is None:
        return text
    assert found.groups() == (file, str(line), category, said), text
    return [*shown]


class Seeing(logging.Handler):
    def __init__(self, name, program):
        super().__init__()
        self.logger, self.program = name, program

    def emit(self, record):
        shown = taken_apart(record.getMessage(), self.program.warned)
        self.program.seen.append(
            ["logged", self.logger, record.name, record.levelno, record.levelname, len(record.args), shown]
        )


class Program:
    def __init__(self):
        self.seen = []
        self.warned = None

    def show(self, message, category, filename, lineno, file=None, line=None):
        """Stands for Python's own, which prints."""
        self.seen.append(["printed", [category.__name__, str(message), filename, lineno]])

    def run(self, kind, *rest):
        logger = logging.getLogger("py.warnings")
        if kind == "warn":
            self.warned = rest
            category, text, file, line = rest
            names = {"warn": warnings.warn, "category": getattr(builtins, category, ShopWarning)}
            exec(compile("\n" * (line - 1) + f"warn({text!r}, category)", file, "exec"), names)
        elif kind == "capture":
            logging.captureWarnings(*rest)
        elif kind == "add":
            logging.getLogger(*rest).addHandler(Seeing(rest[0], self))
        elif kind == "clear":
            logger.handlers = []
        elif kind == "level":
            logger.setLevel(*rest)
        elif kind == "propagate":
            (logger.propagate,) = rest
        else:
            (logger.disabled,) = rest
            logger.manager._clear_cache()


def answer(case):
    zones.enter("UTC")
    reset()
    program = Program()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # catch_warnings puts back what it found.
        warnings.showwarning = program.show
        for step_ in case["steps"]:
            program.run(*step_)
        handlers = [type(handler).__name__ for handler in logging.getLogger("py.warnings").handlers]
        captured = warnings.showwarning != program.show
        logging.captureWarnings(False)
        restored = warnings.showwarning == program.show
    reset()
    theirs = {"seen": program.seen, "handlers": handlers, "captured": captured, "restored": restored}
    designed = without_arguments(theirs)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}


def without_arguments(theirs):
    """3.11's: the text is the message itself, and no argument of it."""
    return {**theirs, "seen": [[*seen[:5], 0, seen[6]] if seen[0] == "logged" else seen for seen in theirs["seen"]]}

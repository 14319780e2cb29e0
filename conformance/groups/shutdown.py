"""shutdown: in which order handlers are flushed and closed, what those do that fail, and who is closed already."""

import builtins
import logging

from . import zones

ERRORS = ["OSError", "ValueError", "RuntimeError", "KeyError"]


def any_handler(rng, may_fail):
    """What its flush and its close raise, and whether it is closed before that."""
    fails = may_fail and rng.random() < 0.25
    return {
        "flush": rng.choice([None, *ERRORS]) if fails else None,
        "close": rng.choice([None, *ERRORS]) if fails else None,
        "closesFirst": rng.random() < 0.7,
    }


def cases(rng, scale):
    for _ in range(int(160 * scale)):
        # In most cases nothing happens that the design has answered otherwise than CPython.
        wild = rng.random() < 0.35
        handlers = [any_handler(rng, wild) for _ in range(rng.randint(0, 5))]
        order = rng.sample(range(len(handlers)), len(handlers))
        steps = [["make", number] for number in order]
        for _ in range(rng.choice([0, 0, 0, 1, 2])):
            if handlers and wild:
                number = rng.choice(order)
                steps.insert(rng.randint(steps.index(["make", number]) + 1, len(steps)), ["close", number])
        for _ in range(rng.choice([0, 0, 0, 1])):
            steps.insert(rng.randint(0, len(steps) if wild else 0), ["shutdown"])
        yield {"raiseExceptions": rng.random() < 0.5, "handlers": handlers, "steps": [*steps, ["shutdown"]]}
    # What matters most is there in any case: each error in either place, told of or not.
    fine = {"flush": None, "close": None, "closesFirst": True}
    steps = [["make", 0], ["make", 1], ["make", 2], ["shutdown"]]
    for place in ("flush", "close"):
        for name in ERRORS:
            for raising in (True, False):
                handlers = [fine, {**fine, place: name}, fine]
                yield {"raiseExceptions": raising, "handlers": handlers, "steps": steps}
    yield {"raiseExceptions": True, "handlers": [fine], "steps": [["make", 0], ["shutdown"], ["shutdown"]]}


def fail(name):
    if name:
        raise getattr(builtins, name)("no")


class Closing(logging.Handler):
    def __init__(self, number, how, program):
        super().__init__()
        self.number, self.how, self.program = number, how, program

    def emit(self, record):
        pass

    def flush(self):
        self.program.calls.append(["flush", self.number])
        fail(self.how["flush"])

    def close(self):
        self.program.calls.append(["close", self.number])
        if not self.how["closesFirst"]:
            fail(self.how["close"])
        super().close()
        self.program.closed.add(self)
        fail(self.how["close"])


class Program:
    def __init__(self, handlers):
        self.specified = handlers
        self.handlers, self.calls, self.closed = {}, [], set()

    def run(self, kind, number=None):
        if kind == "make":
            self.handlers[number] = Closing(number, self.specified[number], self)
        elif kind == "close":
            self.handlers[number].close()
        else:
            self.shutdown()

    def shutdown(self):
        own = [ref for ref in logging._handlerList if ref() in self.handlers.values()]
        logging.shutdown(own)


class Designed(Program):
    """Each is flushed and closed, whatever the others do, and hears of its own trouble; who is closed is gone."""

    def shutdown(self):
        for handler in reversed([handler for handler in self.handlers.values() if handler not in self.closed]):
            for work in (handler.flush, handler.close):
                try:
                    work()
                except Exception:
                    self.calls.append(["told", handler.number])


def run(case, program_class):
    program = program_class(case["handlers"])
    raising, logging.raiseExceptions = logging.raiseExceptions, case["raiseExceptions"]
    raised = []
    try:
        for number, step in enumerate(case["steps"]):
            try:
                program.run(*step)
            except Exception as error:
                raised.append([number, type(error).__name__])
    finally:
        logging.raiseExceptions = raising
        own = program.handlers.values()
        logging._handlerList[:] = [ref for ref in logging._handlerList if ref() not in own]
    return {"calls": program.calls, "raised": raised}


def answer(case):
    zones.enter("UTC")
    theirs, designed = run(case, Program), run(case, Designed)
    return {"theirs": theirs} if designed == theirs else {"theirs": theirs, "designed": designed}

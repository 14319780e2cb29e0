"""One run of a row by CPython's logging: work, folder, size, warm, count. Answers as child.ts does."""

import json
import logging
import logging.handlers
import os
import resource
import sys
import time

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
DEEP = "app.http.api.v1.items"


class NullSink:
    def __init__(self):
        self.size = 0

    def write(self, text):
        self.size += len(text)


def make_error():
    def fail(texts):
        try:
            if len(texts) > 1:
                fail(texts[1:])
        except Exception as cause:
            raise RuntimeError(texts[0]) from cause
        raise RuntimeError(texts[0])

    try:
        fail(["checkout failed", "cannot load the basket", "cannot reach the store", "connection refused"])
    except Exception as error:
        return error


class Buffered(logging.FileHandler):
    """A FileHandler whose stream holds 64 KiB back."""

    def _open(self):
        return open(self.baseFilename, self.mode, buffering=65536)

    def flush(self):
        pass


def set_up(work, folder):
    manager = logging.Manager(logging.RootLogger(logging.INFO))
    root = manager.root
    filename = os.path.join(folder, "app.log")
    text = FORMAT
    name = "app.worker"
    handlers = []
    if work == "disabled":
        handlers = [logging.StreamHandler(NullSink())]
    elif work == "text-buffered":
        handlers = [Buffered(filename)]
    elif work == "rolling-size":
        handlers = [logging.handlers.RotatingFileHandler(filename, maxBytes=1048576, backupCount=5)]
    elif work == "rolling-time":
        handlers = [logging.handlers.TimedRotatingFileHandler(filename, when="S", backupCount=5)]
    else:
        handlers = [logging.FileHandler(filename)]
    if work == "call-site":
        text = "%(asctime)s %(filename)s:%(lineno)d %(funcName)s %(message)s"
    for handler in handlers:
        root.addHandler(handler)
    if work == "fan-out":
        name = DEEP
        for at in ("app.http.api.v1.items", "app.http.api"):
            handler = logging.StreamHandler(NullSink())
            manager.getLogger(at).addHandler(handler)
            handlers.append(handler)
    formatter = logging.Formatter(text)
    for handler in handlers:
        handler.setFormatter(formatter)
    return manager.getLogger(name), handlers


def run(work, folder, count, latencies=None):
    logger, handlers = set_up(work, folder)
    error = make_error() if work == "error" else None
    start = time.perf_counter_ns()
    if work == "disabled":
        for i in range(count):
            logger.debug("request %d served in %d ms", i, i % 100)
    elif work == "error":
        for i in range(count):
            logger.error("request %d failed", i, exc_info=error)
    elif latencies is not None:
        for i in range(count):
            before = time.perf_counter_ns()
            logger.info("request %d served in %d ms", i, i % 100)
            latencies.append(time.perf_counter_ns() - before)
    else:
        for i in range(count):
            logger.info("request %d served in %d ms", i, i % 100)
    for handler in handlers:
        handler.flush()
        handler.close()
    return time.perf_counter_ns() - start


def peak_memory():
    """The most memory that this process ever had, in mebibytes."""
    # What Linux answers for ru_maxrss is at least what the process had that started this one.
    try:
        with open("/proc/self/status") as status:
            kibibytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kibibytes / 1024


def main():
    work, metric, folder, _, warm, count = sys.argv[1:7]
    count = int(count)
    for part in ("warm", "timed"):
        os.makedirs(os.path.join(folder, part))
    # There is nothing that would have to be compiled first.
    warm = min(int(warm), 5000)
    pace = run(work, os.path.join(folder, "warm"), warm) / warm
    if work == "disabled":
        count = max(count, int(3e8 / pace))
    elif metric == "time":
        count = min(count, int(1e9 / pace))
    latencies = [] if metric == "latency" else None
    value = run(work, os.path.join(folder, "timed"), count, latencies) / count
    if metric == "memory":
        value = peak_memory()
    elif latencies is not None:
        latencies.sort()
        value = latencies[int(count * 0.999)]
    print(json.dumps({"value": value, "count": count}))


main()

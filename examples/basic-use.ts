// Levels, basicConfig with most of its parameters, and loggers with names.
// Run it: node --conditions=@log/source basic-use.ts

import { readFileSync } from "node:fs";

import { basicConfig, critical, debug, error, exception, info, log, warning } from "@log/config";
import { getLogger } from "@log/core";

console.log("-- without any configuration: WARNING and above, to stderr --");
debug("i is %d", 3); // the state inside a loop
info("GET %s in %d ms", "/orders/7", 12); // a request handled
warning("wrong password for %s", "ada"); // something important that is no error
error("cannot read %s", "/etc/orders.conf"); // an operation that failed
critical("disk full: %d bytes left", 0); // the program may not be able to go on

console.log("-- level, format, datefmt, stream --");
basicConfig({
  level: "INFO",
  format: "%(asctime)s - %(name)s - %(levelname)s - %(message)s",
  datefmt: "%Y-%m-%d %H:%M:%S",
  stream: process.stdout,
  force: true, // starts over: the functions above have configured the root already
});
const logger = getLogger(import.meta); // named after this file, as Python's __name__
logger.info("started");
logger.debug("not shown: DEBUG is below INFO");
logger.warning("almost done");
logger.info("finished");

console.log("-- every field of a record --");
basicConfig({
  level: "DEBUG",
  format:
    "levelno=%(levelno)s levelname=%(levelname)s pathname=%(pathname)s filename=%(filename)s module=%(module)s " +
    "funcName=%(funcName)s lineno=%(lineno)d asctime=%(asctime)s created=%(created)f msecs=%(msecs)d " +
    "relativeCreated=%(relativeCreated)d thread=%(thread)d threadName=%(threadName)s process=%(process)d " +
    "processName=%(processName)s taskName=%(taskName)s name=%(name)s message=%(message)s",
  stream: process.stdout,
  force: true,
});
function checkout(): void {
  logger.debug("where %s stands", "this line");
}
checkout();

console.log("-- filename and filemode: 'w' begins anew, 'a' goes on --");
basicConfig({
  filename: "basic.log",
  filemode: "w",
  encoding: "utf8",
  format: "%(levelname)s %(message)s",
  force: true,
});
warning("first line of a new file");
basicConfig({
  filename: "basic.log",
  filemode: "a",
  style: "{",
  format: "{levelname:<8} {message}",
  force: true,
});
log("ERROR", "one more line, in the {-style");
try {
  JSON.parse("{");
} catch (e) {
  exception("cannot parse %s", "the order", e);
}
process.stdout.write(readFileSync("basic.log", "utf8"));

console.log("-- stream is ignored where there is a filename --");
basicConfig({ filename: "ignored-stream.log", stream: process.stdout, format: "%(message)s", force: true });
warning("this line is in the file alone");

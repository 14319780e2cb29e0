import { ConsoleTransport, LogLayer } from "loglayer";

new LogLayer({ transport: new ConsoleTransport({ logger: console }) }).info("hello");

import pino from "pino";

const logger = pino({ name: "app.worker" }, pino.destination({ dest: process.argv[2], sync: true }));
logger.warn("request %d served in %d ms", 1, 1);

import bunyan from "bunyan";

const logger = bunyan.createLogger({ name: "app.worker", streams: [{ path: process.argv[2] }] });
logger.warn("request %d served in %d ms", 1, 1);

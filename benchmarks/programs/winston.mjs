import winston from "winston";

const logger = winston.createLogger({
  format: winston.format.combine(
    winston.format.timestamp(),
    winston.format.printf((info) => [info.timestamp, info.level, info.message].join(" ")),
  ),
  transports: [new winston.transports.File({ filename: process.argv[2] })],
});
logger.warn("request 1 served in 1 ms");

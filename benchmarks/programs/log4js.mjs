import log4js from "log4js";

log4js.configure({
  appenders: { out: { type: "fileSync", filename: process.argv[2] } },
  categories: { default: { appenders: ["out"], level: "info" } },
});
log4js.getLogger("app.worker").warn("request %d served in %d ms", 1, 1);

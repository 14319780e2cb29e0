import fs from "node:fs";

const fd = fs.openSync(process.argv[2], "a");
fs.writeSync(fd, "2026-11-22 17:00:00,123 INFO app.worker request 1 served in 1 ms\n");
fs.closeSync(fd);

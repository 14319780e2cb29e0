// Bare Node: what the others are measured against.
process.exitCode = 0;

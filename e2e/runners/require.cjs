// CommonJS: what is required is what is imported.

const names = ["config", "core", "core/testing", "exception", "formatter"];
const files = ["handler-file", "handler-rotating", "handler-timed"];

async function compare() {
  for (const name of [...names, ...files]) {
    const required = require(`@log/${name}`);
    const imported = await import(`@log/${name}`);
    const keys = Object.keys(imported).filter((key) => key !== "module.exports");
    if (keys.length === 0 || keys.some((key) => required[key] !== imported[key])) throw new Error(name);
  }
  console.log("all the same");
}

void compare();

import { resolve } from "node:path";

import { testReadme } from "@log/readme-test";
import { test } from "vitest";

testReadme(test, resolve(import.meta.dirname, ".."));

import { ConsoleHandler, getLogger } from "@log/core";
import { Formatter } from "@log/formatter";

const handler = new ConsoleHandler();
handler.setFormatter(new Formatter("%(levelname)-8s %(name)s %(message)s"));
getLogger().addHandler(handler);
getLogger().setLevel("INFO");
getLogger("shop").info("hello %s", "world");

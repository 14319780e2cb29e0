import { ConsoleHandler, getLogger } from "@log/core";
import { Formatter } from "@log/formatter";

const handler = new ConsoleHandler();
handler.setFormatter(new Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"));
getLogger().addHandler(handler);
getLogger().setLevel("INFO");
getLogger().info("hello");

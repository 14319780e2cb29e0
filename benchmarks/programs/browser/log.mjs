import { ConsoleHandler, getLogger } from "@log/core";

getLogger().addHandler(new ConsoleHandler());
getLogger().setLevel("INFO");
getLogger().info("hello");

import { basicConfig, warning } from "@log/config";

try {
  basicConfig({ filename: "app.log", force: true });
  console.log("files");
} catch (error) {
  console.log(error.message);
}
basicConfig({ stream: { write: (text) => console.log(text.trim()) }, force: true });
warning("hello %s", "config");

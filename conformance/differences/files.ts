import type { Json } from "../cases.ts";
import { differing } from "./difference.ts";

/** The files that an answer has otherwise, or alone. */
export function otherFiles(theirs: Json, ours: Json): string[] {
  const [there, here] = [theirs, ours] as { files: Json }[];
  return differing(there!.files, here!.files);
}

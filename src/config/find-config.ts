import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const NAME = "ccb.yaml";

/**
 * The nearest `ccb.yaml` in a folder or one above it, as a path from that folder; `ccb.yaml` itself where there is none,
 * so that whoever reads it says that it is missing.
 */
export function findConfig(folder: string): string {
  for (let here = folder; ; here = dirname(here)) {
    const file = join(here, NAME);
    if (existsSync(file)) return relative(folder, file);
    if (here === dirname(here)) return NAME;
  }
}

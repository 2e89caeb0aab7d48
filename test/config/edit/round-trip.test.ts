import { describe, expect, it } from "vitest";
import { addDeveloper, removeDeveloper } from "../../../src/config/edit/developer.js";
import { developersIn, expand } from "./expand.js";
import { ODD_FILES } from "./odd-files.js";

const ENTRIES = [{}, { team: "research", models: ["sonnet", "haiku"], tags: { "a: b": "007" } }];

describe.each(ODD_FILES)("$name", ({ text, after }) => {
  it.each(ENTRIES)("adds %o and takes it back", (entry) => {
    const added = addDeveloper(text, "zoe", entry);
    expect(expand(added)).toEqual({ ...expand(text), developers: { ...developersIn(text), zoe: entry } });
    expect(Object.keys(developersIn(added)).filter((user) => user !== "zoe")).toEqual(
      Object.keys(developersIn(text)),
    );
    expect(removeDeveloper(added, "zoe")).toBe(after ?? text);
    expect(addDeveloper(added, "zoe", entry)).toBe(added);
  });

  it("keeps every line it had", () => {
    const added = addDeveloper(text, "zoe", { team: "research" });
    const lines = (content: string): string[] => content.split(/(?<=\n)/);
    const kept = lines(added).filter((line) => !line.includes("zoe"));
    // At most the line the entry was put on or got a comma on.
    expect(lines(text).filter((line) => !kept.includes(line)).length).toBeLessThanOrEqual(1);
    const ends = (content: string): boolean => content.endsWith("\n");
    if (text.length > 1) expect(ends(added)).toBe(ends(text));
    if (!/(?<!\r)\n/.test(text) && text.includes("\n")) expect(added).not.toMatch(/(?<!\r)\n/);
  });
});

import { readFileSync, writeFileSync } from "node:fs";

/**
 * The text between the marks of a generated part of a page. With `UPDATE_DOCS=1` the page is given the new text first.
 * @param block three groups: the mark before, the text, the mark after
 */
export function generatedPart(page: string, block: RegExp, text: string): string | undefined {
  if (process.env["UPDATE_DOCS"] === "1") {
    const before = readFileSync(page, "utf8");
    writeFileSync(
      page,
      before.replace(block, (_all, start: string, _old: string, end: string) => start + text + end),
    );
  }
  return block.exec(readFileSync(page, "utf8"))?.[2];
}

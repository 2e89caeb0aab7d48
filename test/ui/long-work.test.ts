import { describe, expect, test } from "vitest";
import { LongWork } from "../../src/ui/long-work.js";

/** Work whose clock is moved by hand. */
function work({ quiet = false, interactive = false } = {}) {
  let err = "";
  let now = 0;
  const shown = new LongWork({ err: (text) => (err += text), interactive }, quiet, false, () => now);
  return {
    shown,
    at: (time: number, text: string) => {
      now = time;
      shown.update(text);
    },
    err: () => err,
  };
}

describe("long work", () => {
  test("says a line every two seconds where nothing can be redrawn", () => {
    const { at, err } = work();
    at(100, "one");
    at(1999, "two");
    at(2000, "three");
    at(3999, "four");
    at(4000, "five");
    expect(err()).toBe("three\nfive\n");
  });

  test("is silent when asked to be, and after its end", async () => {
    const asked = work({ quiet: true });
    asked.at(5000, "one");
    expect(asked.err()).toBe("");
    const ended = work();
    await ended.shown.stop();
    ended.at(5000, "one");
    expect(ended.err()).toBe("");
  });
});

import type { Day, KeptObject } from "./day.js";

/** Where the calls of an object stand in a day's columns. */
export interface Range {
  object: KeptObject;
  from: number;
  to: number;
}

/** By the objects' numbers. */
export function rangesOf({ objects }: Day): Range[] {
  let to = 0;
  return objects.map((object) => {
    const from = to;
    to += object.records;
    return { object, from, to };
  });
}

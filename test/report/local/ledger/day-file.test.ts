import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { decodeDay, encodeDay } from "../../../../src/report/local/ledger/day-file.js";
import { COLUMNS, type Day, newColumns } from "../../../../src/report/local/ledger/day.js";

/** A day of some calls, whose numbers come in this order. */
function dayOf(calls: number, number: (place: number) => number): Day {
  const columns = newColumns(calls);
  COLUMNS.forEach((name, column) => {
    for (let row = 0; row < calls; row += 1) columns[name][row] = number(column * calls + row);
  });
  return {
    metadataKeys: ["user", "__proto__"],
    callers: [
      {
        ...{ modelId: "m", bodyModel: null, principal: "jürgen 漢 \ud83d", account: null, region: null },
        ...{ abroad: true, tier: "flex", refused: false, metadata: ["ada", null] },
      },
    ],
    objects: [{ fingerprint: "abcdefghijkl", records: calls, malformed: 3 }],
    columns,
  };
}

describe("a day's file", () => {
  test("holds any numbers of 32 bits", async () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.nat(9)), {
      minLength: 1,
      maxLength: 400,
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(90), numbers, async (calls, list) => {
        const day = dayOf(calls, (place) => list[place % list.length] as number);
        expect(await decodeDay(await encodeDay(day, "1"), "1")).toEqual(day);
      }),
      { numRuns: 40 },
    );
  });

  test("is Parquet that others read", async () => {
    const bytes = await encodeDay(
      dayOf(5, (place) => place),
      "1",
    );
    const file = new Uint8Array(bytes).buffer;
    const rows = await parquetReadObjects({ file, columns: ["second", "output"] });
    expect(rows).toEqual([0, 1, 2, 3, 4].map((row) => ({ second: 20 + row, output: 60 + row })));
  });

  test("is none with any byte changed, and for another version of the program", async () => {
    const day = dayOf(30, (place) => (place * 977) % 5000);
    const bytes = await encodeDay(day, "1");
    expect(await decodeDay(bytes, "2")).toBeUndefined();
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = new Uint8Array(bytes);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      expect(await decodeDay(damaged, "1"), `byte ${at}`).toBeUndefined();
    }
    expect(await decodeDay(bytes, "1")).toEqual(day);
  });

  test("is none when it is cut, longer, or made of others", async () => {
    const bytes = await encodeDay(
      dayOf(9, (place) => place),
      "1",
    );
    const other = await encodeDay(
      dayOf(9, (place) => place + 1),
      "1",
    );
    const half = bytes.length >> 1;
    for (const damaged of [
      bytes.subarray(1),
      bytes.subarray(0, -1),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      Buffer.concat([bytes, bytes]),
      Buffer.concat([bytes.subarray(0, half), other.subarray(half)]),
      Buffer.from("ccb.seal 1 00000000"),
      Buffer.alloc(0),
    ])
      expect(await decodeDay(damaged, "1")).toBeUndefined();
  });
});

import { columnsOf, cut, cutInside, padded } from "./text.js";

/** A column of a table on a terminal. */
export interface Column {
  heading: string;
  align: "left" | "right";
  cells: string[];
  /** Below the cells. */
  footer: string;
  /** May be cut down to this many columns where there is no room, and further only where all are. */
  least?: number;
  /** Which part of a cell goes when it is cut; the end by default. */
  cut?: "end" | "inside";
  /** Left out where there is no room, highest first; undefined: never. */
  optional?: number;
}

const GAP = 2;

/** The columns that fit, each with its width: optional ones go first, then the widest of those that may be cut shrinks. */
export function fitted(columns: readonly Column[], room: number): { column: Column; width: number }[] {
  const natural = columns.map((column) => {
    const width = [column.footer, ...column.cells].reduce(
      (most, cell) => Math.max(most, columnsOf(cell)),
      columnsOf(column.heading),
    );
    const least = Math.min(width, column.least ?? width);
    return { column, width, least, last: column.least === undefined ? width : 1 };
  });
  const size = (some: typeof natural, part: "width" | "least") =>
    some.reduce((sum, item) => sum + item[part] + GAP, -GAP);
  let kept = natural;
  while (size(kept, "least") > room) {
    const ranks = kept.flatMap(({ column }) => column.optional ?? []);
    if (ranks.length === 0) break;
    const last = Math.max(...ranks);
    kept = kept.filter(({ column }) => column.optional !== last);
  }
  for (const limit of ["least", "last"] as const) {
    while (size(kept, "width") > room) {
      const widest = kept.filter((item) => item.width > item[limit]).toSorted((a, b) => b.width - a.width)[0];
      if (widest === undefined) break;
      widest.width -= 1;
    }
  }
  return kept;
}

/** Columns a fitted table takes. */
export function tableWidth(fit: readonly { width: number }[]): number {
  return fit.reduce((sum, { width }) => sum + width + GAP, -GAP);
}

/** One line of a fitted table. */
export function tableLine(fit: ReturnType<typeof fitted>, cell: (column: Column) => string): string {
  return fit
    .map(({ column, width }) => {
      const text = (column.cut === "inside" ? cutInside : cut)(cell(column), width);
      return padded(text, width, column.align === "left" ? "left" : "right");
    })
    .join(" ".repeat(GAP))
    .trimEnd();
}

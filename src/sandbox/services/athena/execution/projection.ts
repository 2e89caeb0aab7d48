import type { TableRow } from "../../glue/rows.js";
import { QueryFailure } from "./failure.js";

/** True for a table whose partitions are computed; what is registered of them in the catalog is not looked at then. */
export function isProjected(row: TableRow): boolean {
  return row.Parameters?.["projection.enabled"] === "true";
}

/**
 * Finds a path's partition by projection (Athena User Guide, "Partition projection"): the values of an enumeration, or
 * days of the form `yyyy/MM/dd` in their range, in the place where the location template has them.
 * @throws QueryFailure for a table without such a template
 */
export function partitionReader(row: TableRow, columns: string[], now: Date) {
  const parameters = row.Parameters ?? {};
  const template = parameters["storage.location.template"] ?? "";
  if (template === "") {
    throw new QueryFailure(`the simulated account projects by storage.location.template only: ${row.Name}`);
  }
  const pattern = template
    .split(/\$\{(\w+)\}/)
    .map((part, i) => {
      if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const kind = parameters[`projection.${part}.type`];
      return `(?<${part}>${kind === "date" ? "\\d{4}/\\d{2}/\\d{2}" : "[^/]+"})`;
    })
    .join("");
  const form = new RegExp(`^${pattern}/`);
  const today = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return (path: string): Record<string, string> | undefined => {
    const found = form.exec(path)?.groups;
    if (found === undefined) return undefined;
    const projected = columns.every((column) => {
      const value = found[column] ?? "";
      if (parameters[`projection.${column}.type`] !== "date") {
        return (parameters[`projection.${column}.values`] ?? "").split(",").includes(value);
      }
      const [first = "", last = ""] = (parameters[`projection.${column}.range`] ?? "").split(",");
      return value >= first && value <= (last === "NOW" ? today : last);
    });
    return projected ? { ...found } : undefined;
  };
}

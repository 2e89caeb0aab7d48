/** One line of the profile register: what an application inference profile was, from a point in time on. */
export interface RegisterLine {
  /** ARN of the application inference profile. */
  arn: string;
  /** Last part of the ARN, as CloudWatch shows it. */
  id: string;
  developer: string;
  team: string;
  project: string;
  costCenter: string;
  /** Alias of the model in the YAML. */
  alias: string;
  /** Model id without prefix: `anthropic.claude-opus-4-6-v1`. */
  modelId: string;
  /** What the profile was copied from, prefix included: `us.anthropic.claude-opus-4-6-v1`. */
  source: string;
  /** ISO-8601 UTC; from when on this line holds. */
  createdAt: string;
  /** ISO-8601 UTC; when the profile was deleted. Its calls still belong to the developer. */
  retiredAt: string | null;
}

/** What a register line says apart from the profile and the times. */
export type Assignment = Omit<RegisterLine, "arn" | "id" | "createdAt" | "retiredAt">;

/** Reads the register's text. Lines that are no register line are left out here and kept in the file. */
export function parseRegister(text: string): RegisterLine[] {
  return linesOf(text).flatMap((line) => {
    try {
      const value = JSON.parse(line) as Partial<RegisterLine> | null;
      return typeof value?.arn === "string" ? [value as RegisterLine] : [];
    } catch {
      return [];
    }
  });
}

/** Lines that are not blank. An editor may have put a byte order mark before the first. */
export function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/** The line in force for each profile: the one with the latest `createdAt`, of equals the later. By ARN. */
export function currentLines(lines: readonly RegisterLine[]): Map<string, RegisterLine> {
  const current = new Map<string, RegisterLine>();
  for (const line of lines) {
    const known = current.get(line.arn);
    if (known === undefined || Date.parse(line.createdAt) >= Date.parse(known.createdAt))
      current.set(line.arn, line);
  }
  return current;
}

/** Adds lines at the end; what is there stays byte for byte. */
export function appendLines(text: string, lines: readonly RegisterLine[]): string {
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return start + lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

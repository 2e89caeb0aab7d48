import { isScalar, type Document } from "yaml";
import { runChecks } from "./checks.js";
import { readSource, type Source } from "./document.js";
import { at, find, position, type Target } from "./locate.js";
import { formatPath, isWithin, type Path, type Position, type Problem } from "./problem.js";
import { YAML_BYTES_MAX, readText } from "./read-text.js";
import { dropEmptySections } from "./repair.js";
import type { Config } from "./schema.js";
import type { Env } from "./variables.js";
import { checkStructure, type Fault } from "./structure.js";

/** What the command line says over the YAML. */
interface Overrides {
  /** The Region given with `--region`. */
  readonly region?: string | undefined;
  /** Variables that `${NAME}` in the YAML stands for. */
  readonly env?: Env;
}

/** A configuration file, read and checked. */
export interface ParsedConfig {
  readonly file: string;
  /** The configuration; present only when there is no problem. */
  readonly config?: Config;
  /** Everything wrong, in the order of the file. */
  readonly problems: Problem[];
  /** What is allowed but probably not meant, in the order of the file. */
  readonly warnings: Problem[];
  /** The YAML with comments and order, for edits. */
  readonly document: Document;
  /** Where a value stands in the file; for a path that is not there, the nearest key above it. */
  locate(path: Path): Position;
}

/** Reads and checks a configuration file. Never throws: an unreadable file is a problem on line 1. */
export function loadConfig(file: string, overrides: Overrides = {}): ParsedConfig {
  const read = readText(file, YAML_BYTES_MAX);
  if ("text" in read) return parseConfig(read.text, file, overrides);
  const nothing = parseConfig("", file, overrides);
  return { ...nothing, problems: [{ line: 1, column: 1, path: "", message: read.problem }] };
}

/** Checks the text of a configuration file; reports every problem it can find, not the first. */
export function parseConfig(text: string, file: string, overrides: Overrides = {}): ParsedConfig {
  const source = readSource(text, { env: overrides.env ?? {} });
  const { document, lines } = source;
  const locate = (path: Path, target: Target = "value"): Position => position(document, lines, path, target);
  const problems = [...source.problems];
  const warnings = [...source.warnings];
  let config: Config | undefined;
  if (source.data !== undefined) {
    const { data } = source;
    dropEmptySections(data);
    if (overrides.region !== undefined) data["region"] = overrides.region;
    const structure = checkStructure(data);
    config = structure.config;
    problems.push(
      ...structure.faults
        .filter((fault) => isTrusted(source, fault))
        .filter((fault) => !source.told.some((path) => isWithin(fault.path, path)))
        .map((fault) => faultProblem(source, fault)),
    );
    if (config !== undefined && source.trustedUntil === Infinity) {
      for (const finding of runChecks(config, [...structure.broken, ...source.told])) {
        const where = locate(finding.path, finding.target);
        const problem = { ...where, path: formatPath(finding.path), message: finding.message };
        (finding.severity === "error" ? problems : warnings).push(problem);
      }
    }
  }
  return {
    file,
    ...(config !== undefined && problems.length === 0 ? { config } : {}),
    problems: problems.toSorted(inOrder),
    warnings: warnings.toSorted(inOrder),
    document,
    locate: (path) => locate(path),
  };
}

function inOrder(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

function faultProblem(source: Source, fault: Fault): Problem {
  const where = position(source.document, source.lines, fault.path, fault.target);
  return { ...where, path: formatPath(fault.path), message: fault.message + quoting(source, fault) };
}

/** `; put it in quotes: "007"`, as it stands in the file: YAML reads 007 as 7. */
function quoting(source: Source, fault: Fault): string {
  const { value } = find(source.document, fault.path);
  return fault.needsQuotes === true && isScalar(value) ? `; put it in quotes: "${value.source}"` : "";
}

/** After a syntax error only what stands before it is judged, and nothing is called missing. */
function isTrusted(source: Source, fault: Fault): boolean {
  if (source.trustedUntil === Infinity) return true;
  const limit = at(source.lines, source.trustedUntil);
  const { line } = position(source.document, source.lines, fault.path, fault.target);
  return fault.kind !== "missing" && line < limit.line;
}

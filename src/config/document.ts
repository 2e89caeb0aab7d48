import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { isTooDeep, keyProblems, unresolvedAliases, type Here } from "./document-checks.js";
import { at } from "./locate.js";
import { formatPath, type Path, type Problem } from "./problem.js";
import { got } from "./messages.js";
import { fillIn, type Env } from "./variables.js";

/** A YAML file read as one mapping, with what is wrong with it as YAML. */
export interface Source {
  readonly document: Document;
  /** All documents of the file; `document` is the first, or stands in for it. */
  readonly documents: readonly Document[];
  readonly lines: LineCounter;
  /** The file's content; `undefined` when there is no mapping to look at. */
  readonly data: Record<string, unknown> | undefined;
  readonly problems: Problem[];
  readonly warnings: Problem[];
  /** Offset of the first syntax error; what lies beyond is not to be trusted. */
  readonly trustedUntil: number;
  /** Values of which enough is said in `problems`. */
  readonly told: readonly Path[];
}

const EMPTY = "the file is empty; delete it and run `ccb init` for a commented one";

/**
 * Reads YAML 1.2 with anchors and merge keys. Never throws: what is wrong is in `problems`.
 * @param options.env what `${NAME}` in values stands for; without it they stay as they are written
 * @param options.keepTokens every node keeps its tokens, for edits
 */
export function readSource(text: string, options: { env?: Env; keepTokens?: boolean } = {}): Source {
  const { env, keepTokens = false } = options;
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    keepSourceTokens: keepTokens,
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const documents: Document[] = "empty" in parsed ? [] : [...parsed];
  const document = documents[0] ?? parseAllDocuments("{}")[0]!;
  const here: Here = (offset, message, path = []) => ({
    ...at(lines, offset),
    path: formatPath(path),
    message,
  });
  const told: Path[] = [];
  const source = (problems: Problem[], data?: Record<string, unknown>, trustedUntil = Infinity): Source => {
    const warnings = document.warnings.map((warning) => here(warning.pos[0], warning.message));
    return { document, documents, lines, data, problems, warnings, trustedUntil, told };
  };

  const second = documents[1];
  if (second !== undefined) {
    return source([
      here(
        second.range?.[0] ?? 0,
        "the file holds several YAML documents; keep one and remove the `---` line",
      ),
    ]);
  }
  const syntax = syntaxProblems(document, here, text);
  const trustedUntil = Math.min(Infinity, ...document.errors.map((error) => error.pos[0]));
  if (
    documents.length === 0 ||
    (document.contents?.range?.[0] === document.contents?.range?.[1] && syntax.length === 0)
  ) {
    return source([{ line: 1, column: 1, path: "", message: EMPTY }]);
  }
  if (isTooDeep(document)) return source([here(0, "the YAML is nested more than 100 levels deep")]);
  const aliases = unresolvedAliases(document, here);
  if (aliases.length > 0) return source([...syntax, ...aliases]);
  const keys = keyProblems(document, here);
  const filled =
    env === undefined || !text.includes("${")
      ? { problems: [], paths: [] }
      : fillIn(document, text, env, here);
  told.push(...keys.paths, ...filled.paths);
  const wrong = [...syntax, ...keys.problems, ...filled.problems];
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? sentence(error.message) : String(error);
    return source([...wrong, here(0, `the YAML cannot be expanded: ${reason}`)]);
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    const offset = document.contents?.range?.[0] ?? 0;
    const problem = here(offset, `expected a mapping such as \`version: 1\`, ${got(data)}`);
    return source(syntax.length > 0 ? syntax : [problem]);
  }
  return source(wrong, data as Record<string, unknown>, trustedUntil);
}

/** Syntax errors, one a line: the parser stumbles over the same spot again and again. */
function syntaxProblems(document: Document, here: Here, text: string): Problem[] {
  const problems = document.errors.map(({ pos: [offset], message }) => {
    const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset + 1);
    const hint = line.includes("${") ? "; between { } or [ ] a ${NAME} needs quotes" : "";
    return here(offset, `invalid YAML: ${sentence(message)}${hint}`);
  });
  return problems.filter(
    (problem, index) => problems.findIndex(({ line }) => line === problem.line) === index,
  );
}

/** A message of the YAML parser as the rest of a sentence, on one line. */
function sentence(message: string): string {
  const first = message.split("\n", 1)[0] ?? message;
  return first.charAt(0).toLowerCase() + first.slice(1);
}

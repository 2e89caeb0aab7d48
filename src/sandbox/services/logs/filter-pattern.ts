import { refuse } from "../../errors.js";
import { INVALID } from "./rows.js";

const FIELD = String.raw`\$(?:\.(?:[\w*@-]+|\*)|\[(?:\d+|\*|"[^"]+"|'[^']+')\])+`;
const VALUE = String.raw`"[^"]*"|%[^%]+%|[^\s(){}"&|=<>!]+`;
const TOKEN = new RegExp(String.raw`\s*(${FIELD}|&&|\|\||\(|\)|!=|>=|<=|=|>|<|${VALUE})\s*`, "y");
const COMPARISONS = ["=", "!=", ">", "<", ">=", "<="];

/** True for a filter pattern that looks into JSON events: one in braces. */
export function isJsonPattern(pattern: string): boolean {
  return pattern.trim().startsWith("{");
}

/** True for a reference to a field: `$.a.b` in JSON events, `$name` in space-delimited ones. */
export function isSelector(text: string): boolean {
  return new RegExp(`^${FIELD}$`).test(text) || /^\$\w+$/.test(text);
}

/**
 * Checks the syntax of a JSON filter pattern: comparisons of fields, joined by `&&` and `||`, with parentheses
 * (CloudWatch Logs User Guide, "Filter pattern syntax for metric filters"). Other kinds of pattern pass.
 * @throws InvalidParameterException
 */
export function checkFilterPattern(pattern: string): void {
  if (!isJsonPattern(pattern)) return;
  const text = pattern.trim();
  if (!text.endsWith("}")) invalid();
  const tokens = tokensOf(text.slice(1, -1));
  const rest = expression(tokens);
  if (rest.length > 0) invalid();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const scanner = new RegExp(TOKEN);
  while (scanner.lastIndex < text.trimEnd().length) {
    const match = scanner.exec(text);
    if (match === null) return invalid();
    tokens.push(match[1] ?? "");
  }
  return tokens;
}

/** Reads one expression. @returns the tokens behind it */
function expression(tokens: string[]): string[] {
  let rest = operand(tokens);
  while (rest[0] === "&&" || rest[0] === "||") rest = operand(rest.slice(1));
  return rest;
}

function operand(tokens: string[]): string[] {
  const [first, operator, value] = tokens;
  if (first === "(") {
    const rest = expression(tokens.slice(1));
    return rest[0] === ")" ? rest.slice(1) : invalid();
  }
  if (first === undefined || !isSelector(first)) return invalid();
  if (operator === "IS" && /^(TRUE|FALSE|NULL)$/.test(value ?? "")) return tokens.slice(3);
  if (operator === "NOT" && value === "EXISTS") return tokens.slice(3);
  const comparable = value !== undefined && !COMPARISONS.includes(value) && !/^[()&|]/.test(value);
  return COMPARISONS.includes(operator ?? "") && comparable ? tokens.slice(3) : invalid();
}

function invalid(): never {
  refuse(INVALID, "Invalid metric filter pattern");
}

import { readSource } from "../config/document.js";
import { YAML_BYTES_MAX, readText } from "../config/read-text.js";
import type { Context } from "./context.js";

/** What the YAML has names of. */
export type Kind = "developers" | "models" | "teams" | "projects" | "cost-centers";

type Data = Record<string, unknown>;

const KINDS: Record<Kind, (data: Data) => unknown[]> = {
  developers: (data) => Object.keys(section(data, "developers")),
  models: (data) => Object.keys(section(data, "models")),
  teams: (data) => [...settings(data, "team"), ...Object.keys(section(section(data, "budgets"), "teams"))],
  projects: (data) => settings(data, "project"),
  "cost-centers": (data) => settings(data, "costCenter"),
};

/** Names that need no care in any shell but quotes. */
const HARMLESS = /^[\p{L}\p{N} ._/=+@:-]+$/u;

/**
 * `ccb complete KIND`, asked by the completion scripts: the YAML's names of a kind, one a line, without a call to AWS.
 * Of a YAML that is not valid, what can be read; where there is none, nothing.
 */
export function complete(cx: Context, kind: string): void {
  const find = Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : undefined;
  const read = readText(cx.configFile(), YAML_BYTES_MAX);
  const data = "text" in read ? readSource(read.text, { env: cx.io.env }).data : undefined;
  const found = find === undefined || data === undefined ? [] : find(data);
  const words = [...new Set(found)].filter(
    (word): word is string => typeof word === "string" && HARMLESS.test(word),
  );
  cx.result({ words }, words.map((word) => `${word}\n`).join(""));
}

function section(data: Data, key: string): Data {
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

/** A setting of all developers and of the defaults. */
function settings(data: Data, key: string): unknown[] {
  const developers = section(data, "developers");
  const owners = [
    section(data, "defaults"),
    ...Object.keys(developers).map((user) => section(developers, user)),
  ];
  return owners.map((owner) => owner[key]);
}

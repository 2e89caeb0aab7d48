import { quote } from "../messages.js";
import { COST_TAGS } from "../names.js";
import type { Path } from "../problem.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** Tags a resource can carry, less the six of the stack. Source: AWS tagging user guide. */
const USER_TAGS_MAX = 50 - 2 - COST_TAGS.length;
/** Every AWS service accepts these. Source: Bedrock API reference, Tag: narrower than other services, which take letters of any script. */
const ALLOWED = /^[a-zA-Z0-9\s._:/=+@-]*$/;
const ALPHABET = "Bedrock accepts ASCII letters, digits, spaces and . _ : / = + - @ in tags";

/** What AWS accepts in tags in general. Source: AWS General Reference, tag naming limits. */
const REFUSED = /[^\p{L}\p{Z}\p{N}_.:/=+@-]+/gu;

/** A text with a hyphen for what no AWS service accepts in a tag; the text itself when it is fine. */
export function withoutRefused(text: string): string {
  return text.replaceAll(REFUSED, "-");
}

/** Tags given in the YAML, and values that become tags. */
export function* tagFindings(config: Config): Iterable<Finding> {
  const common = config.tags;
  yield* mapFindings(["tags"], common);
  for (const key of ["team", "project", "costCenter"] as const) {
    yield* valueFindings(["defaults", key], config.defaults[key]);
  }
  for (const [user, developer] of Object.entries(config.developers)) {
    const path = ["developers", user];
    for (const key of ["team", "project", "costCenter"] as const) {
      yield* valueFindings([...path, key], developer?.[key] ?? "");
    }
    const own = developer?.tags ?? {};
    yield* mapFindings([...path, "tags"], own);
    const count = Object.keys({ ...common, ...own }).length;
    if (count > USER_TAGS_MAX && Object.keys(common).length <= USER_TAGS_MAX) {
      yield wrong([...path, "tags"], tooMany(count), "key");
    }
  }
  const count = Object.keys(common).length;
  if (count > USER_TAGS_MAX) yield wrong(["tags"], tooMany(count), "key");
}

function* mapFindings(path: Path, tags: Readonly<Record<string, string>>): Iterable<Finding> {
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    const here = [...path, key];
    const lower = key.toLowerCase();
    const other = seen.get(lower);
    seen.set(lower, key);
    const reserved = ["aws:", "ccb:"].find((prefix) => lower.startsWith(prefix));
    const ours = COST_TAGS.find((tag) => tag.toLowerCase() === lower);
    if (key === "") yield wrong(here, "a tag key cannot be empty", "key");
    if (key.length > 128)
      yield wrong(here, `the tag key has ${key.length} characters; AWS accepts 128`, "key");
    if (!ALLOWED.test(key))
      yield wrong(here, `the tag key ${quote(key)} is not accepted: ${ALPHABET}`, "key");
    if (reserved !== undefined)
      yield wrong(here, `tag keys that start with \`${reserved}\` are reserved`, "key");
    if (ours !== undefined) {
      yield wrong(
        here,
        `ccb sets the tag ${ours} itself, from the developer's settings; choose another key`,
        "key",
      );
    }
    if (other !== undefined)
      yield wrong(here, `the key differs from \`${other}\` only in case, which IAM refuses`, "key");
    yield* valueFindings(here, value);
  }
}

function* valueFindings(path: Path, value: string): Iterable<Finding> {
  if (value.length > 256) yield wrong(path, `the tag value has ${value.length} characters; AWS accepts 256`);
  if (!ALLOWED.test(value)) yield wrong(path, `${quote(value)} cannot be a tag value: ${ALPHABET}`);
}

function tooMany(count: number): string {
  return `${count} tags are too many: AWS accepts 50 on a resource, and ccb sets up to ${50 - USER_TAGS_MAX} of them`;
}

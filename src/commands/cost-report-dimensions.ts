import { BadInput } from "../errors.js";
import { oneOf } from "./one-of.js";
import { DIMENSIONS, type Dimension, METADATA } from "../report/report-types.js";

const ALL = `${DIMENSIONS.join(", ")}, ${METADATA}KEY`;

/** Longest key of request metadata (Amazon Bedrock API Reference, Converse, `requestMetadata`). */
const KEY_MAX = 256;

/**
 * Reads the value of `--group-by`: dimensions with commas between them. A comma that belongs to a key of the request
 * metadata has a backslash before it.
 * @throws BadInput
 */
export function readDimensions(given: string): Dimension[] {
  const names = given.split(/(?<!\\),/).map((name) => name.replaceAll("\\,", ",").trim());
  if (names.includes("")) {
    throw new BadInput(
      "bad_usage",
      `--group-by "${given}" has an empty entry`,
      `choose from ${ALL}; several with one comma between them`,
    );
  }
  const groupBy = names.map((name) => (name.startsWith(METADATA) ? metadataDimension(name) : fixed(name)));
  const twice = groupBy.find((name, i) => groupBy.indexOf(name) < i);
  if (twice !== undefined) {
    throw new BadInput("bad_usage", `--group-by names ${twice} twice`, "name each dimension once");
  }
  return groupBy;
}

function fixed(name: string): Dimension {
  return oneOf("dimension", name, DIMENSIONS, `${METADATA}KEY`);
}

function metadataDimension(name: string): Dimension {
  const key = name.slice(METADATA.length);
  const wrong =
    key === ""
      ? "names no key"
      : key.length > KEY_MAX
        ? `has a key of ${key.length} characters; request metadata has keys of at most ${KEY_MAX}`
        : /\p{C}/u.test(key)
          ? "has a key with control characters, which request metadata never has"
          : undefined;
  if (wrong === undefined) return `${METADATA}${key}`;
  const hint = "for example --group-by metadata:user; a comma in a key has a backslash before it";
  throw new BadInput("bad_usage", `--group-by ${METADATA} ${wrong}`, hint);
}

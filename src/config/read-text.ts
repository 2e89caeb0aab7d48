import { readFileSync } from "node:fs";

/** The text of a file, or why there is none as one sentence that says what to do. */
export function readText(file: string): { text: string } | { problem: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return { problem: reasonOf(error) };
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { problem: "the file is UTF-16; save it as UTF-8" };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { problem: "the file is not UTF-8 text; save it as UTF-8" };
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file; run `ccb init` to write one, or name another with --config";
    case "EISDIR":
      return "this is a folder; name the file in it with --config";
    case "EACCES":
    case "EPERM":
      return "the file may not be read; check its permissions";
    default:
      return `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { crc32 } from "node:zlib";
import { refuse } from "../errors.js";

/**
 * Reads a body to its end.
 * @throws RequestEntityTooLarge (413) as soon as more than `limit` bytes have come
 */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () =>
    refuse("RequestEntityTooLarge", `The simulated account takes requests of up to ${limit} bytes`, 413);
  if (Number(message.headers["content-length"]) > limit) tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Takes the framing off a streamed upload (S3 API reference, "Signature calculations for the authorization header:
 * transferring payload in multiple chunks"), and puts what stands behind the content among the headers.
 * @throws IncompleteBody when the framing or the length is wrong
 */
export function unframed(
  body: Buffer,
  headers: Record<string, string>,
): { body: Buffer; headers: Record<string, string> } {
  const encodings = (headers["content-encoding"] ?? "").split(",").map((name) => name.trim());
  const streamed = headers["x-amz-content-sha256"]?.startsWith("STREAMING-") === true;
  if (!streamed && !encodings.includes("aws-chunked")) return { body, headers };
  const { content, trailers } = readChunks(body);
  const declared = headers["x-amz-decoded-content-length"];
  if (declared !== undefined && Number(declared) !== content.length) incomplete();
  const { "content-encoding": _framed, ...rest } = headers;
  const kept = encodings.filter((name) => name !== "aws-chunked" && name !== "");
  const plain: Record<string, string> = { ...rest, ...trailers, "content-length": `${content.length}` };
  if (kept.length > 0) plain["content-encoding"] = kept.join(",");
  return { body: content, headers: plain };
}

function readChunks(framed: Buffer): { content: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = framed.indexOf("\r\n", at);
    if (end < 0) incomplete();
    const size = /^([0-9a-f]{1,8})(;.*)?$/i.exec(framed.toString("latin1", at, end))?.[1];
    if (size === undefined) return incomplete();
    at = end + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) return { content: Buffer.concat(chunks), trailers: readTrailers(framed.subarray(at)) };
    if (framed.toString("latin1", at + length, at + length + 2) !== "\r\n") incomplete();
    chunks.push(framed.subarray(at, at + length));
    at += length + 2;
  }
}

function readTrailers(text: Buffer): Record<string, string> {
  const lines = text.toString("latin1").split(/\r?\n/);
  const pairs = lines.map((line) => /^([\w-]+):\s*(.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name.toLowerCase(), value.trim()]));
}

function incomplete(): never {
  return refuse(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}

/** Checksums a client may send with a body, by header. Others are taken as they are. */
const CHECKSUMS: Record<string, (body: Buffer) => string> = {
  "content-md5": (body) => createHash("md5").update(body).digest("base64"),
  "x-amz-checksum-crc32": (body) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum.toString("base64");
  },
  "x-amz-checksum-sha1": (body) => createHash("sha1").update(body).digest("base64"),
  "x-amz-checksum-sha256": (body) => createHash("sha256").update(body).digest("base64"),
};

/** @throws BadDigest when the content is not what its sender computed a checksum of */
export function checkDigest(body: Buffer, headers: Record<string, string>): void {
  for (const [header, sum] of Object.entries(CHECKSUMS)) {
    const given = headers[header];
    if (given !== undefined && given !== sum(body)) {
      refuse("BadDigest", `The ${header} you specified did not match what we received.`);
    }
  }
}

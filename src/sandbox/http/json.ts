import type { JsonCodec2 } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { refuse } from "../errors.js";

/** Decodes a JSON body; none is an empty object. @throws SerializationException */
export async function readJson(codec: JsonCodec2, shape: NormalizedSchema, body: Buffer): Promise<object> {
  if (body.length === 0 || shape.isUnitSchema()) return {};
  try {
    return (await codec.createDeserializer().read(shape, body.toString("utf8"))) as object;
  } catch {
    // The reason may quote the body, which may hold a password.
    return refuse("SerializationException", "The request body is not JSON of the operation's shape");
  }
}

/** The SDK's bytes without what they are in addition: it warns whoever takes them for a text, as `Buffer.from` does. */
export function plainBytes(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

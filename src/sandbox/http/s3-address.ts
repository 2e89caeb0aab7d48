import { refuse } from "../errors.js";
import type { WireRequest } from "./wire.js";

/** Hosts under which a bucket's name may stand in front: S3's own, and names of this machine. */
const VIRTUAL_HOST =
  /^(.+?)\.(s3[.-]([a-z0-9-]+\.)*amazonaws\.com(\.cn)?|(s3\.)?localhost|s3\.[a-z0-9.-]+)$/i;

/**
 * The bucket a request is about (S3 User Guide, "Virtual hosting of general purpose buckets"): in front of the host, else
 * the first part of the path.
 * @returns the path without it; no bucket for requests about the account
 */
export function addressedBucket(request: WireRequest): { bucket: string | undefined; path: string } {
  const host = (request.headers["host"] ?? "").replace(/:\d+$/, "");
  const inHost = VIRTUAL_HOST.exec(host)?.[1];
  if (inHost !== undefined && inHost !== "s3") return { bucket: inHost, path: request.path };
  const [, first = "", rest = ""] = /^\/?([^/]*)(.*)$/s.exec(request.path) ?? [];
  if (first === "") return { bucket: undefined, path: request.path };
  try {
    return { bucket: decodeURIComponent(first), path: rest === "" ? "/" : rest };
  } catch {
    return refuse("InvalidURI", "Couldn't parse the specified URI.");
  }
}

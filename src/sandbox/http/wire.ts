/** A request as it came over HTTP: nothing of it is believed yet. */
export interface WireRequest {
  method: string;
  /** Still percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** By lower-case name. */
  headers: Record<string, string>;
  /** Whole, with the framing of a streamed upload taken off. */
  body: Buffer;
}

/** What is sent back. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** What a failed request is answered with, whatever the protocol. */
export interface WireError {
  /** The exception's name in the service's API model. */
  name: string;
  message: string;
  status: number;
  headers: Record<string, string>;
}

/** Identifier of every answer, as with calls that never leave the process. */
export const REQUEST_ID = "sandbox";

import { refuse } from "../errors.js";
import { type OperationModel, type ServiceModel, requiredMembers } from "./model.js";
import type { WireRequest } from "./wire.js";

/** A way to one operation of a REST service. */
interface Route {
  operation: OperationModel;
  method: string;
  segments: string[];
  /** What the query must say, by name; an empty text stands for any. */
  query: [string, string][];
  headers: string[];
  takesBucket: boolean;
}

const routes = new WeakMap<ServiceModel, Route[]>();

/**
 * Finds the operation of a REST request: the one whose method, path, query and required headers fit, of several the one
 * that asks for most.
 * @param bucket name of the bucket a request to S3 addresses, which its operations' paths leave out
 * @returns it, and the texts of its path's labels
 * @throws UnknownOperationException, InvalidURI
 */
export function route(
  request: WireRequest,
  model: ServiceModel,
  bucket: string | undefined,
): { operation: OperationModel; labels: Record<string, string> } {
  let known = routes.get(model);
  if (known === undefined) routes.set(model, (known = routesOf(model)));
  const path = request.path.replace(/^\//, "");
  for (const candidate of known) {
    if (candidate.method !== request.method) continue;
    if (candidate.takesBucket !== (bucket !== undefined) && model.service === "s3") continue;
    if (!candidate.query.every(([name, value]) => isAsked(request.query, name, value))) continue;
    if (!candidate.headers.every((name) => request.headers[name] !== undefined)) continue;
    const labels = match(candidate.segments, path);
    if (labels !== undefined) return { operation: candidate.operation, labels };
  }
  const asked = `${request.method} /${path}`;
  return refuse("UnknownOperationException", `${model.service} has no operation at ${asked}`, 404);
}

function isAsked(query: URLSearchParams, name: string, value: string): boolean {
  return value === "" ? query.has(name) : query.get(name) === value;
}

function routesOf(model: ServiceModel): Route[] {
  const found = [...model.operations.values()].flatMap((operation) => routeOf(operation));
  // What asks for most comes first; of two alike the one that the simulated account knows.
  return found.toSorted((a, b) => weight(b) - weight(a));
}

function weight({ segments, query, headers, operation }: Route): number {
  const literals = segments.filter((segment) => !segment.startsWith("{")).length;
  const labels = segments.length - literals;
  return 1000 * literals + 100 * labels + 2 * (query.length + headers.length) + (operation.simulated ? 1 : 0);
}

function routeOf(operation: OperationModel): Route[] {
  if (operation.http === undefined) return [];
  const [path = "", text = ""] = operation.http.uri.split("?");
  // Clients of some languages name the operation in the query as well; the others must be understood without.
  const literal = [...new URLSearchParams(text)].filter(([name]) => name !== "x-id");
  const query: [string, string][] = [...literal];
  const headers: string[] = [];
  const required = new Set(requiredMembers(operation.input));
  let takesBucket = false;
  if (!operation.input.isUnitSchema()) {
    for (const [name, member] of operation.input.structIterator()) {
      const { httpQuery, httpHeader } = member.getMergedTraits();
      takesBucket ||= name === "Bucket";
      if (!required.has(name)) continue;
      if (httpQuery) query.push([httpQuery, ""]);
      if (httpHeader) headers.push(httpHeader.toLowerCase());
    }
  }
  const segments = path.split("/").filter((segment) => segment !== "");
  return [{ operation, method: operation.http.method, segments, query, headers, takesBucket }];
}

/** Texts of a path's labels; undefined when the path is another one. */
function match(segments: readonly string[], path: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  let rest: string | undefined = path === "" ? undefined : path;
  for (const segment of segments) {
    if (rest === undefined) return undefined;
    const greedy = /^\{(\w+)\+\}$/.exec(segment)?.[1];
    const end = greedy === undefined ? rest.indexOf("/") : -1;
    const part: string = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? undefined : rest.slice(end + 1);
    const label = greedy ?? /^\{(\w+)\}$/.exec(segment)?.[1];
    if (label === undefined && part !== segment) return undefined;
    if (label !== undefined && part === "") return undefined;
    if (label !== undefined) labels[label] = decoded(part);
  }
  // A trailing slash is no part of a path.
  return rest === undefined || rest === "" ? labels : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse("InvalidURI", "Couldn't parse the specified URI.");
  }
}

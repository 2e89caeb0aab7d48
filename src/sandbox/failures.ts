import { serviceError } from "./errors.js";

/** Calls that are refused, and after how many AWS thinks better of it. */
export interface Failure {
  /** `service:Operation`; a `*` stands for any text: `s3:Put*`. */
  call: string;
  /** Only calls whose input names this, e.g. a bucket or the key of an object; part of a longer text will do. */
  resource?: string;
  /** Calls of an operation that go well before the first is refused. */
  skip?: number;
  /** Calls of an operation that are refused; all when left out. */
  times?: number;
  /** The exception's name. */
  name: string;
  message?: string;
  /** HTTP status, 400 unless given. */
  status?: number;
}

/** Refuses calls as told, each operation counted by itself. */
export class Failures {
  private readonly seen = new Map<string, number>();

  constructor(private readonly failures: readonly Failure[]) {}

  /** @throws the error of the first failure that is due for this call */
  check(service: string, operation: string, input: object): void {
    const call = `${service}:${operation}`;
    for (const [i, failure] of this.failures.entries()) {
      if (!fits(failure.call, call)) continue;
      if (failure.resource !== undefined && !names(input, failure.resource)) continue;
      const { skip = 0, times = Infinity, name, message = name, status = 400 } = failure;
      const number = (this.seen.get(`${i} ${call}`) ?? 0) + 1;
      this.seen.set(`${i} ${call}`, number);
      if (number > skip && number <= skip + times) throw serviceError(name, message, status);
    }
  }
}

function fits(pattern: string, call: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w:]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(call);
}

/** Whether any text in a value holds this one. Bodies are not looked through. */
function names(value: unknown, text: string): boolean {
  if (typeof value === "string") return value.includes(text);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some((inner) => names(inner, text));
}

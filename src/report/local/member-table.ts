/** A member that is looked for, and what to do with its value. */
export interface Wanted {
  /** Number under which the value's range is noted. */
  slot: number;
  /** Members to look for inside, when the value is an object. */
  inside?: MemberTable;
  /** Whether the value is a response body. */
  body?: boolean;
}

/** Names of members, found by their bytes. Names are ASCII without escapes. */
export class MemberTable {
  private readonly byLength: { name: Uint8Array; wanted: Wanted }[][] = [];

  constructor(members: Record<string, Wanted>) {
    for (const [text, wanted] of Object.entries(members)) {
      const name = new TextEncoder().encode(text);
      (this.byLength[name.length] ??= []).push({ name, wanted });
    }
  }

  /** The member whose name is these bytes. */
  find(bytes: Uint8Array, from: number, to: number): Wanted | undefined {
    const candidates = this.byLength[to - from];
    if (candidates === undefined) return undefined;
    for (const { name, wanted } of candidates) if (startsAt(bytes, from, name)) return wanted;
    return undefined;
  }
}

/** Whether these bytes stand at a position. */
export function startsAt(bytes: Uint8Array, from: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i += 1) if (bytes[from + i] !== expected[i]) return false;
  return true;
}

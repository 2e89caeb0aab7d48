/** A member that is looked for, and what to do with its value. */
export interface Wanted {
  /** Number under which the value's range is noted. */
  slot: number;
  /** Members to look for inside, when the value is an object. */
  inside?: MemberTable;
  /** Whether the value is a response body. */
  body?: boolean;
}

/** Names of members, found by their bytes. Names are ASCII without escapes; no two alike in length and first letter. */
export class MemberTable {
  private readonly members: { name: Uint8Array; wanted: Wanted }[] = [];
  /** By length and first letter: number of the member + 1. */
  private readonly places = new Uint8Array(64 * 128);

  constructor(members: Record<string, Wanted>) {
    for (const [text, wanted] of Object.entries(members)) {
      const name = new TextEncoder().encode(text);
      const place = name.length * 128 + (name[0] as number);
      if (this.places[place] !== 0) throw new Error(`${text} is too much like another name`);
      this.places[place] = this.members.push({ name, wanted });
    }
  }

  /** The member whose name is these bytes. */
  find(bytes: Uint8Array, from: number, to: number): Wanted | undefined {
    const first = bytes[from] as number;
    if (to - from > 63 || first > 127) return undefined;
    const place = this.places[(to - from) * 128 + first] as number;
    if (place === 0) return undefined;
    const member = this.members[place - 1] as (typeof this.members)[number];
    return startsAt(bytes, from, member.name) ? member.wanted : undefined;
  }
}

/** Whether these bytes stand at a position. */
export function startsAt(bytes: Uint8Array, from: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i += 1) if (bytes[from + i] !== expected[i]) return false;
  return true;
}

import { profilesOf } from "./bypasses.js";
import type { Environment } from "./environment.js";
import type { Step } from "./set-json.js";
import { withoutWindow } from "./tiers.js";

/** What in a settings file was written by this program: there is no state that says so. */
export interface Whose {
  /** Whether a text is the ARN of one of the stack's profiles, or of one that is gone. */
  isOurProfile(arn: string): boolean;
  /** Whether an identifier is that of the stack's guardrail, or of one that is gone. */
  isOurGuardrail(identifier: string): boolean;
  /** Whether a command is the one that renews a sign-in to this stack. */
  isOurSignIn(command: string): boolean;
}

/** What merging does to a settings file. */
export class Changes {
  readonly set: [path: Step[], value: unknown][] = [];
  readonly remove: Step[][] = [];
  /** Keys whose values were others'. */
  readonly replaced: string[] = [];
  /** Keys and entries that were ours. */
  readonly removed: string[] = [];
  private readonly profiles: ReadonlySet<string>;

  constructor(
    readonly environment: Environment,
    readonly whose: Whose,
  ) {
    this.profiles = profilesOf(environment);
  }

  put(path: Step[], value: unknown): void {
    this.set.push([path, value]);
  }

  drop(path: Step[], shown: string): void {
    this.remove.push(path);
    this.removed.push(shown);
  }

  /** Whether a value was written by this program: a profile of the environment, or an earlier one. */
  isOurs(value: unknown): boolean {
    if (typeof value !== "string") return false;
    const name = withoutWindow(value);
    return this.profiles.has(name) || this.whose.isOurProfile(name);
  }

  /** Whether a value was ours once and the environment says it no longer. */
  isGone(value: unknown): boolean {
    return typeof value === "string" && !this.profiles.has(withoutWindow(value)) && this.isOurs(value);
  }
}

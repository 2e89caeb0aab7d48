import type { Composition } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { explain } from "../aws/errors.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { PHASES, type Phase, type Stack } from "../engine/kind.js";
import { BadInput, Interrupted } from "../errors.js";
import type { Place } from "../ui/place.js";
import type { Context } from "./context.js";
import { placeOf, profileOf } from "./place.js";

/** A configuration, the account it is for, and what the two make. */
export interface Session {
  parsed: ParsedConfig & { config: Config };
  aws: Aws;
  stack: Stack;
  composition: Composition;
  place: Place;
}

/**
 * Reads the YAML, asks who is calling and gathers the account's facts.
 * @param lenient see composition()
 * @throws BadInput before any call for what is wrong in the YAML
 */
export async function openSession(cx: Context, lenient = false): Promise<Session> {
  const parsed = await cx.configuration();
  const aws = await cx.aws(parsed.config.region);
  const { composition, identifyStack } = await import("../stack/composition.js");
  return reading(cx, parsed.config.region, async () => {
    const stack = await identifyStack(aws, parsed.config);
    const place = await placeOf(cx, stack);
    return { parsed, aws, stack, composition: await composition(aws, parsed, stack, lenient), place };
  });
}

/** Runs AWS work and gives every SDK error a message a person can use. */
export async function explained<T>(region: string, work: () => Promise<T>, profile?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, region, profile);
  }
}

/**
 * Reads that a Ctrl-C ends at once, since nothing is left half done.
 * @throws Interrupted
 */
export async function reading<T>(cx: Context, region: string, work: () => Promise<T>): Promise<T> {
  const { signal } = cx.io;
  let stop = (): void => {};
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Interrupted());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([explained(region, work, profileOf(cx)), interrupted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Values of `--phase`, repeated or separated by commas. @throws BadInput */
export function parsePhases(values: readonly string[] | undefined): Phase[] | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return values
    .flatMap((value) => value.split(","))
    .map((value) => {
      const phase = PHASES.find((candidate) => candidate === value.trim());
      if (phase === undefined) {
        throw new BadInput("bad_usage", `there is no phase "${value}"`, `phases are ${PHASES.join(", ")}`);
      }
      return phase;
    });
}

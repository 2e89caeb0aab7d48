import type { Stack } from "../engine/kind.js";
import type { Place } from "../ui/place.js";
import type { Context } from "./context.js";

/** Where a run on this stack is at work: the account, and through which profile and endpoint. */
export async function placeOf(cx: Context, stack: Stack): Promise<Place> {
  if (cx.sandboxDir() !== undefined) return { stack, endpoints: [], simulated: true };
  const { endpointsInForce } = await import("../aws/endpoints.js");
  const profile = profileOf(cx);
  const named = profile === undefined ? {} : { profile };
  return { stack, ...named, endpoints: await endpointsInForce(), simulated: false };
}

/** The named profile in use: `--profile`, else the SDK's own variable. */
export function profileOf({ options, io }: Context): string | undefined {
  return options.profile ?? (io.env["AWS_PROFILE"] || undefined);
}

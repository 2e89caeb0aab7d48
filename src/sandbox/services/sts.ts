import type { Handlers } from "../call.js";

/** AWS Security Token Service: who is calling. */
export const sts: Handlers<"sts"> = {
  GetCallerIdentity: (_input, call) => ({
    Account: call.account,
    Arn: call.caller,
    UserId: "AROASANDBOXPLATFORM:sandbox",
  }),
};

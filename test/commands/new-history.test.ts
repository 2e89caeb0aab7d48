import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { workspace } from "../support/cli.js";

const yaml = (prefix: string) => `version: 1
region: us-east-1
models:
  sonnet: { copyFrom: us.anthropic.claude-sonnet-4-6 }
logging:
  bucketPrefix: ${prefix}
budgets:
  emails: [platform-team@example.com]
`;

it("another bucket prefix is refused by plan and apply, unless a new history is meant", async () => {
  const { cwd, ccb } = workspace(yaml("acme-corp"));
  expect((await ccb("apply --yes")).code).toBe(0);
  writeFileSync(join(cwd, "ccb.yaml"), yaml("acme-group"));
  const refused = [
    "plan",
    "apply --yes",
    "plan --phase allocation",
    "onboard-dev zoe --yes",
    "offboard-dev zoe --yes",
  ];
  for (const args of refused) {
    const { code, err } = await ccb(args);
    expect({ args, code }).toEqual({ args, code: 5 });
    expect(err).toContain("acme-corp-bedrock-invocation-logs");
    expect(err).toContain("--new-history");
  }
  const old = expect.objectContaining({ name: "acme-corp-bedrock-invocation-logs", why: "data" });
  expect((await ccb("status --json")).json()).toMatchObject({ kept: expect.arrayContaining([old]) });
  const { code, out } = await ccb("plan --new-history");
  expect(code).toBe(0);
  expect(out).toContain("kept: s3-bucket acme-corp-bedrock-invocation-logs");
  expect((await ccb("apply --yes --new-history")).code).toBe(0);
  expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  // What is kept for its data is nothing that retires.
  expect((await ccb("plan --keep-old --detailed-exitcode")).code).toBe(0);
  expect((await ccb("status")).out).toContain("kept     s3-bucket acme-corp-bedrock-invocation-logs");
});

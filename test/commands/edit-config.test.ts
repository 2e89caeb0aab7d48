import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { Account } from "../../src/sandbox/account.js";
import { applied } from "../developers/company.js";

/** Does something to the YAML while AWS is at work on the developer. */
function meanwhile(work: () => void): void {
  const handle = Account.prototype.handle;
  const spy = vi.spyOn(Account.prototype, "handle").mockImplementation(async function (
    this: Account,
    ...args
  ) {
    if (args[1] === "CreateInferenceProfile") work();
    return handle.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
}

it("keeps what somebody saved in the file while AWS was at work", async () => {
  const { ccb, cwd, yaml } = await applied();
  const file = join(cwd, "ccb.yaml");
  meanwhile(() => {
    const text = readFileSync(file, "utf8");
    if (!text.includes("carol"))
      writeFileSync(file, text.replace("  bob:", "  carol: {} # saved meanwhile\n  bob:"));
  });
  expect((await ccb("onboard-dev dana")).code).toBe(0);
  expect(yaml()).toMatch(/ {2}carol: \{\} # saved meanwhile\n {2}bob: .*\n {2}dana: \{\}\n/);
});

it("says what is done and what is not when the file can no longer be edited", async () => {
  const { ccb, cwd, yaml } = await applied();
  const broken = "developers: [broken\n";
  meanwhile(() => writeFileSync(join(cwd, "ccb.yaml"), broken));
  const result = await ccb("onboard-dev dana");
  expect(result.code).toBe(3);
  expect(result.err).toContain("AWS is done, the file is not");
  expect(yaml()).toBe(broken);
});

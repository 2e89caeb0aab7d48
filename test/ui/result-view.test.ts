import { expect, test } from "vitest";
import { renderOutputs, renderPending } from "../../src/ui/result-view.js";
import { style } from "../../src/ui/style.js";

const plain = style(false);

test("outputs are one line each, profiles by developer, documents by name only", () => {
  const outputs = {
    adminRoleArn: "arn:admin",
    scp: { Statement: [] },
    inferenceProfiles: { alice: { opus: "arn:1", haiku: "arn:2" } },
  };
  expect(renderOutputs(outputs, plain)).toBe(
    [
      "Outputs",
      "  adminRoleArn = arn:admin",
      "  scp = (ccb outputs scp)",
      "  inferenceProfiles:",
      "    alice opus = arn:1",
      "    alice haiku = arn:2",
      "",
      "",
    ].join("\n"),
  );
});

test("many developers are counted, not listed", () => {
  const users = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`u${i}`, { opus: `arn:${i}` }]));
  const text = renderOutputs({ inferenceProfiles: users }, plain);
  expect(text).toContain("inferenceProfiles = (11 developers: ccb outputs inferenceProfiles)");
  expect(text).not.toContain("arn:");
});

test("nothing to say is nothing said", () => {
  expect(renderOutputs({}, plain)).toBe("");
  expect(renderPending([], plain)).toBe("");
});

test("what waits on a person says what to do", () => {
  const pending = [{ key: "k", what: "subscription of a@example.com", action: "confirm it" }];
  expect(renderPending(pending, plain)).toBe(
    "Waiting on a person\n  subscription of a@example.com: confirm it\n\n",
  );
});

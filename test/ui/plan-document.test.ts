import { describe, expect, test } from "vitest";
import { ref } from "../../src/engine/refs.js";
import { planDocument, summaryLine, summaryOf } from "../../src/ui/plan-document.js";
import { PROPAGATION } from "../../src/aws/error-classes.js";
import { changeOf, planOf } from "./plans.js";

describe("planDocument", () => {
  test("has the shape scripts rely on", () => {
    const change = changeOf("replace", "p", {
      fields: [
        { path: "source", before: undefined, after: "us.new", replaces: "it cannot move" },
        { path: "tags.Team", before: "a", after: "b" },
      ],
      steps: [
        {
          ...{ service: "bedrock", operation: "TagResource", why: "tag it", region: "us-east-1" },
          ...{ input: { arn: ref("foundation/x", "arn"), n: 1 }, propagation: PROPAGATION.newBucket },
        },
      ],
    });
    const document = planDocument(planOf([change], { unchanged: 3, warnings: ["careful"] }));
    expect(JSON.parse(JSON.stringify(document))).toEqual({
      account: "123456789012",
      region: "us-east-1",
      stack: "claude-code",
      summary: { create: 0, update: 0, replace: 1, delete: 0, adopt: 0, unchanged: 3 },
      changes: [
        {
          key: "foundation/p",
          kind: "iam-role",
          phase: "foundation",
          name: "p",
          action: "replace",
          fields: [
            { path: "source", before: null, after: "us.new", replaces: "it cannot move" },
            { path: "tags.Team", before: "a", after: "b" },
          ],
          calls: [
            {
              service: "bedrock",
              operation: "TagResource",
              why: "tag it",
              input: { arn: "(known after apply)", n: 1 },
            },
          ],
        },
      ],
      warnings: ["careful"],
    });
  });
});

test("no password of a URL is in the document", () => {
  const endpoint = "https://user:p@ss@events.example.com/hook?a:b@c";
  const change = changeOf("create", "hook", {
    fields: [{ path: "endpoint", before: null, after: endpoint }],
    steps: [{ service: "sns", operation: "Subscribe", why: "subscribe", input: { Endpoint: endpoint } }],
  });
  const [shown] = planDocument(planOf([change])).changes;
  const masked = "https://user:****@events.example.com/hook?a:b@c";
  expect(shown?.fields[0]?.after).toBe(masked);
  expect(shown?.calls[0]?.input).toEqual({ Endpoint: masked });
  expect(change.steps[0]?.input).toEqual({ Endpoint: endpoint });
});

test("of a secret address scheme and host are in the document, and the plan itself keeps it", () => {
  const endpoint = "https://hooks.example.com/services/s3cret?token=s3cret";
  const change = changeOf("create", "hook", {
    fields: [
      { path: "endpoint", before: null, after: endpoint, secret: true },
      { path: "link", before: null, after: "https://wiki.example.com/page" },
    ],
    steps: [
      {
        ...{ service: "sns", operation: "Subscribe", why: "subscribe", secret: ["Endpoint"] },
        ...{ input: { Endpoint: endpoint, Protocol: "https" } },
      },
    ],
  });
  const [shown] = planDocument(planOf([change])).changes;
  expect(shown?.fields).toEqual([
    { path: "endpoint", before: null, after: "https://hooks.example.com" },
    { path: "link", before: null, after: "https://wiki.example.com/page" },
  ]);
  expect(shown?.calls[0]?.input).toEqual({ Endpoint: "https://hooks.example.com", Protocol: "https" });
  expect(change.steps[0]?.input).toMatchObject({ Endpoint: endpoint });
});

test("the summary counts each action", () => {
  const actions = ["create", "create", "update", "replace", "delete", "delete", "delete", "adopt"] as const;
  const summary = summaryOf(
    planOf(
      actions.map((action, i) => changeOf(action, `${i}`)),
      { unchanged: 9 },
    ),
  );
  expect(summary).toEqual({ create: 2, update: 1, replace: 1, delete: 3, adopt: 1, unchanged: 9 });
  expect(summaryLine(summary)).toBe(
    "Plan: 2 to create, 1 to update, 1 to replace, 3 to delete, 1 to adopt, 9 unchanged.",
  );
});

import type { Change, Plan } from "../../src/engine/plan.js";

const STACK = { name: "claude-code", account: "123456789012", region: "us-east-1", partition: "aws" };

export function planOf(changes: Change[], more: Partial<Plan> = {}): Plan {
  return {
    ...{ stack: STACK, changes, unchanged: 0, blocked: [], kept: [], warnings: [] },
    ...{ attributes: new Map(), owned: new Map() },
    ...more,
  };
}

export function changeOf(action: Change["action"], name: string, more: Partial<Change> = {}): Change {
  return {
    ...{ key: `foundation/${name}`, kind: "iam-role", phase: "foundation", name, action },
    ...{ fields: [], steps: [], needs: [], after: [] },
    ...more,
  };
}

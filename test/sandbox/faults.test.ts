import { describe, expect, test } from "vitest";
import { type FaultOptions, Faults } from "../../src/sandbox/faults.js";

/** One call of each operation; what it met, or "ok". */
function calls(faults: Faults, ...operations: string[]): string[] {
  return operations.map((operation) => {
    try {
      faults.before("iam", operation);
      faults.after(operation);
      return "ok";
    } catch (error) {
      return (error as Error).name;
    }
  });
}

/** Like {@link calls}, and whether the effect happened. */
function effects(options: FaultOptions, ...operations: string[]): string[] {
  const faults = new Faults(options);
  return operations.map((operation) => {
    let effect = "no effect";
    try {
      faults.before("iam", operation);
      effect = "effect";
      faults.after(operation);
      return effect;
    } catch (error) {
      return `${effect}, ${(error as Error).name}`;
    }
  });
}

describe("Faults", () => {
  test("without options nothing happens, and only mutating calls are counted", () => {
    const faults = new Faults();
    expect(calls(faults, "GetRole", "CreateRole", "ListRoles", "TagRole")).toEqual(["ok", "ok", "ok", "ok"]);
    expect(faults.mutatingCalls).toBe(2);
  });

  test("throttle: a share of all calls, the same ones with the same seed", () => {
    const operations = Array.from({ length: 400 }, () => "GetRole");
    const run = (seed: number) => calls(new Faults({ throttle: 0.25, seed }), ...operations);
    const throttled = run(1).filter((met) => met === "ThrottlingException").length;
    expect(throttled).toBeGreaterThan(70);
    expect(throttled).toBeLessThan(130);
    expect(run(1)).toEqual(run(1));
    expect(run(2)).not.toEqual(run(1));
    expect(new Set(calls(new Faults({ throttle: 1 }), ...operations))).toEqual(
      new Set(["ThrottlingException"]),
    );
  });

  test("crash before: the effect does not happen, and nothing works after it", () => {
    const options: FaultOptions = { crash: { at: 2, when: "before" } };
    expect(effects(options, "CreateRole", "GetRole", "TagRole", "GetRole", "TagRole")).toEqual([
      "effect",
      "effect",
      "no effect, SimulatedCrash",
      "no effect, SimulatedCrash",
      "no effect, SimulatedCrash",
    ]);
  });

  test("crash after: the effect happens, the answer is lost, and nothing works after it", () => {
    const options: FaultOptions = { crash: { at: 1, when: "after" } };
    expect(effects(options, "GetRole", "CreateRole", "GetRole")).toEqual([
      "effect",
      "effect, SimulatedCrash",
      "no effect, SimulatedCrash",
    ]);
  });

  test("crash by kill ends the process the hard way", () => {
    const killed: (string | number | undefined)[] = [];
    const kill = process.kill;
    process.kill = (_pid, name) => (killed.push(name), true);
    try {
      calls(new Faults({ crash: { at: 1, when: "before", how: "kill" } }), "CreateRole");
    } finally {
      process.kill = kill;
    }
    expect(killed).toEqual(["SIGKILL"]);
  });

  test("lose: the effect happens and the connection breaks, at the named mutating calls only", () => {
    expect(effects({ lose: [2, 3] }, "CreateRole", "GetRole", "TagRole", "TagRole", "TagRole")).toEqual([
      "effect",
      "effect",
      "effect, TimeoutError",
      "effect, TimeoutError",
      "effect",
    ]);
  });

  test("omit: members of an answer, in lists too, and of a copy of it", () => {
    const faults = new Faults({
      omit: { "iam:ListRoles": ["Roles.Path", "Marker", "Roles.Tags.Value", "no.such"] },
    });
    const answer = {
      Roles: [{ Path: "/", RoleName: "a", Tags: [{ Key: "k", Value: "v" }] }, { RoleName: "b" }],
      Marker: "m",
      IsTruncated: true,
    };
    expect(faults.shown("iam", "ListRoles", answer)).toEqual({
      Roles: [{ RoleName: "a", Tags: [{ Key: "k" }] }, { RoleName: "b" }],
      IsTruncated: true,
    });
    expect(answer.Marker).toBe("m");
    expect(faults.shown("iam", "GetRole", answer)).toBe(answer);
  });

  test("deny: by operation or for all, with its own words", () => {
    const faults = new Faults({
      deny: {
        "iam:GetRole": { name: "AccessDenied", message: "not you", status: 403 },
        "*": { name: "Down", message: "closed" },
      },
    });
    expect(calls(faults, "GetRole", "ListRoles", "CreateRole")).toEqual(["AccessDenied", "Down", "Down"]);
    expect(faults.mutatingCalls).toBe(0);
    expect(() => faults.before("iam", "GetRole")).toThrow(
      expect.objectContaining({
        message: "not you",
        $metadata: expect.objectContaining({ httpStatusCode: 403 }),
      }),
    );
  });
});

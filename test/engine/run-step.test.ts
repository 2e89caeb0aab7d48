import { describe, expect, test, vi } from "vitest";
import type { ExecuteOptions } from "../../src/engine/execute.js";
import type { Live } from "../../src/engine/kind.js";
import type { Change } from "../../src/engine/plan.js";
import { ref } from "../../src/engine/refs.js";
import { runStep } from "../../src/engine/run-step.js";
import type { Step } from "../../src/engine/step.js";
import { CONTEXT, ownTags, thingKind, wantThing } from "./cloud.js";

type Answer = Record<string, unknown> | Error;

/** An AWS that gives these answers in turn, and the last one for ever. */
function answering(...answers: Answer[]) {
  const calls: unknown[][] = [];
  const call = async (...args: unknown[]) => {
    calls.push(args);
    const answer = answers[Math.min(calls.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  return { calls, aws: { call } as unknown as ExecuteOptions["aws"] };
}

function failure(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

const want = wantThing("budgets/a", "a");
const CHANGE = { key: "budgets/a", kind: "thing", name: "a", action: "create", want } as unknown as Change;

function makeStep(more: Partial<Step> = {}): Step {
  return { service: "sns", operation: "Make", input: {}, why: "make", ...more };
}

function run(step: Step, aws: ExecuteOptions["aws"], more: Partial<ExecuteOptions> = {}, attributes = {}) {
  const options = { aws, kinds: [], read: CONTEXT, delayScale: 0, clock: () => new Date(0), ...more };
  return runStep(step, CHANGE, new Map(Object.entries(attributes)), options);
}

describe("runStep", () => {
  test("sends the input with its references filled in, where the step says", async () => {
    const { aws, calls } = answering({});
    const step = makeStep({ input: { to: ref("t", "arn") }, region: "eu-west-1" });
    await run(step, aws, {}, { t: { arn: "arn:t" } });
    expect(calls).toEqual([["sns", "Make", { to: "arn:t" }, "eu-west-1"]]);
  });

  test("takes attributes out of the answer: nested, the last part of an ARN, dates, none", async () => {
    const { aws } = answering({ thing: { arn: "arn:x:thing/42", at: new Date(0), n: 3 } });
    const produces = {
      arn: "thing.arn",
      id: "thing.arn/",
      at: "thing.at",
      n: "thing.n",
      no: "thing.no.more",
    };
    expect(await run(makeStep({ produces }), aws)).toEqual({
      arn: "arn:x:thing/42",
      id: "42",
      at: "1970-01-01T00:00:00.000Z",
      n: "3",
    });
  });

  test("lines that refer to what was not made are left out, other members are not", async () => {
    const { aws, calls } = answering({});
    const input = { Body: `a\n${ref("t", "arn")}\nb`, Key: "k" };
    await run(makeStep({ input, dropUnresolvedLinesOf: "Body" }), aws);
    expect(calls[0]?.[2]).toEqual({ Body: "a\nb", Key: "k" });
    const bad = { Body: "a", Key: ref("t", "arn") };
    await expect(run(makeStep({ input: bad, dropUnresolvedLinesOf: "Body" }), aws)).rejects.toThrow(
      "t has no arn yet",
    );
  });

  describe("propagation", () => {
    const propagation = { service: "sns", names: ["Invalid"], message: /not yet/, seconds: 10 } as const;

    test("repeats the named message until it is gone", async () => {
      const { aws, calls } = answering(
        failure("Invalid", "it is not yet there"),
        failure("Invalid", "not yet"),
        {},
      );
      await run(makeStep({ propagation }), aws);
      expect(calls).toHaveLength(3);
    });

    test("repeats no other message", async () => {
      const { aws, calls } = answering(failure("AccessDenied", "no"), {});
      await expect(run(makeStep({ propagation }), aws)).rejects.toThrow("no");
      expect(calls).toHaveLength(1);
    });

    test("each of several errors has a bound of its own", async () => {
      const other = { service: "sns", names: ["Other"], seconds: 1 } as const;
      const { aws, calls } = answering(
        failure("Other"),
        failure("Invalid", "not yet"),
        failure("Other"),
        failure("Other"),
      );
      await expect(run(makeStep({ propagation: [propagation, other] }), aws)).rejects.toThrow("Other");
      expect(calls).toHaveLength(4);
    });

    test("gives up within its bound, with AWS's own words", async () => {
      vi.useFakeTimers();
      try {
        const { aws, calls } = answering(failure("Invalid", "not yet"));
        const start = Date.now();
        const outcome = run(makeStep({ propagation }), aws, { delayScale: 1 }).catch(
          (error: Error) => error.message,
        );
        await vi.runAllTimersAsync();
        expect(await outcome).toBe("not yet");
        expect(Date.now() - start).toBe(10_000);
        expect(calls.length).toBeGreaterThan(4);
        expect(calls.length).toBeLessThan(12);
      } finally {
        vi.useRealTimers();
      }
    });

    test("repeats nothing after an interruption, and says that it was one", async () => {
      const { aws, calls } = answering(failure("Invalid", "not yet"), {});
      await expect(run(makeStep({ propagation }), aws, { signal: AbortSignal.abort() })).rejects.toThrow(
        /^interrupted before it was complete$/,
      );
      expect(calls).toHaveLength(1);
    });

    test("ends a pause at once when interrupted", async () => {
      vi.useFakeTimers();
      try {
        const { aws, calls } = answering(failure("Invalid", "not yet"), failure("Invalid", "not yet"), {});
        const interrupt = new AbortController();
        const outcome = run(makeStep({ propagation }), aws, {
          delayScale: 1,
          signal: interrupt.signal,
        }).catch((error: Error) => error.message);
        await vi.advanceTimersByTimeAsync(600);
        expect(calls).toHaveLength(2);
        interrupt.abort();
        expect(await outcome).toBe("interrupted before it was complete");
        expect(calls).toHaveLength(2);
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    test("a denial that means a denial is shown after an interruption too", async () => {
      const { aws } = answering(failure("AccessDenied", "no"));
      await expect(run(makeStep({ propagation }), aws, { signal: AbortSignal.abort() })).rejects.toThrow(
        "no",
      );
    });

    test("an error without the clause is never repeated", async () => {
      const { aws, calls } = answering(failure("Invalid", "not yet"), {});
      await expect(run(makeStep(), aws)).rejects.toThrow("not yet");
      expect(calls).toHaveLength(1);
    });
  });

  describe("waiting", () => {
    const wait: Step["wait"] = {
      operation: "Describe",
      input: (output) => ({ id: output["id"] }),
      state: ({ state, why }) =>
        state === "ok" ? "done" : state === "bad" ? { failed: String(why) } : "again",
      seconds: 30,
    };

    test("goes on until it is settled, asking about what was made", async () => {
      const { aws, calls } = answering({ id: 7 }, { state: "busy" }, { state: "busy" }, { state: "ok" });
      expect(await run(makeStep({ wait, produces: { id: "id" } }), aws)).toEqual({ id: "7" });
      expect(calls[3]).toEqual(["sns", "Describe", { id: 7 }, undefined]);
    });

    test("says why it failed", async () => {
      const { aws } = answering({ id: 7 }, { state: "bad", why: "policy too long" });
      await expect(run(makeStep({ wait }), aws)).rejects.toThrow("sns:Make failed: policy too long");
    });

    test("does not go on for ever", async () => {
      const { aws } = answering({ id: 7 }, { state: "busy" });
      await expect(run(makeStep({ wait }), aws)).rejects.toThrow("sns:Make was not complete after 30 s");
    });
  });

  describe("what exists already", () => {
    const step = makeStep({ exists: ["Exists"] });
    const exists = failure("Exists", "a exists");
    const live = (name: string, tags: Record<string, string>): Live => ({
      ...{ kind: "thing", name, spec: { color: "red" }, tags },
      attributes: { id: `id of ${name}` },
    });
    const reading = (...answers: Live[][]) => {
      let n = 0;
      const kind = {
        ...thingKind("thing", { renames: true }),
        read: async () => answers[Math.min(n++, answers.length - 1)] ?? [],
      };
      return { kinds: [kind] as ExecuteOptions["kinds"] };
    };

    test("is ours: an earlier try made it, and its attributes are read back", async () => {
      const { aws } = answering(exists);
      const found = reading([live("a", ownTags("budgets/a"))]);
      expect(await run(step, aws, found)).toEqual({ id: "id of a" });
    });

    test("is ours, though the list lags behind", async () => {
      const { aws } = answering(exists);
      const found = reading([], [], [live("a", ownTags("budgets/a"))]);
      expect(await run(step, aws, found)).toEqual({ id: "id of a" });
    });

    test.each([
      ["is nobody's", live("a", {}), "see --adopt"],
      ["is another stack's", live("a", { "ccb:stack": "q" }), 'it belongs to stack "q"'],
    ])("%s: it fails and names the way out", async (_what, item, way) => {
      const { aws, calls } = answering(exists);
      await expect(run(step, aws, reading([item]))).rejects.toThrow(
        `a exists (it was made by somebody else meanwhile; ${way})`,
      );
      expect(calls).toHaveLength(1);
    });

    test("by a name that AWS has for other conflicts too: where nothing can be seen, the call is repeated", async () => {
      const { aws, calls } = answering(exists, exists, { id: "made" });
      expect(await run({ ...step, produces: { id: "id" } }, aws, reading([]))).toEqual({ id: "made" });
      expect(calls).toHaveLength(3);
    });

    test.each([
      ["ten seconds", undefined, 10_000],
      ["as long as the step says", { service: "sns", names: ["Exists"], seconds: 120 } as const, 120_000],
    ])("and never seen: given up after %s, without a word of --adopt", async (_long, propagation, ms) => {
      vi.useFakeTimers();
      try {
        const { aws } = answering(exists);
        const start = Date.now();
        const trying = { ...step, ...(propagation === undefined ? {} : { propagation }) };
        const outcome = run(trying, aws, { ...reading([]), delayScale: 1 }).catch(
          (error: Error) => error.message,
        );
        await vi.runAllTimersAsync();
        expect(await outcome).toBe("a exists (none named a can be seen)");
        expect(Date.now() - start).toBe(ms);
      } finally {
        vi.useRealTimers();
      }
    });

    test("is not what a service says that has one name for all it refuses", async () => {
      const invalid = "InvalidRequestException";
      const refused = answering(failure(invalid, "BytesScannedCutoffPerQuery is too small"));
      const trying = { ...step, exists: [invalid] };
      const error = (await run(trying, refused.aws, reading([])).catch((e: Error) => e)) as Error;
      expect([error.name, error.message]).toEqual([invalid, "BytesScannedCutoffPerQuery is too small"]);
      expect(refused.calls).toHaveLength(1);
      const there = answering(failure(invalid, "WorkGroup is already created, it exists"), { id: "made" });
      expect(await run({ ...trying, produces: { id: "id" } }, there.aws, reading([]))).toEqual({
        id: "made",
      });
    });

    test("keeps the name of AWS's error, whatever is added to its words", async () => {
      const { aws } = answering(exists);
      const error = (await run(step, aws, reading([live("a", {})])).catch((e: Error) => e)) as Error;
      expect(error.name).toBe("Exists");
    });

    test("is not what the change replaces, which has the same key", async () => {
      const { aws } = answering(exists);
      const old = live("a-2", ownTags("budgets/a"));
      await expect(run(step, aws, reading([old, live("a", {})]))).rejects.toThrow("somebody else");
    });

    test("another error is no reason to look", async () => {
      const { aws } = answering(failure("Denied", "no"));
      await expect(run(step, aws, reading([live("a", ownTags("budgets/a"))]))).rejects.toThrow("no");
    });
  });

  test("what is gone already needs no deletion", async () => {
    const { aws } = answering(failure("Gone"));
    expect(await run(makeStep({ doneIf: ["Gone"] }), aws)).toEqual({});
    await expect(run(makeStep({ doneIf: ["Other"] }), aws)).rejects.toThrow("Gone");
  });

  test("a failure inside a successful answer fails the step", async () => {
    const { aws } = answering({ Errors: ["b: denied"] }, {});
    const step = makeStep({ failure: ({ Errors }) => (Errors as string[] | undefined)?.[0] });
    await expect(run(step, aws)).rejects.toThrow("sns:Make: b: denied");
  });

  describe("a repeated step", () => {
    const repeat = (inputs: object[]) => makeStep({ repeat: async () => inputs.shift(), doneIf: ["Gone"] });

    test("goes on until nothing is left", async () => {
      const { aws, calls } = answering({});
      await run(repeat([{ n: 1 }, { n: 2 }]), aws);
      expect(calls.map((call) => call[2])).toEqual([{ n: 1 }, { n: 2 }]);
    });

    test("is done when what it works on is gone", async () => {
      const { aws } = answering(failure("Gone"));
      expect(await run(repeat([{ n: 1 }]), aws)).toEqual({});
    });

    test("stops at an interruption", async () => {
      const { aws, calls } = answering({});
      const stopped = run(repeat([{ n: 1 }]), aws, { signal: AbortSignal.abort() });
      await expect(stopped).rejects.toThrow("interrupted before it was complete");
      expect(calls).toEqual([]);
    });
  });
});

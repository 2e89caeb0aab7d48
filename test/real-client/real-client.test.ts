import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { company } from "../developers/company.js";
import { ccb } from "../support/cli.js";
import { CLIENTS, type Situation, callsOf, canManage } from "./client.js";
import type { ModelCall } from "./fake-bedrock.js";

/** Zoe starts with sonnet and its long window; of her opus models the newer one comes first. */
const YAML = company(
  "guardrail: { enabled: true, topics: [{ name: Advice, definition: Advice on what to buy. }] }\n",
)
  .replace("claude-sonnet-4-6 }", "claude-sonnet-4-6, context: 1m }")
  .replace("  haiku: ", "  newer: { copyFrom: us.anthropic.claude-opus-4-8 }\n  haiku: ")
  .replace("  alice: {} ", "  zoe: { models: [sonnet, newer, opus, haiku] } ");

/** A model that zoe does not have, by Anthropic's name and by Bedrock's. */
const FOREIGN = "claude-opus-4-1-20250805";
const OLD_SETUP = {
  ANTHROPIC_MODEL: "us.anthropic.claude-opus-4-1-20250805-v1:0",
  ANTHROPIC_SMALL_FAST_MODEL: "us.anthropic.claude-3-5-haiku-20241022-v1:0",
};
/** Makes background work of a prompt. */
const HOOKS = {
  hooks: { UserPromptSubmit: [{ hooks: [{ type: "prompt", prompt: "Is this fine? $ARGUMENTS" }] }] },
};

interface Printed {
  /** Alias by ARN. */
  aliases: Map<string, string>;
  env: Record<string, string>;
  settings: object;
  managed: object;
  /** What `--merge` made of a file that had a model of its own. */
  merged: object;
}

/** Situations that must stay on zoe's profiles: what the client is to call, by alias, in any order. */
const STAYS: [name: string, calls: string[], situation: (printed: Printed) => Situation][] = [
  [
    "variables, in a shell with an old set-up",
    ["haiku", "sonnet"],
    ({ env }) => ({ env: { ...OLD_SETUP, ...env }, user: HOOKS }),
  ],
  ["variables, the opus tier", ["newer"], ({ env }) => ({ env, args: ["--model", "opus"] })],
  ["variables, the haiku tier", ["haiku"], ({ env }) => ({ env, args: ["--model", "haiku"] })],
  ["variables, the fable tier", ["newer"], ({ env }) => ({ env, args: ["--model", "fable"] })],
  ["variables, a subagent's tier", ["sonnet", "haiku"], ({ env }) => ({ env, subagentModel: "haiku" })],
  [
    "settings, in a shell with an old set-up",
    ["haiku", "sonnet"],
    ({ settings }) => ({ env: OLD_SETUP, user: { ...settings, ...HOOKS } }),
  ],
  ["settings merged into those with another model", ["sonnet"], ({ merged }) => ({ user: merged })],
  [
    "settings, a model that is not zoe's",
    ["sonnet"],
    ({ settings }) => ({ user: settings, args: ["--model", FOREIGN] }),
  ],
  [
    "settings, a name without its date",
    ["sonnet"],
    ({ settings }) => ({ user: settings, args: ["--model", "claude-haiku-4-5"] }),
  ],
  [
    "settings, a system profile",
    ["sonnet"],
    ({ settings }) => ({ user: settings, args: ["--model", OLD_SETUP.ANTHROPIC_MODEL] }),
  ],
  [
    "settings, a subagent with a model that is not zoe's",
    ["sonnet"],
    ({ settings }) => ({ user: settings, subagentModel: FOREIGN }),
  ],
  [
    "settings, a second model of a family",
    ["opus"],
    ({ settings, aliases }) => ({
      user: settings,
      args: ["--model", [...aliases].find(([, alias]) => alias === "opus")?.[0] ?? ""],
    }),
  ],
];

const MANAGED: typeof STAYS = [
  [
    "managed settings, against a project's own",
    ["haiku", "sonnet"],
    ({ managed }) => ({
      managed: { ...managed, ...HOOKS },
      project: { env: OLD_SETUP, model: FOREIGN, availableModels: [FOREIGN] },
      args: ["--model", FOREIGN],
    }),
  ],
];

/** Doors that stay open, and are written down as such in docs/claude-code.md. */
const LEAVES: typeof STAYS = [
  ["variables alone, a whole model name", [], ({ env }) => ({ env, args: ["--model", FOREIGN] })],
  [
    "settings, against a project's own list",
    [],
    ({ settings }) => ({
      user: settings,
      project: { availableModels: [FOREIGN] },
      args: ["--model", FOREIGN],
    }),
  ],
];

const isAnyInstalled = CLIENTS.some(({ isInstalled }) => isInstalled);
const cwd = mkdtempSync(join(tmpdir(), "ccb-test-"));
let printed: Printed;

beforeAll(async () => {
  if (isAnyInstalled) printed = await print();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function print(): Promise<Printed> {
  writeFileSync(join(cwd, "ccb.yaml"), YAML);
  const document = async <T>(args: string) => {
    const { code, err, json } = await ccb(`${args} --json --sandbox`, { cwd });
    if (code !== 0) throw new Error(err);
    return json<T>();
  };
  await document("apply --yes");
  const { developers } = await document<{
    developers: { user: string; profiles: Record<string, { arn: string }> }[];
  }>("list-devs");
  const profiles = developers.find(({ user }) => user === "zoe")?.profiles ?? {};
  const file = join(cwd, "settings.json");
  writeFileSync(file, JSON.stringify({ model: FOREIGN, env: OLD_SETUP }));
  await document("print-env zoe --merge settings.json");
  return {
    aliases: new Map(Object.entries(profiles).map(([alias, { arn }]) => [arn, alias])),
    env: (await document<{ env: Record<string, string> }>("print-env zoe")).env,
    settings: await document("print-env zoe -f settings"),
    managed: await document("print-env zoe -f managed-settings"),
    merged: JSON.parse(readFileSync(file, "utf8")) as object,
  };
}

describe.each(CLIENTS)(
  "Claude Code $version",
  ({ program, isInstalled }) => {
    // To install it: test/real-client/install.sh
    describe.skipIf(!isInstalled)("(skipped where it is not installed)", () => {
      const runs = new Map<string, Promise<ModelCall[]>>();
      const two = pLimit(2);

      beforeAll(() => {
        for (const [name, , situation] of [...STAYS, ...(canManage ? MANAGED : []), ...LEAVES]) {
          const run = two(() => callsOf(program, situation(printed)));
          // Whoever waits for it is told.
          run.catch(() => {});
          runs.set(name, run);
        }
      });

      /** Aliases of the profiles that were called, in the alphabet's order; another model by its id. */
      const called = async (name: string): Promise<string[]> => {
        const ids = ((await runs.get(name)) ?? []).map(({ id }) => printed.aliases.get(id) ?? id);
        return [...new Set(ids)].toSorted();
      };

      it.each(STAYS)("%s: %j", async (name, expected) => {
        expect(await called(name)).toEqual(expected.toSorted());
      });

      it.skipIf(!canManage).each(MANAGED)("%s: %j", async (name, expected) => {
        expect(await called(name)).toEqual(expected.toSorted());
      });

      it.each(LEAVES)("%s: leaves the profiles", async (name) => {
        const calls = await called(name);
        expect(calls).toHaveLength(1);
        expect(calls[0]).toContain("claude-opus-4-1");
      });

      it("sends the guardrail with every call, and asks for the long window where the YAML does", async () => {
        const calls = (await Promise.all(STAYS.map(([name]) => runs.get(name) ?? []))).flat();
        expect(calls.length).toBeGreaterThanOrEqual(STAYS.length);
        for (const { id, headers, betas } of calls) {
          expect(headers["x-amzn-bedrock-guardrailversion"]).toBe("1");
          const asksForLong = betas.some((beta) => beta.startsWith("context-1m"));
          expect([id, asksForLong]).toEqual([id, printed.aliases.get(id) === "sonnet"]);
        }
      });
    });
  },
  180_000,
);

import { parseConfig } from "../../../src/config/load.js";
import { developersOf } from "../../../src/config/developers.js";
import type { Config } from "../../../src/config/schema.js";
import { engineQuery } from "../../../src/report/query.js";
import type { Dimension } from "../../../src/report/report-types.js";
import type { UsageResult, UsageRow } from "../../../src/report/usage.js";
import { ReportView } from "../../../src/report/render/view.js";
import { seedCalls } from "../../../src/sandbox/seed/calls.js";
import { sourceOf } from "../../../src/developers/find-profiles.js";
import type { RegisterLine } from "../../../src/register/register.js";

export const YAML = `version: 1
region: us-east-1
models:
  opus: { copyFrom: us.anthropic.claude-opus-4-6-v1 }
  sonnet: { copyFrom: us.anthropic.claude-sonnet-5-5 }
  haiku: { copyFrom: us.anthropic.claude-haiku-5-5 }
logging:
  bucketPrefix: acme-corp
developers:
  ada: {}
  grace: { team: research, costCenter: CC-2002 }
  edsger: { team: data, costCenter: CC-3003, models: [sonnet, haiku] }
  barbara: {}
  donald: { team: research, costCenter: CC-2002, models: [haiku, opus] }
budgets:
  monthly: 900
  emails: [ops@example.com]
  teams:
    engineering: { amount: 400, costCenter: CC-1001 }
    research: { amount: 60, costCenter: CC-2002 }
`;

/** @throws when the YAML is not right */
function configOf(yaml: string): Config {
  const { config, problems } = parseConfig(yaml, "ccb.yaml");
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

/** One class of calls; what is not said is 0, of nobody and of 5 October 2026. */
export function usageRow(some: Partial<UsageRow>): UsageRow {
  return {
    ...{
      day: "2026-10-05",
      modelId: null,
      bodyModel: null,
      principal: null,
      account: null,
      abroad: false,
      tier: null,
      refused: false,
      metadata: [],
      region: "us-east-1",
      band: 0,
      slot: 0,
    },
    ...{
      invocations: 1,
      errors: 0,
      unmetered: 0,
      oddCounts: 0,
      inputTokens: 0,
      cacheReadTokens: 0,
      outputTokens: 0,
    },
    ...{ cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, cacheWriteUnknownTokens: 0 },
    ...some,
  };
}

export function usageOf(rows: UsageRow[], counts: Partial<UsageResult> = {}): UsageResult {
  const records = rows.reduce((sum, row) => sum + row.invocations + row.errors, 0);
  return {
    rows,
    malformed: 0,
    duplicates: 0,
    scan: { files: 1, bytes: 1000, records, seconds: 0.25 },
    ...counts,
  };
}

interface ViewOptions {
  yaml?: string;
  month?: string;
  groupBy?: Dimension[];
  usage: UsageResult;
  register?: RegisterLine[];
  now?: Date;
  before?: ReportView;
}

export function viewOf(options: ViewOptions): ReportView {
  const input = {
    ...{
      config: configOf(options.yaml ?? YAML),
      month: options.month ?? "2026-10",
      engine: "local" as const,
    },
    ...{ groupBy: options.groupBy ?? ["developer" as const], register: options.register ?? [] },
    ...{ usage: options.usage, now: options.now ?? new Date("2026-12-01T00:00:00Z") },
  };
  return new ReportView(input, options.before);
}

/** A month of seeded calls of the YAML's developers, as an engine would find it. */
export function seededView(options: Omit<ViewOptions, "usage"> & { calls?: number } = {}): ReportView {
  const { yaml = YAML, month = "2026-10", calls = 4000, now } = options;
  const config = configOf(yaml);
  const register: RegisterLine[] = [];
  const callers = developersOf(config).map(({ user, team, project, costCenter, models }) => ({
    ...{ user, identity: `arn:aws:sts::123456789012:assumed-role/claude-code-developer/${user}` },
    models: models.map((alias) => {
      const source = sourceOf(config, alias);
      const id = `${Buffer.from(user).toString("hex")}${alias}`;
      const arn = `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`;
      const modelId = source.replace(/^us\./, "");
      register.push({
        ...{ arn, id, developer: user, team, project, costCenter, alias, modelId, source },
        ...{ createdAt: "2026-01-01T00:00:00Z", retiredAt: null },
      });
      return { profileArn: arn, source };
    }),
  }));
  const { thresholds } = engineQuery(config, month, register);
  const rows = seedCalls(month, calls, callers)
    .filter(({ at }) => now === undefined || at <= now.getTime())
    .map((call) => {
      const prompt = call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens;
      return usageRow({
        day: new Date(call.at).toISOString().slice(0, 10),
        modelId: call.model.profileArn,
        principal: call.caller.identity,
        band: thresholds.filter((threshold) => prompt > threshold).length,
        inputTokens: call.inputTokens,
        cacheReadTokens: call.cacheReadTokens,
        cacheWrite5mTokens: call.ttl === "5m" ? call.cacheWriteTokens : 0,
        cacheWrite1hTokens: call.ttl === "1h" ? call.cacheWriteTokens : 0,
        outputTokens: call.outputTokens,
      });
    });
  return viewOf({
    ...options,
    yaml,
    month,
    register,
    usage: usageOf(rows, { malformed: 2, duplicates: 17 }),
  });
}

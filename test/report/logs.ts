import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseConfig } from "../../src/config/load.js";
import type { Config } from "../../src/config/schema.js";
import type { RegisterLine } from "../../src/register/register.js";
import { readUsage } from "../../src/report/local/engine.js";
import { readRegisterFile } from "../../src/report/local/register-file.js";
import { folderSource } from "../../src/report/local/source.js";
import { engineQuery } from "../../src/report/query.js";
import { type Dimension, type Report, metadataKeysOf } from "../../src/report/report-types.js";
import { buildReport } from "../../src/report/report.js";
import { temporaryFolder } from "../support/sandbox.js";

export const MONTH = "2026-11";
export const ACCOUNT = "111122223333";
const PROFILES = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile`;

/** A configuration with three developers, of two teams; `section` is that of `report`, in YAML. */
export function configOf(section = "{}", developers = ""): Config {
  const text = `version: 1
region: us-east-1
models: { opus: { copyFrom: us.anthropic.claude-opus-4-6-v1 } }
logging: { bucketPrefix: acme }
defaults: { team: platform, project: core, costCenter: CC-1 }
developers:
  ada: {}
  grace: { team: compilers, principal: grace.hopper@example.com }
  bot: { principal: "arn:aws:iam::${ACCOUNT}:user/build-bot" }
${developers}
budgets: { emails: [ops@example.com] }
report: ${section}
`;
  const { config, problems } = parseConfig(text, "ccb.yaml");
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

/** ARN of an application inference profile. */
export function profileArn(id: string): string {
  return `${PROFILES}/${id}`;
}

/** `identity.arn` of someone who signed in through Identity Center. */
export function signedIn(name: string): string {
  return `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_ccb-developer_0123456789abcdef/${name}`;
}

export type Json = Record<string, unknown>;

let serial = 0;

/** One record without bodies: 1,000 input and 100 output tokens of Opus 4.6 by Ada; members given replace its own. */
export function record(members: Json = {}): Json {
  serial += 1;
  const tail = serial.toString(16).padStart(12, "0");
  return {
    timestamp: "2026-11-03T09:14:22Z",
    accountId: ACCOUNT,
    region: "us-east-1",
    requestId: `6f0b1b52-9a0c-4a7e-9f53-${tail}`,
    operation: "InvokeModelWithResponseStream",
    modelId: "global.anthropic.claude-opus-4-6-v1",
    input: { inputTokenCount: 1000 },
    output: { outputTokenCount: 100 },
    identity: { arn: signedIn("ada") },
    inferenceRegion: "us-west-2",
    schemaType: "ModelInvocationLog",
    schemaVersion: "1.0",
    ...members,
  };
}

/** A line of the profile register: profile `p1` of Ada, on Opus 4.6 in the US; members given replace its own. */
export function registerLine(members: Partial<RegisterLine> = {}): RegisterLine {
  const id = members.id ?? "p1";
  return {
    arn: profileArn(id),
    id,
    developer: "ada",
    team: "platform",
    project: "core",
    costCenter: "CC-1",
    alias: "opus",
    modelId: "anthropic.claude-opus-4-6-v1",
    source: "us.anthropic.claude-opus-4-6-v1",
    createdAt: "2026-10-01T00:00:00.000Z",
    retiredAt: null,
    ...members,
  };
}

/** Folder of the log objects that were delivered in an hour: `2026/11/03/09`. */
export function hourFolder(hour = "2026/11/03/09", region = "us-east-1"): string {
  return `claude-code/AWSLogs/${ACCOUNT}/BedrockModelInvocationLogs/${region}/${hour}`;
}

/** Lines of an object as they are stored: records as JSON, text and bytes as they are. */
export function packed(lines: readonly (Json | string)[]): Buffer {
  return gzipSync(
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
}

/** Writes a folder as a copy of a logs bucket; `files` by path, a list of lines or bytes each. */
export function logsFolder(
  files: Record<string, readonly (Json | string)[] | Buffer>,
  register: readonly RegisterLine[] = [],
): string {
  const root = temporaryFolder();
  const write = (path: string, content: Buffer | string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) {
    write(path, Buffer.isBuffer(content) ? content : packed(content));
  }
  if (register.length > 0) {
    write("ccb/profiles/profiles.jsonl", register.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
  return root;
}

export interface ReportOptions {
  config?: Config;
  month?: string;
  groupBy?: Dimension[];
  account?: string;
  stackAccount?: string;
  register?: RegisterLine[];
  workers?: number;
  workerFile?: string;
  now?: Date;
}

/** The report on a folder. */
export async function reportOn(root: string, options: ReportOptions = {}): Promise<Report> {
  const {
    config = configOf(),
    month = MONTH,
    groupBy = ["developer"],
    now = new Date("2027-01-01"),
  } = options;
  const source = folderSource(root);
  const file = await readRegisterFile(source);
  const register = options.register ?? file.lines;
  const unreadableRegisterLines = options.register === undefined ? file.unreadable : 0;
  const noRegister = options.register === undefined && !file.found;
  const query = engineQuery(config, month, register, metadataKeysOf(groupBy));
  const { workers = 0, workerFile } = options;
  const usage = await readUsage({
    source,
    query,
    workers,
    ...(workerFile === undefined ? {} : { workerFile }),
  });
  return buildReport({
    ...{ config, month, groupBy, engine: "local", register, unreadableRegisterLines, noRegister },
    ...{ usage, now, account: options.account, stackAccount: options.stackAccount },
  });
}

/** The report on some records that one object holds. */
export async function report(
  records: readonly (Json | string)[],
  options: ReportOptions = {},
): Promise<Report> {
  return reportOn(logsFolder({ [`${hourFolder()}/a.json.gz`]: records }, options.register ?? []), options);
}

/** Codes of a report's warnings, without the one that fixtures of a few calls always have. */
export function warningCodes({ warnings }: Report): string[] {
  return warnings.map(({ code }) => code).filter((code) => code !== "days_without_logs");
}

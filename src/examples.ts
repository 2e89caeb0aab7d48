/** Command lines that help shows below a command, by its words after `ccb`. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  "": ["ccb init", "ccb plan --sandbox", "ccb apply --profile platform", "ccb plan --help"],
  init: ["ccb init", "ccb init --defaults --config team.yaml"],
  validate: ["ccb validate", "ccb validate --config team.yaml --json"],
  schema: ["ccb schema > ccb.schema.json"],
  plan: [
    "ccb plan",
    "ccb plan --phase logging --phase budgets",
    "ccb plan --out plan.json --detailed-exitcode",
    "ccb plan --keep-old --sandbox",
  ],
  show: ["ccb show plan.json", "ccb show plan.json --json"],
  apply: ["ccb apply", "ccb apply --plan plan.json --yes", "ccb apply --phase allocation --keep-old"],
  destroy: ["ccb destroy", "ccb destroy --phase budgets", "ccb destroy --delete-data --sandbox --yes"],
  status: ["ccb status", "ccb status --phase allocation --all", "ccb status --detailed-exitcode --quiet"],
  outputs: ["ccb outputs", "ccb outputs developerRoleArn", "ccb outputs scp > scp.json"],
  "onboard-dev": [
    "ccb onboard-dev frank --team research",
    "ccb onboard-dev grace --model opus --model haiku --principal grace@example.com",
    "ccb onboard-dev --from team.csv",
  ],
  "offboard-dev": ["ccb offboard-dev frank", "ccb offboard-dev frank --yes"],
  "list-devs": ["ccb list-devs", "ccb list-devs --json"],
  "print-env": [
    'eval "$(ccb print-env alice)"',
    "ccb print-env alice --format settings --merge ~/.claude/settings.json",
    "ccb print-env --format managed-settings",
  ],
  "cost-report": [
    "ccb cost-report --month 2026-10",
    "ccb cost-report --month 2026-10 --group-by team,model --compare 2026-09",
    "ccb cost-report --month 2026-10 --out report.html",
  ],
  prices: ["ccb prices", "ccb prices sonnet"],
  sandbox: ["ccb sandbox seed --month 2026-10 --calls 5000 --sandbox"],
  completion: ["source <(ccb completion bash)", "ccb completion fish | source"],
  version: ["ccb version", "ccb version --json"],
};

/** The text below a command's help; empty for one without examples. */
export function examplesText(words: string): string {
  const lines = EXAMPLES[words] ?? [];
  return lines.length === 0 ? "" : `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}

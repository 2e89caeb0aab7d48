/** A stack whose models are model ids, so that no list of system profiles is asked for. */
export const MODEL_IDS = `version: 1
region: us-east-1
models:
  sonnet: { copyFrom: anthropic.claude-sonnet-4-6 }
logging:
  bucketPrefix: acme-corp
defaults: { costCenter: CC-1001 }
developers:
  alice: {}
budgets:
  emails: [ops@example.com]
  teams:
    engineering: { amount: 400, costCenter: CC-1001 }
`;

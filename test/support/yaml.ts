/** A small stack: one developer, one model, one address. */
export const SMALL = `version: 1
region: us-east-1
models:
  sonnet: { copyFrom: us.anthropic.claude-sonnet-4-6 }
logging:
  bucketPrefix: acme-corp
developers:
  alice: {}
budgets:
  emails: [ops@example.com]
`;

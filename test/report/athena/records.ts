/** A record of the invocation log as Bedrock writes it, with other members as given. */
export function record(requestId: string, fields: object = {}) {
  return {
    schemaType: "ModelInvocationLog",
    schemaVersion: "1.0",
    timestamp: "2026-11-03T10:00:00Z",
    accountId: "123456789012",
    region: "us-east-1",
    requestId,
    operation: "InvokeModel",
    modelId: "us.anthropic.claude-opus-4-6-v1",
    identity: { arn: "arn:aws:sts::123456789012:assumed-role/developers/alice" },
    input: { inputTokenCount: 10 },
    output: { outputTokenCount: 5 },
    ...fields,
  };
}

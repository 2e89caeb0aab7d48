import type { Broken } from "./base.js";

const long = (length: number): string => "x".repeat(length);
const opus = "us.anthropic.claude-opus-4-6-v1";
const copyFrom = (text: string): readonly [string, string] => [opus, text];
const region = (text: string): readonly [string, string] => ["region: us-east-1", `region: ${text}`];
const prefix = (text: string): readonly [string, string] => [
  "bucketPrefix: acme-corp",
  `bucketPrefix: ${text}`,
];
const logging = (text: string): readonly [string, string] => [
  "bucketPrefix: acme-corp",
  `bucketPrefix: acme-corp\n  ${text}`,
];
const kmsKey = (at: string): string =>
  `arn:aws:kms:${at}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const topics = (text: string): string => `guardrail:\n  topics:\n    - ${text}\n`;
const many = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(", ");

/** Values that are of the right type and impossible all the same. */
export const BROKEN_VALUES: readonly Broken[] = [
  // region
  [region("us-esat-1"), 2, "is not an AWS Region; did you mean `us-east-1`?", "region"],
  [region("US-EAST-1"), 2, "did you mean `us-east-1`?"],
  [region("us-east-1a"), 2, "is an Availability Zone; its Region is `us-east-1`"],
  [region("virginia"), 2, "is not an AWS Region"],
  // models
  [
    copyFrom("eu.anthropic.claude-opus-4-6-v1"),
    4,
    "cannot be called from us-east-1; did you mean `us.anthropic.claude-opus-4-6-v1`?",
    "models.opus.copyFrom",
  ],
  [copyFrom("us-gov.anthropic.claude-opus-4-6-v1"), 4, "`us-gov.` profiles cannot be called"],
  [copyFrom("claude-opus-4-6"), 4, "did you mean `us.anthropic.claude-opus-4-6`?"],
  [copyFrom("us.Anthropic.Claude-opus-4-6-v1"), 4, "model ids are lower-case"],
  [copyFrom('"us.anthropic.claude-opus-4-6-v1[1m]"'), 4, "put `context: 1m` beside copyFrom"],
  [
    copyFrom(
      '"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1[1M]"',
    ),
    4,
    "put `context: 1m` beside copyFrom",
  ],
  [["opus-4-6-v1 }", "opus-4-6-v1, context: 200k }"], 4, 'expected 1m, got "200k"', "models.opus.context"],
  [
    'foundation:\n  allowedModels: [opus, haiku, "us.anthropic.claude-opus-4-6-v1[1m]"]\n',
    9,
    "`[1m]` is no part of a model's id",
  ],
  [copyFrom("amazon.nova-pro-v1:0"), 4, "is not a system profile id"],
  [
    copyFrom("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"),
    4,
    "an application inference profile cannot be copied",
  ],
  [
    copyFrom("arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-opus-4-6-v1"),
    4,
    'in Region "us-west-2"',
  ],
  [
    copyFrom("arn:aws-cn:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-6-v1"),
    4,
    "in partition aws-cn",
  ],
  [copyFrom("arn:aws:s3:::bucket"), 4, "is not the ARN of a Bedrock model"],
  [copyFrom("arn:aws:bedrock:us-east-1::foundation-model/meta.llama"), 4, "not the ARN of a Claude"],
  [
    copyFrom("arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-opus-4-6-v1"),
    4,
    "`eu.` profiles cannot",
  ],
  [["  opus:", "  opus!:"], 4, "becomes part of profile names"],
  [["  haiku:", "  OPUS:"], 5, "differs from `opus` only in case"],
  // aliases
  [
    "defaults: { models: [opsu] }\n",
    8,
    "is not an alias under `models`; did you mean `opus`?",
    "defaults.models[0]",
  ],
  ["defaults: { models: [sonnet] }\n", 8, "the aliases are opus, haiku"],
  ["defaults: { models: [] }\n", 8, "at least one model alias"],
  ["defaults: { models: [opus, opus] }\n", 8, '"opus" is listed twice', "defaults.models[1]"],
  ["defaults: { models: [toString] }\n", 8, "is not an alias"],
  [
    "developers:\n  alice:\n    models: [opus, hiaku]\n",
    10,
    "did you mean `haiku`?",
    "developers.alice.models[1]",
  ],
  ["developers:\n  alice: { models: [] }\n", 9, "at least one model alias"],
  [
    "foundation:\n  allowedModels: [opus, haiku, gpt]\n",
    9,
    "nor is it a model id or an ARN",
    "foundation.allowedModels[2]",
  ],
  ["foundation: { allowedModels: [] }\n", 8, "nobody could call any"],
  ["foundation:\n  allowedModels: [opus, haiku, 'arn:aws:s3:::x']\n", 9, "is not the ARN of a Bedrock model"],
  // developers
  ["developers:\n  chris@example.com: {}\n", 9, "use `chris` with `principal: chris@example.com`"],
  ["developers:\n  chris.lee: {}\n", 9, "did you mean `chris-lee`?"],
  ["developers:\n  josé: {}\n", 9, "did you mean `jose`?"],
  ["developers:\n  a--b: {}\n", 9, "did you mean `a-b`?"],
  ["developers:\n  -a: {}\n", 9, "did you mean `a`?"],
  ['developers:\n  "": {}\n', 9, "becomes part of profile names"],
  [`developers:\n  ${long(60)}: { models: [opus] }\n`, 9, "has 72 characters; Bedrock accepts 64"],
  [
    `developers:\n  ${long(50)}:\n    models: [opus, haiku]\n`,
    10,
    "has 68 characters",
    `developers.${long(50)}.models[1]`,
  ],
  ["developers:\n  alice: {}\n  alice-haiku: {}\n", 10, "which has the same name"],
  ["developers:\n  alice: {}\n  Alice: { models: [opus] }\n", 10, "differs only in case"],
  [
    "developers:\n  a: { principal: x@example.com }\n  b: { principal: X@example.com }\n",
    10,
    "already the principal of `a`",
    "developers.b.principal",
  ],
  ["developers:\n  a: {}\n  b: { principal: a }\n", 10, "already the principal of `a`"],
  [
    "developers:\n  a: { principal: [x@example.com, y@example.com] }\n  b:\n    principal:\n      - z@example.com\n      - Y@example.com\n",
    13,
    "already the principal of `a`",
    "developers.b.principal[1]",
  ],
  ["developers:\n  a: { principal: [x, y, X] }\n", 9, "listed twice", "developers.a.principal[2]"],
  [
    "developers:\n  a: { principal: 'arn:aws:iam::123456789012:role/ci' }\n  b: { principal: 'arn:aws:iam::123456789012:role/tools/ci' }\n",
    10,
    "already the principal of `a`",
  ],
  ["developers:\n  a: { principal: 'arn:aws:iam::123456789012:group/x' }\n", 9, "calls nothing itself"],
  [
    "developers:\n  a: { principal: [a1, 'arn:aws-cn:iam::123456789012:role/a'] }\n",
    9,
    "is in partition aws-cn, but us-east-1 is in aws",
    "developers.a.principal[1]",
  ],
  ["developers:\n  a: { principal: 'arn:aws:s3:::x' }\n", 9, "not the ARN of an IAM or STS principal"],
  [
    "developers:\n  a: { principal: 'arn:aws-cn:iam::123456789012:user/a' }\n",
    9,
    "is in partition aws-cn, but us-east-1 is in aws",
  ],
  [`developers:\n  a: { description: ${long(201)} }\n`, 9, "has 201 characters; Bedrock accepts 200"],
  ["developers:\n  a: { description: 'hello, world' }\n", 9, "Bedrock accepts descriptions of"],
  ["project: my--stack\n", 8, "two hyphens in a row"],
  ["project: stack-\n", 8, "two hyphens in a row"],
  // tags
  ["tags: { 'aws:x': y }\n", 8, "start with `aws:` are reserved"],
  ["tags: { 'CCB:x': y }\n", 8, "start with `ccb:` are reserved"],
  ["tags: { Team: y }\n", 8, "ccb sets the tag Team itself"],
  [
    "developers:\n  a: { tags: { costcenter: y } }\n",
    9,
    "ccb sets the tag CostCenter itself",
    "developers.a.tags.costcenter",
  ],
  ["tags: { Owner: a, owner: b }\n", 8, "only in case, which IAM refuses"],
  [`tags: { ${long(129)}: y }\n`, 8, "the tag key has 129 characters"],
  [`tags: { a: ${long(257)} }\n`, 8, "the tag value has 257 characters"],
  ["tags: { 'a*b': y }\n", 8, 'the tag key "a*b" is not accepted'],
  ["tags: { '': y }\n", 8, "cannot be empty"],
  ["tags: { Owner: 'Müller' }\n", 8, "cannot be a tag value"],
  ["defaults: { team: 'R&D' }\n", 8, '"R&D" cannot be a tag value', "defaults.team"],
  ["developers:\n  a: { costCenter: 'a,b' }\n", 9, '"a,b" cannot be a tag value'],
  [`tags: { ${many(45, (index) => `k${index}: v`)} }\n`, 8, "45 tags are too many", "tags"],
  [
    `tags: { ${many(40, (index) => `k${index}: v`)} }\ndevelopers:\n  a: { tags: { ${many(5, (index) => `d${index}: v`)} } }\n`,
    10,
    "45 tags are too many",
    "developers.a.tags",
  ],
  // foundation
  ["foundation: { developerTrustedArns: ['*'] }\n", 8, "would let every AWS account"],
  [
    "foundation: { adminTrustedArns: ['12345'] }\n",
    8,
    "an account id has 12 digits",
    "foundation.adminTrustedArns[0]",
  ],
  [
    "foundation: { adminTrustedArns: ['arn:aws:iam::123456789012:group/Admins'] }\n",
    8,
    "groups cannot be trusted",
  ],
  ["foundation: { adminTrustedArns: ['arn:aws:iam::12345:root'] }\n", 8, "is not an IAM role"],
  ["foundation: { adminTrustedArns: [alice] }\n", 8, "is not an IAM role"],
  ["foundation:\n  adminTrustedArns: ['123456789012', '123456789012']\n", 9, "is listed twice"],
  [
    "foundation: { adminTrustedArns: ['arn:aws-us-gov:iam::123456789012:root'] }\n",
    8,
    "is in partition aws-us-gov, but us-east-1 is in aws: arn:aws:iam",
  ],
  [
    "foundation: { permissionsBoundary: 'arn:aws:iam::123456789012:role/x' }\n",
    8,
    "not the ARN of an IAM policy",
  ],
  ["foundation: { permissionsBoundary: Boundary }\n", 8, "not the ARN of an IAM policy"],
  ["foundation: { scp: { attach: [ou-ab12] } }\n", 8, "is not an account id", "foundation.scp.attach[0]"],
  ["foundation: { scp: { attach: [r-ab12, r-ab12] } }\n", 8, "is listed twice"],
  // logging and buckets
  [logging("kmsKeyArn: alias/logs"), 8, "is not the ARN of a KMS key", "logging.kmsKeyArn"],
  [logging("kmsKeyArn: 1234abcd-12ab-34cd-56ef-1234567890ab"), 8, "is not the ARN of a KMS key"],
  [logging("kmsKeyArn: arn:aws:kms:us-east-1:123456789012:key/short"), 8, "is not the ARN of a KMS key"],
  [logging("kmsKeyArn: arn:aws:kms:us-east-1:123456789012:alias/logs"), 8, "is an alias"],
  [
    logging(`kmsKeyArn: ${kmsKey("eu-west-1")}`),
    8,
    "the key is in eu-west-1, but what it is to encrypt is in us-east-1",
  ],
  [logging(`kmsKeyArn: ${kmsKey("us-east-1").replace("aws", "aws-cn")}`), 8, "in partition aws-cn"],
  [logging("retentionDays: 45"), 8, "cannot keep events for 45 days; the nearest it accepts is 30"],
  [logging("retentionDays: 100"), 8, "the nearest it accepts is 90"],
  [logging("expirationDays: 90"), 8, "must be more than transitionDays", "logging.expirationDays"],
  [logging("transitionDays: 400"), 6, "must be more than transitionDays"],
  [prefix("Acme_Corp"), 7, "did you mean `acme-corp`?", "logging.bucketPrefix"],
  [prefix("-acme"), 7, "did you mean `acme`?"],
  [prefix("acme..corp"), 7, "no full stop next to another"],
  [prefix("acme."), 7, "no full stop next to another or to a hyphen"],
  [prefix("xn--acme"), 7, "reserves names that start with `xn--`"],
  [prefix("sthree-acme"), 7, "`sthree-`"],
  [prefix(long(40)), 7, "has 64 characters; S3 accepts 63, so shorten the prefix by 1"],
  [
    "attribution: { athena: { resultsBucketPrefix: A } }\n",
    8,
    "lower-case letters",
    "attribution.athena.resultsBucketPrefix",
  ],
  [`attribution: { athena: { resultsBucketPrefix: ${long(49)} } }\n`, 8, "has 64 characters"],
  // sso
  ["attribution:\n  sso: { sessionDuration: 8h }\n", 9, "is not an ISO 8601 duration"],
  ["attribution:\n  sso: { sessionDuration: PT13H }\n", 9, "from 1 to 12 hours"],
  ["attribution:\n  sso: { sessionDuration: PT59M }\n", 9, "from 1 to 12 hours"],
  ["attribution:\n  sso: { sessionDuration: PT }\n", 9, "is not an ISO 8601 duration"],
  [
    "attribution:\n  sso: { instanceArn: ssoins-1234567890abcdef }\n",
    9,
    "is not the ARN of an Identity Center instance",
  ],
  [
    "attribution:\n  sso: { instanceArn: 'arn:aws-cn:sso:::instance/ssoins-1234567890abcdef' }\n",
    9,
    "is in partition aws-cn",
  ],
  ["attribution:\n  sso: { groups: [a, a] }\n", 9, "is listed twice"],
  [
    "project: a-very-long-project-name\nattribution:\n  sso: { enabled: true, groups: [a] }\n",
    8,
    "so shorten `project` by 2",
    "project",
  ],
  // budgets
  ["budgets:\n  thresholds: { actual: [50, 50] }\n", 9, "50 is listed twice", "budgets.thresholds.actual[1]"],
  [
    "budgets:\n  thresholds: { actual: [10, 20, 30, 40, 50] }\n",
    9,
    "at most 5 notifications, actual and forecast together; there are 6",
  ],
  [
    "budgets:\n  teams:\n    R&D: { amount: 1, costCenter: CC-1001 }\n",
    10,
    /letters, digits, spaces .*, got "R&D"; write for example "R-D"/,
    'budgets.teams["R&D"]',
  ],
  ["budgets:\n  teams:\n    'a (b)': { amount: 1, costCenter: CC-1001 }\n", 10, 'write for example "a -b-"'],
  [
    "budgets:\n  teams:\n    a/action/b: { amount: 1, costCenter: CC-1001 }\n",
    10,
    /no `\/action\/` in a budget name, got "a\/action\/b"; write for example "a-action-b"/,
  ],
  [
    "budgets:\n  teams:\n    /action/: { amount: 1, costCenter: CC-1001 }\n",
    10,
    "no `/action/` in a budget name",
  ],
  ["budgets:\n  teams:\n    'a:b': { amount: 1, costCenter: CC-1001 }\n", 10, "no `:` and no"],
  ["budgets:\n  teams:\n    'a\\b': { amount: 1, costCenter: CC-1001 }\n", 10, "no `:` and no"],
  [
    "budgets:\n  teams:\n    ops@example.com: { amount: 1, costCenter: CC-1001 }\n",
    10,
    "holds no e-mail address",
  ],
  ["budgets:\n  teams:\n    ' ': { amount: 1, costCenter: CC-1001 }\n", 10, "a team needs a name"],
  [
    `budgets:\n  teams:\n    ${long(90)}: { amount: 1, costCenter: CC-1001 }\n`,
    10,
    "AWS Budgets accepts 100",
  ],
  [
    "budgets:\n  emails:\n    - ops@example.com\n    - nobody\n",
    11,
    '"nobody" is not an e-mail address',
    "budgets.emails[1]",
  ],
  ["budgets: { emails: [a@example] }\n", 8, "is not an e-mail address"],
  ["budgets: { emails: [a@example.com, a@example.com] }\n", 8, "is listed twice"],
  ["budgets: { webhooks: ['http://example.com'] }\n", 8, "is not an https URL"],
  ["budgets: { webhooks: [example.com/hook] }\n", 8, "is not an https URL", "budgets.webhooks[0]"],
  ["budgets: { webhooks: ['https:example.com'] }\n", 8, "is not an https URL"],
  [
    "budgets: { webhooks: ['http://user:secret@example.com'] }\n",
    8,
    '"http://example.com" is not an https URL',
  ],
  [
    "budgets: { webhooks: ['https://u:secret@example.com/a', 'https://u:other@example.com/a'] }\n",
    8,
    '"https://example.com" is listed twice',
  ],
  // prices
  [
    "report:\n  pricing:\n    overrides:\n      us.anthropic.claude-opus-5: { longPrompt: { input: 1 } }\n",
    11,
    "so say above how many tokens",
    'report.pricing.overrides["us.anthropic.claude-opus-5"].longPromptAboveTokens',
  ],
  [
    "report:\n  pricing:\n    overrides:\n      us.anthropic.claude-opus-5: { longPromptAboveTokens: 1 }\n",
    11,
    "missing: long prompts of",
    'report.pricing.overrides["us.anthropic.claude-opus-5"].longPrompt',
  ],
  // guardrail
  ["guardrail: { enabled: true }\n", 8, "needs at least one topic", "guardrail.enabled"],
  ["guardrail: { enforce: account }\n", 8, "set guardrail.enabled to true", "guardrail.enforce"],
  [topics("{ name: 'a, b', definition: d }"), 10, "a topic name holds ASCII letters"],
  [topics(`{ name: ${long(101)}, definition: d }`), 10, "the topic name has 101 characters"],
  [topics(`{ name: a, definition: ${long(201)} }`), 10, "the definition has 201 characters"],
  [topics("{ name: a, definition: d, examples: [a, b, c, d, e, f] }"), 10, "at most 5 examples"],
  [
    topics(`{ name: a, definition: d, examples: [${long(101)}] }`),
    10,
    "the example has 101 characters",
    "guardrail.topics[0].examples[0]",
  ],
  [topics("{ name: a, definition: d, examples: [q, q] }"), 10, "the example is listed twice"],
  [
    topics("{ name: a, definition: d }\n    - { name: A, definition: e }"),
    11,
    'a topic named "A" is there already',
  ],
  [
    `guardrail: { topics: [${many(31, (index) => `{ name: t${index}, definition: d }`)}] }\n`,
    8,
    "at most 30 topics, there are 31",
  ],
];

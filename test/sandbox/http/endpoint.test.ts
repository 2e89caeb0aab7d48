import { truncateSync } from "node:fs";
import { request } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Aws } from "../../../src/aws/aws.js";
import { serviceModules } from "../../../src/aws/services.js";
import { openEndpoint } from "../../../src/sandbox/http/endpoint.js";
import { modelOf } from "../../../src/sandbox/http/model.js";
import { served } from "../../support/served.js";

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A request as no client would send it. */
function raw(
  url: string,
  options: { method?: string; path?: string; headers?: object; body?: string | Buffer } = {},
) {
  return new Promise<Raw>((resolve, reject) => {
    const { method = "POST", path = "/", headers = {}, body } = options;
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, method, path, headers: { ...headers } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The header of a signed request; nobody looks at the signature. */
function signed(service: string, region = "us-east-1"): Record<string, string> {
  const credential = `Credential=AKIAEXAMPLE/20261120/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00` };
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const json = (target: string) => ({ "content-type": "application/x-amz-json-1.1", "x-amz-target": target });

describe("requests without a usable signature", () => {
  test.each([
    ["S3", { method: "GET", path: "/bucket/key" }, 403, "<Code>AccessDenied</Code>"],
    [
      "the query protocol",
      { headers: FORM, body: "Action=ListRoles" },
      403,
      "<Code>MissingAuthenticationToken</Code>",
    ],
    [
      "JSON",
      { headers: json("Logs_20140328.DescribeLogGroups"), body: "{}" },
      403,
      '"__type":"MissingAuthenticationTokenException"',
    ],
    [
      "a bearer token",
      {
        method: "GET",
        path: "/guardrails",
        headers: { authorization: "Bearer x", "content-type": "application/json" },
      },
      403,
      "knows no bearer tokens",
    ],
    [
      "no scope",
      { headers: { ...FORM, authorization: "AWS4-HMAC-SHA256 Signature=0" }, body: "Action=ListRoles" },
      400,
      "<Code>IncompleteSignature</Code>",
    ],
    [
      "half a scope",
      {
        headers: { ...FORM, authorization: "AWS4-HMAC-SHA256 Credential=A/b, Signature=0" },
        body: "Action=ListRoles",
      },
      400,
      "<Code>IncompleteSignature</Code>",
    ],
    ["another scheme", { headers: { authorization: "Basic YTpi" } }, 400, "<Code>IncompleteSignature</Code>"],
  ])("are refused as AWS does: %s", async (_what, options, status, text) => {
    const { url } = await served();
    const answer = await raw(url, options);
    // JSON services answer everything with 400.
    expect(answer.status).toBe(text.includes("__type") ? 400 : status);
    expect(answer.text).toContain(text);
  });

  test("a presigned address is signed in its query", async () => {
    const { url, answers } = await served({ region: "eu-west-1" });
    const credential = encodeURIComponent("AKIA/20261120/eu-west-1/s3/aws4_request");
    await raw(url, { method: "PUT", path: `/bucket?X-Amz-Credential=${credential}&X-Amz-Signature=0` });
    expect(answers.map(({ service, operation, region }) => [service, operation, region])).toEqual([
      ["s3", "CreateBucket", "eu-west-1"],
    ]);
  });
});

describe("what is not there", () => {
  test.each([
    [
      "a service",
      { headers: { ...signed("ec2"), ...FORM }, body: "Action=DescribeVpcs" },
      /'ec2' is not simulated; these are: .*\biam\b/,
    ],
    [
      "an operation of the query protocol",
      { headers: { ...signed("iam"), ...FORM }, body: "Action=Nonsense" },
      /<Code>InvalidAction<.*Nonsense/,
    ],
    ["no action", { headers: { ...signed("iam"), ...FORM }, body: "Version=1" }, /<Code>MissingAction</],
    [
      "an operation in JSON",
      { headers: { ...signed("logs"), ...json("Logs_20140328.Nonsense") }, body: "{}" },
      /UnknownOperationException.*Logs_20140328.Nonsense/,
    ],
    [
      "an operation that AWS has",
      { headers: { ...signed("logs"), ...json("Logs_20140328.CreateExportTask") }, body: "{}" },
      /UnknownOperationException.*logs:CreateExportTask is not simulated/,
    ],
    [
      "a path",
      { method: "GET", path: "/nonsense", headers: signed("bedrock") },
      /bedrock has no operation at GET \/nonsense/,
    ],
    [
      "an operation of S3",
      { method: "GET", path: "/bucket?acl", headers: signed("s3") },
      /s3:GetBucketAcl is not simulated/,
    ],
    [
      "a service in CBOR",
      {
        path: "/service/X/operation/Nonsense",
        headers: { ...signed("monitoring"), "smithy-protocol": "rpc-v2-cbor" },
      },
      /Nonsense/,
    ],
  ])("is named: %s", async (_what, options, text) => {
    const { url } = await served();
    const answer = await raw(url, options);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).toMatch(text);
  });
});

describe("requests that make no sense", () => {
  test.each([
    ["no JSON", "{", "SerializationException"],
    ["no object", "[1]", "ValidationException"],
    ["a wrong type", '{"logGroupName":{"a":1},"retentionInDays":1}', "SerializationException"],
    ["a number as text", '{"logGroupName":"g","retentionInDays":"30"}', "SerializationException"],
    ["a missing member", '{"logGroupName":"g"}', "ValidationException"],
    ["null", '{"logGroupName":null,"retentionInDays":1}', "ValidationException"],
  ])("get the service's error: %s", async (_what, body, name) => {
    const { url, answers } = await served();
    const headers = { ...signed("logs"), ...json("Logs_20140328.PutRetentionPolicy") };
    const answer = await raw(url, { headers, body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ __type: name });
    expect(answers[0]?.bug).toBe(undefined);
  });

  test.each([
    ["no XML", "<Tagging", "MalformedXML"],
    ["other XML", "<Other/>", "MalformedXML"],
    ["a missing element", "<Tagging></Tagging>", "MalformedXML"],
    ["bytes", Buffer.from([0, 255, 254]), "MalformedXML"],
  ])("get S3's error: %s", async (_what, body, name) => {
    const { url, answers } = await served();
    await raw(url, { method: "PUT", path: "/bucket", headers: signed("s3") });
    const answer = await raw(url, { method: "PUT", path: "/bucket?tagging", headers: signed("s3"), body });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(`<Code>${name}</Code>`)]);
    expect(answers.at(-1)?.bug).toBe(undefined);
  });

  test.each([
    ["a list and a text at once", "Tags.member.1.Key=a&Tags.member.1=b", "MalformedInput"],
    ["a name too deep", `${"a.".repeat(50)}b=1`, "MalformedInput"],
    ["no number", "MaxSessionDuration=many&RoleName=r&AssumeRolePolicyDocument=x", "MalformedInput"],
    ["prototypes", "__proto__.RoleName=x&constructor.prototype.a=b", "ValidationError"],
    ["a missing parameter", "RoleName=r", "ValidationError"],
  ])("get the query protocol's error: %s", async (_what, form, code) => {
    const { url, answers } = await served();
    const headers = { ...signed("iam"), ...FORM };
    const answer = await raw(url, { headers, body: `Action=CreateRole&Version=2010-05-08&${form}` });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(answers[0]?.bug).toBe(undefined);
    expect(({} as Record<string, unknown>)["a"]).toBe(undefined);
  });

  test("a path that is no text, and a request too large", async () => {
    const { url } = await served();
    const broken = await raw(url, { method: "GET", path: "/bucket/%E0%A4", headers: signed("s3") });
    expect([broken.status, broken.text]).toEqual([400, expect.stringContaining("<Code>InvalidURI</Code>")]);
    const headers = { ...signed("s3"), "content-length": 65 * 1024 * 1024 };
    const large = await raw(url, { method: "PUT", path: "/bucket/key", headers });
    expect(large.status).toBe(413);
    expect(large.text).toContain("RequestEntityTooLarge");
    // Nobody was hurt.
    expect((await raw(url, { method: "PUT", path: "/bucket", headers: signed("s3") })).status).toBe(200);
  });

  test("whatever JSON is sent to whatever operation, no service makes a mistake of its own", async () => {
    const { url, answers } = await served();
    const targets: [string, string][] = [];
    for (const service of [
      "logs",
      "organizations",
      "glue",
      "athena",
      "budgets",
      "sso",
      "ce",
      "quotas",
    ] as const) {
      expect(Object.keys(serviceModules)).toContain(service);
      const { operations } = await modelOf(service);
      const scope = service === "quotas" ? "servicequotas" : service;
      for (const { name, simulated } of operations.values()) if (simulated) targets.push([scope, name]);
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), fc.json({ maxDepth: 3 }), async ([scope, name], body) => {
        const answer = await raw(url, { headers: { ...signed(scope), ...json(`X.${name}`) }, body });
        expect([200, 400]).toContain(answer.status);
        expect(answers.at(-1)?.bug).toBe(undefined);
        JSON.parse(answer.text || "{}");
      }),
      { numRuns: 150 },
    );
  });
});

describe("an endpoint", () => {
  test("answers in the Region that the request is signed for", async () => {
    await served();
    const [here, there] = ["eu-west-1", "us-east-1"].map((region) => new Aws({ region }));
    await here?.call("logs", "CreateLogGroup", { logGroupName: "g" });
    const groups = async (aws: Aws | undefined) =>
      (await aws?.call("logs", "DescribeLogGroups", {}))?.logGroups;
    expect((await groups(here))?.map(({ arn }) => arn)).toEqual([
      "arn:aws:logs:eu-west-1:123456789012:log-group:g:*",
    ]);
    expect(await groups(there)).toEqual([]);
  });

  test("speaks the query protocol with CloudWatch, as older clients do", async () => {
    const { url } = await served();
    const ask = (form: string) => raw(url, { headers: { ...signed("monitoring"), ...FORM }, body: form });
    const alarm =
      "Action=PutMetricAlarm&AlarmName=a&MetricName=m&Namespace=n&Statistic=Sum&Period=60&EvaluationPeriods=1" +
      "&Threshold=1.5&ComparisonOperator=GreaterThanThreshold&Dimensions.member.1.Name=x&Dimensions.member.1.Value=y";
    expect((await ask(alarm)).status).toBe(200);
    const { text } = await ask("Action=DescribeAlarms&AlarmNames.member.1=a");
    expect(text).toContain("<Threshold>1.5</Threshold>");
    expect(text).toContain("<Dimensions><member><Name>x</Name><Value>y</Value></member></Dimensions>");
    const gone = await ask("Action=DeleteAlarms&AlarmNames.member.1=other");
    expect([gone.status, gone.text]).toEqual([404, expect.stringContaining("<Code>ResourceNotFound</Code>")]);
  });

  test("breaks the connection for an answer that is to be lost, and the client asks again", async () => {
    const { answers } = await served({ faults: { lose: [1] } });
    const aws = new Aws({ region: "us-east-1", retry: { delayScale: 0.002 } });
    await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
    expect(answers.map(({ operation, status }) => [operation, status])).toEqual([
      ["CreateBucket", 0],
      ["CreateBucket", 200],
    ]);
  });

  test("names a damaged folder in its answer, and is not asked again", async () => {
    const { dir, answers } = await served();
    const aws = new Aws({ region: "us-east-1", retry: { delayScale: 0.002 } });
    await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
    truncateSync(`${dir}/account.jsonl`, 3);
    await expect(aws.call("sts", "GetCallerIdentity", {})).rejects.toMatchObject({
      name: "SandboxUnavailable",
      message: expect.stringContaining(`${dir}/account.jsonl`) as string,
    });
    expect(answers).toHaveLength(2);
  });

  test("answers what is under way when it closes, and then takes no more", async () => {
    let begin = () => {};
    let finish = (_answer: object) => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const answer = new Promise<object>((resolve) => (finish = resolve));
    const handle = () => (begin(), answer);
    const endpoint = await openEndpoint({ now: () => new Date(), handle });
    const put = (path: string) => raw(endpoint.url, { method: "PUT", path, headers: signed("s3") });
    const under = put("/bucket");
    await begun;
    const closed = endpoint.close();
    finish({});
    expect((await under).status).toBe(200);
    await closed;
    await expect(put("/other")).rejects.toThrow("ECONNREFUSED");
  });

  test("serves many clients at once, each change once", async () => {
    await served();
    const clients = Array.from({ length: 6 }, () => new Aws({ region: "us-east-1" }));
    await clients[0]?.call("s3", "CreateBucket", { Bucket: "bucket" });
    const puts = clients.flatMap((aws, i) =>
      Array.from({ length: 5 }, (_, n) =>
        aws.call("s3", "PutObject", { Bucket: "bucket", Key: `${i}/${n}`, Body: "x" }),
      ),
    );
    await Promise.all(puts);
    const page = await clients[1]?.call("s3", "ListObjectsV2", { Bucket: "bucket" });
    expect(page?.KeyCount).toBe(30);
  });
});

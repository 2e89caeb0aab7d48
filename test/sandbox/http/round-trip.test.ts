import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServiceId, clientNames, serviceModules } from "../../../src/aws/services.js";
import { serviceError } from "../../../src/sandbox/errors.js";
import { type Answering, type Endpoint, openEndpoint } from "../../../src/sandbox/http/endpoint.js";
import { type ServiceModel, modelOf } from "../../../src/sandbox/http/model.js";
import { type ShapeOptions, plain, valuesOf } from "../../support/shapes.js";

interface Sender {
  send(command: unknown): Promise<Record<string, unknown>>;
}
type Module = Record<string, new (input: unknown) => unknown>;

const REGION = "eu-central-1";

/** Every service in the protocol its client speaks, and CloudWatch in those of other clients, older and newer. */
const CASES: [ServiceId, string, unknown][] = [
  ...(Object.keys(serviceModules) as ServiceId[]).map((service): [ServiceId, string, unknown] => [
    service,
    "",
    undefined,
  ]),
  ["cloudwatch", " in CBOR", AwsSmithyRpcV2CborProtocol],
  ["cloudwatch", " in the query protocol", AwsQueryProtocol],
];

/** What clients add of their own: checksums and lengths of bodies, tokens against repeated effects. */
const ADDED = /^(Checksum.*|Content(Length|MD5|Type|Encoding)|SdkChecksumAlgorithm)$/;
/** What clients of S3 check or rewrite. */
const TREATED =
  /^(Checksum.*|ContentLength|ContentMD5|ContentEncoding|Expires|SSECustomer.*|CopySourceSSE.*)$/;
const OPTIONS: ShapeOptions = {
  without: TREATED,
  fixed: {
    Bucket: fc.constantFrom("bucket", "bucket-two.with.dots"),
    CopySource: fc.constant("/bucket/a%20key"),
    // Filled in by the client where it is missing.
    CreateBucketConfiguration: fc.constant({ LocationConstraint: REGION, Tags: [{ Key: "a", Value: "" }] }),
    LocationConstraint: fc.constantFrom("eu-central-1", "eu-west-1"),
  },
};

/** The name under which a client sees an error: in the query protocol codes are sent, which several errors may share. */
function seenAs(model: ServiceModel, name: string): string {
  const codeOf = (error: string) =>
    (model.errors.get(error)?.getMergedTraits().awsQueryError as [string, number] | undefined)?.[0];
  const code = codeOf(name) ?? name;
  if (model.errors.has(code)) return code;
  return [...model.errors.keys()].find((error) => codeOf(error) === code) ?? name;
}

/** What the endpoint was last asked, and what it is to answer. */
const asked: { service?: string; operation?: string; input?: object; region?: string } = {};
let answer: () => object;
const account: Answering = {
  now: () => new Date(),
  handle: async (service, operation, input, region) => {
    Object.assign(asked, { service, operation, input, region });
    return answer();
  },
};
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await openEndpoint(account);
});
afterAll(() => endpoint.close());

async function clientOf(
  service: ServiceId,
  protocol: unknown,
): Promise<{ client: Sender; module: Module; model: ServiceModel }> {
  const module = (await serviceModules[service]()) as unknown as Module;
  const Client = module[clientNames[service]] as unknown as new (config: object) => Sender;
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new Client({
    ...{ region: REGION, endpoint: endpoint.url, credentials, maxAttempts: 1 },
    forcePathStyle: true,
    ...(protocol === undefined ? {} : { protocol }),
  });
  return { client, module, model: await modelOf(service) };
}

/** In XML an empty list is nothing. */
function losesEmpty(model: ServiceModel, protocol: unknown): boolean {
  return protocol === AwsQueryProtocol || /Xml|Query/.test(model.protocol);
}

describe.each(CASES)("%s%s: what the SDK's client", (service, _how, protocol) => {
  test("sends arrives as it would in process, for every simulated operation", async () => {
    const { client, module, model } = await clientOf(service, protocol);
    for (const operation of model.operations.values()) {
      if (!operation.simulated) continue;
      const [output = {}] = fc.sample(valuesOf(operation.output, OPTIONS), { numRuns: 1, seed: 1 });
      answer = () => output;
      const Command = module[`${operation.name}Command`] as new (input: unknown) => unknown;
      await fc.assert(
        fc.asyncProperty(valuesOf(operation.input, OPTIONS), async (input) => {
          // A form has no sign for a structure without members.
          fc.pre(protocol !== AwsQueryProtocol || !JSON.stringify(input).includes("{}"));
          await client.send(new Command({ ...input }));
          expect([asked.service, asked.operation, asked.region]).toEqual([service, operation.name, REGION]);
          const sent = plain(input, losesEmpty(model, protocol)) as Record<string, unknown>;
          const got = plain(asked.input, losesEmpty(model, protocol)) as Record<string, unknown>;
          for (const name of Object.keys(got)) {
            const member = operation.input.getMemberSchema(name);
            const added = ADDED.test(name) || member.isIdempotencyToken();
            // A body that is not given and an empty one are the same over HTTP.
            const noBody = name === "Body" && got[name] === "";
            if (sent[name] === undefined && (added || noBody)) delete got[name];
          }
          expect(got).toEqual(sent);
        }),
        { numRuns: 12 },
      );
    }
  });

  test("is answered arrives as it would in process, for every simulated operation", async () => {
    const { client, module, model } = await clientOf(service, protocol);
    for (const operation of model.operations.values()) {
      if (!operation.simulated) continue;
      const Command = module[`${operation.name}Command`] as new (input: unknown) => unknown;
      const [input] = fc.sample(valuesOf(operation.input, OPTIONS), { numRuns: 1, seed: 1 });
      await fc.assert(
        fc.asyncProperty(valuesOf(operation.output, OPTIONS), async (output) => {
          answer = () => output;
          const {
            $metadata: _,
            Body,
            ContentLength: length,
            ...got
          } = await client.send(new Command({ ...input }));
          const { Body: content, ...given } = output;
          expect(plain(got, losesEmpty(model, protocol))).toEqual(plain(given, losesEmpty(model, protocol)));
          if (service !== "s3" || operation.name !== "GetObject") return;
          const bytes = await (
            Body as { transformToByteArray(): Promise<Uint8Array> }
          ).transformToByteArray();
          expect(Buffer.from(bytes)).toEqual(Buffer.from((content as Uint8Array | undefined) ?? []));
          expect(length).toBe(bytes.length);
        }),
        { numRuns: 12 },
      );
    }
  });

  test("is refused arrives with its name and message, for every error of the model", async () => {
    const { client, module, model } = await clientOf(service, protocol);
    const operation = [...model.operations.values()].find(
      ({ simulated, http }) => simulated && http?.method !== "HEAD",
    );
    if (operation === undefined) throw new Error(`${service} has no simulated operation`);
    const Command = module[`${operation.name}Command`] as new (input: unknown) => unknown;
    const [input] = fc.sample(valuesOf(operation.input, OPTIONS), { numRuns: 1, seed: 1 });
    const names = [...model.errors.keys(), "ThrottlingException", "ValidationError", "SomethingNew"];
    for (const name of names.filter((known) => !known.endsWith("ServiceException"))) {
      const message = `Not "${name}" & <you>: ä€🙂`;
      answer = () => {
        throw serviceError(name, message, 400);
      };
      const error = await client.send(new Command({ ...input })).then(
        () => expect.fail("was not refused"),
        (thrown: Error) => thrown,
      );
      expect({ name: error.name, message: error.message }).toEqual({
        name: seenAs(model, name),
        message,
      });
    }
  });
});

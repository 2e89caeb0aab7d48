import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticErrorSchema, StaticOperationSchema } from "@smithy/types";
import { clientNames, type ServiceId, serviceModules } from "../../aws/services.js";
import { handlersOf } from "../services/index.js";

/** An operation as the service's API model describes it. */
export interface OperationModel {
  name: string;
  input: NormalizedSchema;
  output: NormalizedSchema;
  /** Method, path and query of operations of REST services, and the status of a success. */
  http: { method: string; uri: string; status: number } | undefined;
  /** Whether the simulated account knows it. */
  simulated: boolean;
}

/** The API model of a service, as its SDK client carries it. */
export interface ServiceModel {
  service: ServiceId;
  /** Shape identifier of the protocol its SDK client speaks, e.g. `aws.protocols#restXml`. */
  protocol: string;
  xmlNamespace: string;
  /** JSON services that once spoke the query protocol, and name their old error codes in a header. */
  queryCompatible: boolean;
  operations: ReadonlyMap<string, OperationModel>;
  errors: ReadonlyMap<string, NormalizedSchema>;
}

/** What is read of a client's configuration. */
interface ClientConfig {
  protocol: { getShapeId(): string };
  protocolSettings: { xmlNamespace?: string; awsQueryCompatible?: boolean };
}

/** First elements of the SDK's schemas (Smithy's shape types). */
const OPERATION = 9;
const ERROR = -3;

const models = new Map<ServiceId, Promise<ServiceModel>>();

/** The API model of a service; read once. */
export function modelOf(service: ServiceId): Promise<ServiceModel> {
  let model = models.get(service);
  if (model === undefined) models.set(service, (model = readModel(service)));
  return model;
}

async function readModel(service: ServiceId): Promise<ServiceModel> {
  const module = (await serviceModules[service]()) as unknown as Record<string, unknown>;
  const Client = module[clientNames[service]] as new (config: object) => { config: ClientConfig };
  const { protocol, protocolSettings } = new Client({ region: "us-east-1" }).config;
  const handlers = await handlersOf(service);
  const schemas = Object.values(module).filter((value) => Array.isArray(value)) as unknown[][];
  const operations = schemas
    .filter((schema) => schema[0] === OPERATION)
    .map((schema) => operationOf(schema as StaticOperationSchema, handlers));
  const errors = schemas
    .filter((schema) => schema[0] === ERROR)
    .map((schema) => NormalizedSchema.of(schema as unknown as StaticErrorSchema));
  return {
    service,
    protocol: protocol.getShapeId(),
    xmlNamespace: protocolSettings.xmlNamespace ?? "",
    queryCompatible: protocolSettings.awsQueryCompatible === true,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    errors: new Map(errors.map((error) => [error.getName() ?? "", error])),
  };
}

function operationOf(
  [, , name, traits, input, output]: StaticOperationSchema,
  handlers: object,
): OperationModel {
  const http = typeof traits === "object" ? traits.http : undefined;
  return {
    name,
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    http: http === undefined ? undefined : { method: http[0], uri: http[1], status: http[2] },
    simulated: Object.hasOwn(handlers, name),
  };
}

/** Names of the members a structure cannot do without: models list them first. */
export function requiredMembers(shape: NormalizedSchema): string[] {
  const schema = shape.getSchema() as unknown[];
  return shape.isStructSchema()
    ? (schema[4] as string[]).slice(0, (schema[6] as number | undefined) ?? 0)
    : [];
}

import pLimit, { type LimitFunction } from "p-limit";
import { hostOnly, hostsOnly, withoutPassword } from "../password.js";
import type { Account } from "../sandbox/account.js";
import { type AnyClient, type ClientOptions, createClient } from "./client.js";
import {
  type Input,
  type Operation,
  type Output,
  type ServiceId,
  isRead,
  serviceModules,
} from "./services.js";

/** One API call as the caller made it, retries not counted. */
export interface CallRecord {
  service: ServiceId;
  operation: string;
  region: string;
}

export interface AwsOptions extends ClientOptions {
  region: string;
  /** Answers instead of AWS. */
  sandbox?: Account;
  onCall?: (call: CallRecord) => void;
  /** Reads under way at once to one service, where more than usual pay off. */
  readsAtOnce?: number;
}

/** Calls under way at once to one service and region. Control-plane write rates are unpublished, so few at a time. */
const READS_AT_ONCE = 8;
const WRITES_AT_ONCE = 4;

/**
 * Typed access to every AWS operation ccb uses. A client is made on the first call to its service and region and
 * shared after that; nothing is loaded or called before.
 */
export class Aws {
  readonly region: string;
  private readonly clients = new Map<string, Promise<AnyClient>>();
  private readonly serverTimes = new Map<ServiceId, Date>();
  private readonly limits = new Map<string, LimitFunction>();

  constructor(private readonly options: AwsOptions) {
    this.region = options.region;
  }

  /**
   * Calls one operation.
   * @param region another region than the stack's, for services that live elsewhere
   * @throws the service's exception, after retries of what is transient
   */
  async call<S extends ServiceId, O extends Operation<S>>(
    service: S,
    operation: O,
    input: Input<S, O>,
    region: string = this.region,
  ): Promise<Output<S, O>> {
    const client = await this.client(service, region);
    const module = (await serviceModules[service]()) as unknown as Record<
      string,
      new (input: unknown) => unknown
    >;
    const Command = module[`${operation}Command`];
    if (Command === undefined) throw new TypeError(`${service} has no operation ${operation}`);
    return this.limit(
      service,
      operation,
      region,
    )(() => {
      this.options.onCall?.({ service, operation, region });
      return named(service, operation, input, client.send(new Command(input)) as Promise<Output<S, O>>);
    });
  }

  /**
   * Reads every page of a list operation with the SDK's own paginator.
   * @param pageSize passed on where the operation takes one
   * @returns the pages, in order
   */
  async pages<S extends ServiceId, O extends Operation<S>>(
    service: S,
    operation: O,
    input: Input<S, O>,
    region: string = this.region,
    pageSize?: number,
  ): Promise<Output<S, O>[]> {
    const client = await this.client(service, region);
    const module = (await serviceModules[service]()) as unknown as Record<string, Paginator | undefined>;
    const paginate = module[`paginate${operation}`];
    if (paginate === undefined) throw new TypeError(`${service} has no paginator for ${operation}`);
    return this.limit(
      service,
      operation,
      region,
    )(async () => {
      const pages: Output<S, O>[] = [];
      const onPage = () => this.options.onCall?.({ service, operation, region });
      const counted = { ...client, send: (...args: unknown[]) => (onPage(), client.send(...args)) };
      Object.setPrototypeOf(counted, Object.getPrototypeOf(client) as object);
      const settings = pageSize === undefined ? { client: counted } : { client: counted, pageSize };
      const read = async () => {
        for await (const page of paginate(settings, input)) pages.push(page as Output<S, O>);
      };
      await named(service, operation, input, read());
      return pages;
    });
  }

  /** The service's own clock, as of its last answer; undefined before the first. */
  serverTime(service: ServiceId): Date | undefined {
    return this.serverTimes.get(service);
  }

  /** Multiplies every pause between two tries of something; tests use a small one. */
  get delayScale(): number {
    return this.options.retry?.delayScale ?? 1;
  }

  private client(service: ServiceId, region: string): Promise<AnyClient> {
    const key = `${service}/${region}`;
    let client = this.clients.get(key);
    if (client === undefined) {
      client = createClient(service, region, this.options, this.options.sandbox, (time) => {
        this.serverTimes.set(service, time);
      });
      this.clients.set(key, client);
    }
    return client;
  }

  private limit(service: ServiceId, operation: string, region: string): LimitFunction {
    const read = isRead(operation);
    const key = `${service}/${region}/${read ? "read" : "write"}`;
    let limit = this.limits.get(key);
    if (limit === undefined) {
      limit = pLimit(read ? (this.options.readsAtOnce ?? READS_AT_ONCE) : WRITES_AT_ONCE);
      this.limits.set(key, limit);
    }
    return limit;
  }
}

type Paginator = (settings: { client: unknown; pageSize?: number }, input: unknown) => AsyncIterable<unknown>;

/** Notes on an error which call met it, for the message a person reads: it may quote an input with a secret. */
async function named<T>(
  service: ServiceId,
  operation: string,
  input: object,
  answer: Promise<T>,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const { message, stack } = error as Error;
    const shown = service === "sns" ? withoutEndpoint(input) : withoutPassword;
    throw Object.assign(error as Error, {
      awsCall: `${service}:${operation}`,
      message: shown(message),
      stack: shown(stack ?? message),
    });
  }
}

/** Hides what the URL of a webhook may carry: where it is quoted as it was sent, and wherever else one stands. */
function withoutEndpoint(input: object): (text: string) => string {
  const { Endpoint } = input as { Endpoint?: string };
  return (text) => {
    const sent = Endpoint === undefined ? text : text.replaceAll(Endpoint, () => hostOnly(Endpoint));
    return hostsOnly(sent);
  };
}

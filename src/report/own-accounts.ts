import { parseArn } from "../config/arn.js";
import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import { callingAccount } from "./attribute.js";
import type { UsageRow } from "./usage.js";

/** What tells which of the accounts in the logs is the stack's. */
export interface AccountClues {
  config: Config;
  register: readonly RegisterLine[];
  rows: readonly UsageRow[];
  /** Account of the stack, 12 digits, where the logs are those of its own bucket. */
  stackAccount?: string | undefined;
}

/** The accounts in which names are those of the stack's people. */
export interface OwnAccounts {
  /** Undefined where the logs are those of one account: nothing can be mixed up. */
  accounts: ReadonlySet<string> | undefined;
  /** Nothing tells: this is the account with the most calls. */
  assumed?: string;
}

/**
 * Which accounts of the logs are the stack's: those its profiles are in, by the register, else those the configuration
 * names. A bucket may hold the logs of many accounts, and everyone may have an alice.
 */
export function ownAccounts({ config, register, rows, stackAccount }: AccountClues): OwnAccounts {
  const calls = new Map<string, number>();
  for (const row of rows) {
    const account = callingAccount(row);
    if (account !== null) calls.set(account, (calls.get(account) ?? 0) + row.invocations + row.errors);
  }
  if (calls.size < 2) return { accounts: undefined };
  const stack = [...register.flatMap(({ arn }) => accountOf(arn)), stackAccount ?? ""];
  for (const clue of [stack, namedIn(config)]) {
    const known = clue.filter((account) => calls.has(account));
    if (known.length > 0) return { accounts: new Set(known) };
  }
  const [[most = ""] = []] = [...calls].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { accounts: new Set([most]), assumed: most };
}

/** Accounts of whoever may take the stack's roles, and of what its profiles are copied from. */
function namedIn({ foundation, models }: Config): string[] {
  const arns = [
    ...foundation.developerTrustedArns,
    ...foundation.adminTrustedArns,
    ...foundation.allowedModels,
    foundation.permissionsBoundary ?? "",
    ...Object.values(models).map(({ copyFrom }) => copyFrom),
  ];
  return arns.flatMap((text) => (/^\d{12}$/.test(text) ? [text] : accountOf(text)));
}

function accountOf(arn: string): string[] {
  const account = parseArn(arn)?.account;
  return account !== undefined && /^\d{12}$/.test(account) ? [account] : [];
}

import { createHash } from "node:crypto";
import type { AlternateIdentifier, Group, User } from "@aws-sdk/client-identitystore";
import type { Call, Handlers } from "../call.js";
import { refuse } from "../errors.js";
import { checkText, page, requireMember } from "../validate.js";
import { IDENTITY_STORE_ID, inInstanceRegion } from "./sso/instance.js";

type Kind = "GROUP" | "USER";

/**
 * Names by id, of everyone this process was asked about. Ids are made from names alone, so the table holds for every
 * simulated account; it cannot be kept in one, because the calls that ask for names are reads.
 */
const names: Record<Kind, Map<string, string>> = { GROUP: new Map(), USER: new Map() };

/**
 * The directory of IAM Identity Center. Every group and user whose name consists of letters, digits, spaces and `-_.@+`
 * is in it, except those whose name starts with `missing`. Lists without a filter show those that were asked for.
 */
export const identitystore: Handlers<"identitystore"> = {
  GetGroupId: (input, call) => {
    checkStore(input, call);
    return { IdentityStoreId: IDENTITY_STORE_ID, GroupId: idByAttribute("GROUP", input.AlternateIdentifier) };
  },

  GetUserId: (input, call) => {
    checkStore(input, call);
    return { IdentityStoreId: IDENTITY_STORE_ID, UserId: idByAttribute("USER", input.AlternateIdentifier) };
  },

  DescribeGroup: (input, call) => {
    checkStore(input, call);
    return group(nameOf("GROUP", requireMember(input, "GroupId")));
  },

  DescribeUser: (input, call) => {
    checkStore(input, call);
    return user(nameOf("USER", requireMember(input, "UserId")));
  },

  ListGroups: (input, call) => {
    checkStore(input, call);
    const { items, nextToken } = page(wanted("GROUP", input.Filters), pageOptions(input));
    return { Groups: items.map(group), ...(nextToken !== undefined && { NextToken: nextToken }) };
  },

  ListUsers: (input, call) => {
    checkStore(input, call);
    const { items, nextToken } = page(wanted("USER", input.Filters), pageOptions(input));
    return { Users: items.map(user), ...(nextToken !== undefined && { NextToken: nextToken }) };
  },
};

function checkStore(input: { IdentityStoreId: string | undefined }, call: Call): void {
  const id = checkText(requireMember(input, "IdentityStoreId"), "IdentityStoreId", {
    max: 36,
    pattern: /^(d-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  });
  if (id !== IDENTITY_STORE_ID || !inInstanceRegion(call)) {
    refuse("ResourceNotFoundException", `IdentityStore ${id} not found.`, 404);
  }
}

function pageOptions(input: { MaxResults?: number | undefined; NextToken?: string | undefined }) {
  return { size: input.MaxResults, max: 100, token: input.NextToken };
}

/** Attribute that names a group or a user, as filters spell it; unique attributes spell it in lower case first. */
const ATTRIBUTES: Record<Kind, string> = { GROUP: "DisplayName", USER: "UserName" };

function idByAttribute(kind: Kind, identifier: AlternateIdentifier | undefined): string {
  const unique = identifier?.UniqueAttribute;
  const path = unique?.AttributePath?.toLowerCase();
  const value: unknown = unique?.AttributeValue;
  if (path !== ATTRIBUTES[kind].toLowerCase() || typeof value !== "string") {
    refuse("ValidationException", `AlternateIdentifier must be the unique attribute ${ATTRIBUTES[kind]}`);
  }
  if (!exists(value)) refuse("ResourceNotFoundException", `${kind} not found.`, 404);
  return remember(kind, value);
}

function wanted(
  kind: Kind,
  filters: { AttributePath: string | undefined; AttributeValue: string | undefined }[] | undefined,
): string[] {
  if (filters === undefined || filters.length === 0) return [...names[kind].values()];
  const [filter] = filters;
  if (filters.length > 1 || filter?.AttributePath !== ATTRIBUTES[kind]) {
    refuse("ValidationException", `Only one filter, on ${ATTRIBUTES[kind]}, is supported`);
  }
  const name = requireMember(filter, "AttributeValue");
  if (!exists(name)) return [];
  remember(kind, name);
  return [name];
}

function exists(name: string): boolean {
  return /^[A-Za-z0-9 _.@+-]{1,128}$/.test(name) && !name.startsWith("missing");
}

function nameOf(kind: Kind, id: string): string {
  return names[kind].get(id) ?? refuse("ResourceNotFoundException", `${kind} not found.`, 404);
}

function remember(kind: Kind, name: string): string {
  const id = idOf(kind, name);
  names[kind].set(id, name);
  return id;
}

/** A UUID made from the name, so that it is the same in every run. Names that differ in case only are the same. */
function idOf(kind: Kind, name: string): string {
  const hex = createHash("sha256").update(`${kind}/${name.toLowerCase()}`).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function group(name: string): Group {
  return { IdentityStoreId: IDENTITY_STORE_ID, GroupId: remember("GROUP", name), DisplayName: name };
}

function user(name: string): User {
  return {
    IdentityStoreId: IDENTITY_STORE_ID,
    UserId: remember("USER", name),
    UserName: name,
    DisplayName: name,
  };
}

import { expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { leftOpen } from "../../src/developers/left-open.js";
import { company } from "./company.js";

/** What is left open once bob is gone from the company. */
function open(more: string, principals: string[] = []): string[] {
  const parsed = parseConfig(company(more).replace(/ {2}bob: .*\n/, ""), "ccb.yaml");
  if (parsed.config === undefined) throw new Error(JSON.stringify(parsed.problems));
  return leftOpen({ ...parsed, config: parsed.config }, "bob", principals);
}

const ADMIN = "arn:aws:iam::123456789012:role/PlatformAdmin";
const sso = (rest: string) => `attribution:\n  sso: { enabled: true, ${rest} }\n`;

it("the role, for whom the trust policy names: with the line to change", () => {
  expect(
    open(
      `foundation:\n  developerTrustedArns:\n    - ${ADMIN}\n    - arn:aws:iam::123456789012:user/x/Bob\n`,
    ),
  ).toEqual([
    "ccb.yaml:19:7: foundation.developerTrustedArns: bob can still assume claude-code-developer: " +
      "remove arn:aws:iam::123456789012:user/x/Bob, then run ccb apply",
  ]);
});

it("the role, for a principal the logs know somebody by", () => {
  const trusted = `foundation:\n  developerTrustedArns: ["${ADMIN}"]\n`;
  expect(open(trusted, [ADMIN])).toEqual([
    expect.stringContaining("ccb.yaml:17:26: foundation.developerTrustedArns: bob can still assume"),
  ]);
  expect(open(trusted, ["bob@example.com"])).toEqual([
    expect.stringContaining(`trusts ${ADMIN}: whoever bob`),
  ]);
});

it("whatever the trust policy lets in, when nobody signs in through Identity Center", () => {
  expect(open("")).toEqual([
    expect.stringContaining(
      "ccb.yaml:2:1: foundation.developerTrustedArns: claude-code-developer trusts everybody",
    ),
  ]);
  expect(open('foundation: { developerTrustedArns: ["arn:aws:iam::123456789012:root"] }\n')).toEqual([
    expect.stringContaining(
      "ccb.yaml:16:37: foundation.developerTrustedArns: claude-code-developer trusts arn:",
    ),
  ]);
});

it("membership in groups of Identity Center, and nothing where users are assigned one by one", () => {
  expect(open(sso("groups: [a, b]"))).toEqual([
    "bob can still sign in as a member of a or b: end the membership in Identity Center",
  ]);
  expect(open(sso("users: [erin@example.com]"))).toEqual([]);
  expect(
    open(`${sso("groups: [a]")}foundation: { developerTrustedArns: ["${ADMIN}"] }\n`, [ADMIN]),
  ).toHaveLength(2);
});

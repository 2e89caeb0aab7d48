import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../src/package.js";
import { renderJson, renderText, templateText } from "../src/templates.js";

const POLICY = "policies/bedrock-logging.json";
const VALUES = { partition: "aws-cn", region: "cn-north-1", account: "123456789012", logGroup: "/p" };

describe("templates", () => {
  test("are found beside the package's own files", () => {
    expect(existsSync(join(packageRoot(), "package.json"))).toBe(true);
    expect(templateText(POLICY)).toContain("{{logGroup}}");
  });

  test("text is filled in at every place", () => {
    const text = renderText(POLICY, VALUES);
    expect(text).toContain("arn:aws-cn:logs:cn-north-1:123456789012:log-group:/p:log-stream:");
    expect(text).not.toContain("{{");
  });

  test.each([renderText, renderJson])("a name without a value is an error that names it", (render) => {
    const { account: _left, ...rest } = VALUES;
    expect(() => render(POLICY, rest)).toThrow(`templates/${POLICY}: no value for {{account}}`);
  });

  test("a value is put in as it is, and never read as a template or a pattern", () => {
    const text = renderText(POLICY, { ...VALUES, logGroup: "$& {{account}}" });
    expect(text).toContain("log-group:$& {{account}}:log-stream");
  });

  test("in JSON a list takes its placeholder's place among others", () => {
    const scp = renderJson("policies/scp.json", { profileArns: ["a", "b"], modelArns: ["c"] });
    expect(scp).toMatchObject({ Statement: [{}, { Resource: ["a", "b", "c"] }] });
    const none = renderJson("policies/scp.json", { profileArns: ["a"], modelArns: [] });
    expect(none).toMatchObject({ Statement: [{}, { Resource: ["a"] }] });
  });

  test("in JSON a value with quotes stays inside its text", () => {
    const policy = renderJson(POLICY, { ...VALUES, logGroup: '"}' }) as { Statement: { Resource: string }[] };
    expect(policy.Statement[0]?.Resource).toContain('log-group:"}:log-stream');
  });

  test("every policy template is JSON", () => {
    const files = readdirSync(join(packageRoot(), "templates/policies"));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files)
      expect(() => JSON.parse(templateText(`policies/${file}`)) as unknown).not.toThrow();
  });
});

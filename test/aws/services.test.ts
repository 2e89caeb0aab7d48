import { describe, expect, test } from "vitest";
import { type ServiceId, clientNames, isRead, serviceModules } from "../../src/aws/services.js";

describe("services", () => {
  test.each(Object.keys(serviceModules) as ServiceId[])(
    "%s has a client of the name we know",
    async (service) => {
      const module = (await serviceModules[service]()) as unknown as Record<string, unknown>;
      expect(module[clientNames[service]]).toBeTypeOf("function");
    },
  );

  test.each([
    ["GetRole", true],
    ["ListRoles", true],
    ["DescribeLogGroups", true],
    ["HeadObject", true],
    ["BatchGetNamedQuery", true],
    ["CreateRole", false],
    ["PutObject", false],
    ["DeleteObjects", false],
    ["StartQueryExecution", false],
    ["TagResource", false],
  ])("%s reads: %s", (operation, read) => {
    expect(isRead(operation)).toBe(read);
  });
});

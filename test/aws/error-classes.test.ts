import { describe, expect, test } from "vitest";
import { PROPAGATION, isOneOf, meaningOf } from "../../src/aws/error-classes.js";
import { type ServiceId, serviceModules } from "../../src/aws/services.js";

const SERVICES = Object.keys(serviceModules) as ServiceId[];

function failure(name: string, message = ""): Error {
  return Object.assign(new Error(message), { name });
}

describe("meaningOf", () => {
  test.each(SERVICES)(
    "a full quota of %s is final, save that Cost Explorer throttles by that name",
    (service) => {
      const meaning = meaningOf(service, failure("LimitExceededException"));
      expect(meaning).toBe(service === "ce" ? "throttling" : "final");
      expect(meaningOf(service, failure("ServiceQuotaExceededException"))).toBe("final");
    },
  );

  test.each<[ServiceId, string]>([
    ["logs", "OperationAbortedException"],
    ["s3", "OperationAborted"],
    ["s3", "ConditionalRequestConflict"],
    ["organizations", "ConcurrentModificationException"],
  ])("of %s, %s goes away; another service's error of that name is left to the SDK", (service, name) => {
    expect(meaningOf(service, failure(name))).toBe("transient");
    expect(meaningOf("sns", failure(name))).toBe(undefined);
  });

  test("what the table does not name is left to the SDK", () => {
    expect(meaningOf("iam", failure("NoSuchEntityException"))).toBe(undefined);
    expect(meaningOf("iam", failure("ThrottlingException"))).toBe(undefined);
  });
});

describe("isOneOf", () => {
  test("asks for service and name, and for the message where that tells more", () => {
    const role = failure("ValidationException", "Failed to validate permissions for log group: x");
    expect(isOneOf(PROPAGATION.newLoggingRole, "bedrock", role)).toBe(true);
    expect(isOneOf(PROPAGATION.newLoggingRole, "logs", role)).toBe(false);
    expect(isOneOf(PROPAGATION.newLoggingRole, "bedrock", failure("AccessDenied", role.message))).toBe(false);
    expect(isOneOf(PROPAGATION.newLoggingRole, "bedrock", failure(role.name, "no such model"))).toBe(false);
    expect(isOneOf(PROPAGATION.newBucket, "s3", failure("NoSuchBucket", "anything"))).toBe(true);
  });
});

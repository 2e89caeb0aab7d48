import type { Handlers } from "../../call.js";
import { checkText } from "../../validate.js";
import { listPage } from "./list-page.js";
import { VALIDATION, attachedOf, boundaryOf, listedRole, roles, urlEncoded } from "./role-row.js";

const ENTITIES = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"];

/** Everything about all roles in one paged call. The simulated account has no users, groups or policies of its own. */
export const accountDetails: Handlers<"iam"> = {
  GetAccountAuthorizationDetails: (input, call) => {
    for (const entity of input.Filter ?? []) {
      checkText(entity, "Filter", { oneOf: ENTITIES, error: VALIDATION });
    }
    const wanted = input.Filter === undefined || input.Filter.length === 0 || input.Filter.includes("Role");
    const rows = wanted ? roles(call).values() : [];
    const { items, ...rest } = listPage(
      rows.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      input,
    );
    return {
      UserDetailList: [],
      GroupDetailList: [],
      Policies: [],
      RoleDetailList: items.map((row) => {
        const { Description: _text, MaxSessionDuration: _seconds, ...role } = listedRole(row, call);
        return {
          ...role,
          ...boundaryOf(row),
          InstanceProfileList: [],
          RolePolicyList: Object.entries(row.inline).map(([PolicyName, document]) => ({
            PolicyName,
            PolicyDocument: urlEncoded(document),
          })),
          AttachedManagedPolicies: attachedOf(row),
          Tags: row.tags.map((tag) => ({ ...tag })),
          RoleLastUsed: {},
        };
      }),
      ...rest,
    };
  },
};

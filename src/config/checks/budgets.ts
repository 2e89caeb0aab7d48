import { developersOf } from "../developers.js";
import { quote } from "../messages.js";
import { namesOf } from "../names.js";
import type { Config } from "../schema.js";
import { doubtful, repeats, wrong, type Finding } from "./finding.js";
import { withoutRefused } from "./tags.js";

/** Notifications a budget can have, and the length of its name. Source: AWS Budgets API reference, CreateBudget. */
const NOTIFICATIONS_MAX = 5;
const NAME_MAX = 100;

/** Names, thresholds and amounts of budgets. */
export function* budgetFindings(config: Config): Iterable<Finding> {
  const { thresholds } = config.budgets;
  const path = ["budgets", "thresholds"];
  for (const key of ["actual", "forecast"] as const) yield* repeats([...path, key], thresholds[key]);
  const count = thresholds.actual.length + thresholds.forecast.length;
  if (count > NOTIFICATIONS_MAX) {
    yield wrong(
      path,
      `a budget has at most ${NOTIFICATIONS_MAX} notifications, actual and forecast together; there are ${count}`,
      "key",
    );
  }
  if (count === 0) yield doubtful(path, "without a threshold the monthly budget notifies nobody", "key");
  yield* teamNames(config);
  yield* teamAmounts(config);
  yield* strayDevelopers(config);
}

/** Names of developers that one warning lists. */
const NAMES_SHOWN = 3;

/** Developers of a team with a budget whose calls count in another team's, or in none: a budget watches a cost centre. */
function* strayDevelopers(config: Config): Iterable<Finding> {
  const strays = new Map<string, { team: string; costCenter: string; users: string[] }>();
  for (const { user, team, costCenter } of developersOf(config)) {
    const budget = Object.hasOwn(config.budgets.teams, team) ? config.budgets.teams[team] : undefined;
    if (budget === undefined || budget.costCenter === costCenter) continue;
    const key = JSON.stringify([team, costCenter]);
    const known = strays.get(key);
    if (known === undefined) strays.set(key, { team, costCenter, users: [user] });
    else known.users.push(user);
  }
  for (const { team, costCenter, users } of strays.values()) {
    const wanted = config.budgets.teams[team]?.costCenter ?? "";
    const more = users.length > NAMES_SHOWN ? ` and ${users.length - NAMES_SHOWN} more` : "";
    const who = `${users.slice(0, NAMES_SHOWN).join(", ")}${more} ${users.length === 1 ? "is" : "are"}`;
    yield doubtful(
      ["developers", users[0] ?? ""],
      `team \`${team}\` has a budget on cost centre ${quote(wanted)}, but ${who} on ${quote(costCenter)}; ` +
        `set costCenter: ${wanted}, or the team's budget counts none of it`,
      "key",
    );
  }
}

function* teamNames(config: Config): Iterable<Finding> {
  const { teamBudget } = namesOf(config);
  for (const key of Object.keys(config.budgets.teams)) {
    const path = ["budgets", "teams", key];
    const name = teamBudget(key);
    if (key.trim() === "") yield wrong(path, "a team needs a name", "key");
    const accepted = withoutRefused(key);
    if (/[:\\]/.test(key))
      yield wrong(path, `a budget name has no \`:\` and no \`\\\`, got ${quote(key)}`, "key");
    else if (accepted !== key) {
      const rule = "a team key becomes part of a tag: letters, digits, spaces and . _ / = + - only";
      yield wrong(path, `${rule}, got ${quote(key)}; write for example ${quote(accepted)}`, "key");
    }
    if (name.includes("/action/")) {
      const instead = key.replaceAll("/action/", "-action-");
      const rule = "AWS Budgets accepts no `/action/` in a budget name";
      yield wrong(path, `${rule}, got ${quote(key)}; write for example ${quote(instead)}`, "key");
    }
    if (/[^\s@]+@[^\s@]+\.[^\s@]+/.test(key)) {
      yield wrong(
        path,
        `a budget name holds no e-mail address, got ${quote(key)}; use the team's name`,
        "key",
      );
    }
    if (name.length > NAME_MAX) {
      yield wrong(
        path,
        `the budget name ${quote(name)} has ${name.length} characters; AWS Budgets accepts ${NAME_MAX}`,
        "key",
      );
    }
  }
}

function* teamAmounts(config: Config): Iterable<Finding> {
  const teams = Object.entries(config.budgets.teams);
  const developers = developersOf(config);
  const used = new Set(developers.map(({ costCenter }) => costCenter));
  const owners = new Map<string, string>();
  for (const [key, { costCenter }] of teams) {
    const path = ["budgets", "teams", key, "costCenter"];
    const owner = owners.get(costCenter);
    if (owner !== undefined) {
      yield doubtful(
        path,
        `team \`${owner}\` has cost centre ${quote(costCenter)} too, so both budgets count the same cost`,
      );
    } else if (developers.length > 0 && !used.has(costCenter)) {
      yield doubtful(
        path,
        `no developer has cost centre ${quote(costCenter)}, so this budget will never count anything`,
      );
    }
    owners.set(costCenter, owner ?? key);
  }
  const sum = teams.reduce((total, [, { amount }]) => total + amount, 0);
  if (sum > config.budgets.monthly) {
    yield doubtful(
      ["budgets", "monthly"],
      `team budgets add up to ${sum} USD, more than the monthly budget of ${config.budgets.monthly} USD`,
    );
  }
}

import { ATTRIBUTION } from "./attribution.js";
import { BUDGETS } from "./budgets.js";
import { EARLY } from "./early-phases.js";

/** The drift table: every declared field of every kind, changed by somebody else. */
export const DRIFT = { ...EARLY, ...ATTRIBUTION, ...BUDGETS };

import type { AnyKind } from "../src/engine/kind.js";
import { allocation } from "./allocation/index.js";
import { attribution } from "./attribution/index.js";
import { budgets } from "./budgets/index.js";
import type { PhaseModule } from "./compose.js";
import { foundation } from "./foundation/index.js";
import { logging } from "./logging/index.js";

/** The five phases, in the order they build on each other. */
export const phases: readonly PhaseModule[] = [foundation, logging, allocation, attribution, budgets];

/** Every kind of resource, each once. */
export const kinds: readonly AnyKind[] = [...new Set(phases.flatMap((phase) => phase.kinds))];

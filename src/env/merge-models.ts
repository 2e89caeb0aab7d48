import { isRecord, printable } from "./bypasses.js";
import type { Step } from "./set-json.js";
import type { Changes } from "./settings-changes.js";
import { withoutWindow } from "./tiers.js";

type Settings = Readonly<Record<string, unknown>>;

/** `modelOverrides`, `availableModels` and `modelPicker`: ours are set, those of others stay, ours that are gone go. */
export function mergeModels(changes: Changes, settings: Settings): void {
  mergeOverrides(changes, settings["modelOverrides"]);
  mergeAvailable(changes, settings["availableModels"]);
  mergePicker(changes, settings["modelPicker"]);
}

function mergeOverrides(changes: Changes, theirs: unknown): void {
  const { modelOverrides = {} } = changes.environment;
  const held = isRecord(theirs) ? theirs : {};
  for (const [id, value] of Object.entries(modelOverrides)) {
    if (Object.hasOwn(held, id) && !changes.isOurs(held[id])) {
      changes.replaced.push(`modelOverrides.${printable(id)}`);
    }
    changes.put(["modelOverrides", id], value);
  }
  for (const [id, value] of Object.entries(held)) {
    if (!Object.hasOwn(modelOverrides, id) && changes.isGone(value)) {
      changes.drop(["modelOverrides", id], `modelOverrides.${printable(id)}`);
    }
  }
}

function mergeAvailable(changes: Changes, theirs: unknown): void {
  const { availableModels = [] } = changes.environment;
  const held: unknown[] = Array.isArray(theirs) ? theirs : [];
  const known = new Set(held.map((entry) => (typeof entry === "string" ? withoutWindow(entry) : "")));
  const missing = availableModels.filter((arn) => !known.has(arn));
  for (const [i, arn] of missing.entries()) changes.put(["availableModels", held.length + i], arn);
  // An empty list would allow no model but Claude Code's own default.
  if (missing.length === 0 && areGone(changes, held)) changes.drop(["availableModels"], "availableModels");
  else dropGone(changes, ["availableModels"], held);
}

function mergePicker(changes: Changes, theirs: unknown): void {
  const { modelPicker } = changes.environment;
  const picker = isRecord(theirs) ? theirs : {};
  const rows: unknown[] = Array.isArray(picker["options"]) ? picker["options"] : [];
  const models = rows.map((row) => (isRecord(row) ? row["model"] : undefined));
  if (modelPicker !== undefined) {
    const named = models.map((model) => (typeof model === "string" ? withoutWindow(model) : ""));
    let end = rows.length;
    for (const row of modelPicker.options) {
      const place = named.indexOf(withoutWindow(row.model));
      changes.put(["modelPicker", "options", place === -1 ? end++ : place], row);
    }
    if (picker["replaceBuiltInOptions"] === undefined) {
      changes.put(["modelPicker", "replaceBuiltInOptions"], modelPicker.replaceBuiltInOptions);
    }
  }
  if (modelPicker === undefined && areGone(changes, models)) dropPicker(changes, picker);
  else dropGone(changes, ["modelPicker", "options"], models);
}

/** A picker without rows of its own would still hide the built-in ones. */
function dropPicker(changes: Changes, picker: Settings): void {
  const ours = ["options", "replaceBuiltInOptions"];
  if (Object.keys(picker).every((key) => ours.includes(key))) {
    changes.drop(["modelPicker"], "modelPicker");
    return;
  }
  for (const key of ours.filter((one) => Object.hasOwn(picker, one))) {
    changes.drop(["modelPicker", key], `modelPicker.${key}`);
  }
}

/** Whether a list holds models, and none that stays. */
function areGone(changes: Changes, models: readonly unknown[]): boolean {
  return models.length > 0 && models.every((model) => changes.isGone(model));
}

/** @param models what the list's items name, in its order */
function dropGone(changes: Changes, list: Step[], models: readonly unknown[]): void {
  // From the end, so that the places of those before stay.
  for (const [place, model] of [...models.entries()].toReversed()) {
    if (changes.isGone(model))
      changes.drop([...list, place], `${String(list[0])}: ${printable(String(model))}`);
  }
}

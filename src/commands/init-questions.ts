import { servesRegion } from "../config/checks/geography.js";
import { render } from "../config/edit/render.js";
import { BadInput, Interrupted } from "../errors.js";
import type { Context } from "./context.js";

/** How often one question is asked before giving up: input that is no person never gets it right. */
const TRIES = 3;

interface Question {
  text: string;
  /** Taken for an empty answer; without one, an empty answer is judged like any other. */
  standard?: string;
  /** Where the answer stands, as problems name it. */
  path: string;
  put(yaml: string, answer: string): string;
}

const QUESTIONS: readonly Question[] = [
  { text: "AWS Region", standard: "us-east-1", path: "region", put: putRegion },
  {
    text: "Prefix of the S3 bucket names, unique across all of AWS, such as acme-corp",
    path: "logging.bucketPrefix",
    put: (yaml, answer) =>
      yaml.replace(/^( {2}bucketPrefix: ).*$/m, (_line, key: string) => key + render(answer, false)),
  },
  {
    text: "E-mail addresses that hear of budgets and alarms, with commas between; empty for none",
    path: "budgets.emails",
    put: (yaml, answer) => {
      const emails = answer.split(/[\s,;]+/).filter(Boolean);
      return yaml.replace(/^( {2}emails: ).*$/m, (_line, key: string) => key + render(emails, false));
    },
  },
];

/**
 * Asks what the starter YAML cannot know, each question until its answer can be right.
 * @returns the YAML with the answers
 * @throws Interrupted at Ctrl-C, BadInput when no answer would do
 */
export async function askForAnswers(cx: Context, yaml: string): Promise<string> {
  let text = yaml;
  for (const question of QUESTIONS) text = await answered(cx, text, question);
  return text;
}

async function answered(cx: Context, yaml: string, question: Question): Promise<string> {
  const { text, standard } = question;
  let problem = "";
  for (let tries = 0; tries < TRIES; tries += 1) {
    const given = (await cx.io.ask(`${text}${standard === undefined ? "" : ` [${standard}]`}: `)).trim();
    if (cx.io.signal.aborted) throw new Interrupted();
    const edited = question.put(yaml, given === "" && standard !== undefined ? standard : given);
    const found = await problemAt(edited, question.path);
    if (found === undefined) return edited;
    problem = found;
    cx.say(problem);
  }
  throw new BadInput("bad_usage", problem, "nothing was written");
}

async function problemAt(yaml: string, path: string): Promise<string | undefined> {
  const { parseConfig } = await import("../config/load.js");
  const found = parseConfig(yaml, "").problems.find(
    (problem) => problem.path === path || problem.path.startsWith(`${path}[`),
  );
  return found?.message;
}

/** Geographies whose profiles every model of the starter YAML has. */
const GEOGRAPHIES = ["us-gov", "us", "eu", "jp", "au"];

/** Models are called through the profiles of the Region's geography. */
function putRegion(yaml: string, region: string): string {
  const geography = GEOGRAPHIES.find((name) => servesRegion(name, region) === true) ?? "global";
  return yaml
    .replace(/^(region: ).*$/m, (_line, key: string) => key + render(region, false))
    .replaceAll(/(copyFrom: )us\./g, (_match, key: string) => `${key}${geography}.`);
}

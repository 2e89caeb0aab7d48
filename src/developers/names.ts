import { BadInput } from "../errors.js";

/**
 * Checks a developer's name as typed; it becomes part of profile names.
 * @throws BadInput, for an e-mail address with the command that does what was meant
 */
export function checkUser(user: string): void {
  if (user === "") throw new BadInput("bad_name", "a developer needs a name");
  const at = user.indexOf("@");
  const local = at > 0 ? suggestion(user.slice(0, at)) : "";
  if (local !== "") {
    throw new BadInput(
      "bad_name",
      `"${user}" is an e-mail address, and AWS takes none in a profile name`,
      `use a short name and keep the address as principal: ccb onboard-dev ${local} --principal ${user}`,
    );
  }
  if (/^([0-9a-zA-Z][ _-]?)+$/.test(user)) return;
  const other = suggestion(user);
  throw new BadInput(
    "bad_name",
    `"${user}" cannot be part of a profile name: letters and digits, with single spaces, hyphens or underscores between`,
    other === "" ? undefined : `for example ${other}`,
  );
}

/** The nearest name AWS takes. */
function suggestion(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^0-9a-zA-Z]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase();
}

/** What follows the last slash: the model or profile id of an ARN, the session or user name of an identity. */
export function lastPart(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}

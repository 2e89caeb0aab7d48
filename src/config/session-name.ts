/**
 * The name of a developer's sessions of an assumed role, as `print-env` writes it: STS takes 2 to 64 of `\w+=,.@-`
 * (STS API Reference, AssumeRole, `RoleSessionName`).
 */
export function sessionName(user: string): string {
  return user
    .replace(/[^\w+=,.@-]/g, "-")
    .slice(0, 64)
    .padEnd(2, "-");
}

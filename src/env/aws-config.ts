import { sessionName } from "../config/session-name.js";

/** How a developer signs in: what the profile in `~/.aws/config` is made of. */
export interface SignIn {
  stackName: string;
  region: string;
  user?: { name: string };
  /** Account of the stack, 12 digits. */
  accountId?: string;
  /** The Identity Center instance's home region, and the permission set of the stack. */
  identityCenter?: { startUrl?: string; region: string; permissionSet: string };
  /** Role to assume where there is no Identity Center. */
  roleArn?: string;
}

/** One section of `~/.aws/config`. */
export interface Section {
  /** With its type: `profile NAME`, `sso-session NAME`. */
  heading: string;
  /** A value left out is one that only the reader knows. */
  settings: Record<string, string | undefined>;
}

/**
 * The profile of `~/.aws/config` that is named like the stack. With Identity Center it signs in there; else it assumes
 * the role with the `default` profile, under the developer's name so that the logs say who called.
 * Source: docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html and cli-configure-role.html.
 */
export function awsConfigOf(signIn: SignIn): Section[] {
  const { stackName, region, identityCenter } = signIn;
  const heading = `profile ${stackName}`;
  if (identityCenter === undefined) return [{ heading, settings: { ...assumedRole(signIn), region } }];
  return [
    {
      heading: `sso-session ${stackName}`,
      settings: {
        sso_start_url: identityCenter.startUrl,
        sso_region: identityCenter.region,
        sso_registration_scopes: "sso:account:access",
      },
    },
    {
      heading,
      settings: {
        sso_session: stackName,
        sso_account_id: signIn.accountId,
        sso_role_name: identityCenter.permissionSet,
        region,
      },
    },
  ];
}

function assumedRole({ roleArn, user }: SignIn): Section["settings"] {
  return {
    role_arn: roleArn,
    source_profile: "default",
    ...(user === undefined ? {} : { role_session_name: sessionName(user.name) }),
  };
}

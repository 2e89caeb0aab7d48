/** Start URL of a partition's access portal, up to and after the id of the directory. */
const PORTALS: Record<string, readonly [string, string]> = {
  aws: ["https://", ".awsapps.com/start"],
  "aws-us-gov": ["https://start.us-gov-home.awsapps.com/directory/", ""],
  "aws-cn": ["https://start.home.awsapps.cn/directory/", ""],
};

/**
 * Where people sign in to Identity Center, `sso_start_url` of `~/.aws/config`.
 * Source: IAM Identity Center User Guide, "Customizing the AWS access portal URL", and AWS GovCloud (US) User Guide,
 * "IAM Identity Center"; the Chinese form is the one of the AWS Toolkits.
 * @param identityStoreId e.g. `d-1234567890`
 * @returns undefined in a partition whose form AWS does not publish
 */
export function accessPortalUrl(partition: string, identityStoreId: string): string | undefined {
  const portal = PORTALS[partition];
  return portal === undefined ? undefined : `${portal[0]}${identityStoreId}${portal[1]}`;
}

import type { Aws } from "../../src/aws/aws.js";

/** A profile as `ListInferenceProfiles` answers it. */
export interface ListedProfile {
  arn: string;
  id: string;
  name: string;
  /** ISO 8601. */
  createdAt: string;
  /** Foundation-model ARNs. */
  models: string[];
}

/**
 * The region's application inference profiles, anybody's, 1,000 a page. Needs no more than
 * `bedrock:ListInferenceProfiles`, which developers have.
 */
export async function listProfiles(aws: Aws): Promise<ListedProfile[]> {
  const pages = await aws.pages("bedrock", "ListInferenceProfiles", {
    typeEquals: "APPLICATION",
    maxResults: 1000,
  });
  return pages.flatMap((page) =>
    (page.inferenceProfileSummaries ?? []).map((profile) => ({
      arn: profile.inferenceProfileArn ?? "",
      id: profile.inferenceProfileId ?? "",
      name: profile.inferenceProfileName ?? "",
      createdAt: profile.createdAt?.toISOString() ?? "",
      models: (profile.models ?? []).flatMap((model) => model.modelArn ?? []),
    })),
  );
}

/** Regions of the geographies that inference profiles route within; others, such as GovCloud's, are none of them. */
const GEOGRAPHY = /^(us|ca|eu|ap)-[a-z]+-\d+$/;

/**
 * Whether a call was served in another geography than the one it was made in, which only a `global.` profile does.
 * Canada and the United States are one, since profiles reach from one into the other (Amazon Bedrock User Guide,
 * "Supported Regions and models for inference profiles").
 */
export function isAbroad(region: string | null, inferenceRegion: string | null): boolean {
  const from = geographyOf(region);
  const to = geographyOf(inferenceRegion);
  return from !== undefined && to !== undefined && from !== to;
}

function geographyOf(region: string | null): string | undefined {
  const geography = GEOGRAPHY.exec(region ?? "")?.[1];
  return geography === "ca" ? "us" : geography;
}

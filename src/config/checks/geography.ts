/** Regions that inference profiles of a geography can be called from, by the prefix of the profile id. */
const REGIONS_OF: Record<string, RegExp> = {
  us: /^(us-(?!gov|iso)|ca-|mx-)/,
  ca: /^ca-/,
  eu: /^(eu-(?!iso)|il-)/,
  apac: /^(ap|me)-/,
  jp: /^ap-northeast-[13]$/,
  au: /^ap-southeast-[246]$/,
  in: /^ap-south-/,
  "us-gov": /^us-gov-/,
  global: /^(?!us-gov-|us-iso|cn-|eu-iso|eusc-)/,
};

/** Prefixes of system-defined inference profiles that are known here. */
export const GEOGRAPHIES: readonly string[] = Object.keys(REGIONS_OF);

/**
 * Whether profiles with this prefix can be called from a Region; `undefined` for a prefix not known here. Wide on
 * purpose where models differ. Source: Bedrock user guide, "Supported Regions and models for inference profiles".
 */
export function servesRegion(geography: string, region: string): boolean | undefined {
  return REGIONS_OF[geography]?.test(region);
}

/** The prefixes of the profiles usual in a Region, the one most models have there first. */
export function geographiesOf(region: string): string[] {
  const order = ["us-gov", "us", "ca", "eu", "jp", "au", "in", "apac"];
  const usual = order.filter((name) => REGIONS_OF[name]?.test(region));
  return usual.length === 0 ? ["global"] : usual;
}

/**
 * The id whose prices a call has. Without a prefix a model is called in its Region, and in GovCloud that costs what the
 * `us-gov.` id costs; what was called keeps its name.
 * @param model the priced id, prefix included
 * @param region of the call; null when the record has none
 * @param isPriced whether an id has prices
 */
export function chargedId(model: string, region: string | null, isPriced: (id: string) => boolean): string {
  const id = `us-gov.${model}`;
  return region?.startsWith("us-gov-") === true && isPriced(id) ? id : model;
}

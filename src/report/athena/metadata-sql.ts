/**
 * SQL expression: the text that request metadata has under a key, whatever the key; NULL for what is none.
 * @param json SQL expression of the metadata as JSON text
 */
export function metadataText(json: string, key: string): string {
  return textAt(metadataMap(json), key);
}

/** SQL expression: request metadata as a map; NULL for what is no object. */
export function metadataMap(json: string): string {
  return `TRY(CAST(json_parse(${json}) AS MAP(VARCHAR, JSON)))`;
}

/** SQL expression: the text under a key of a map of JSON. */
export function textAt(map: string, key: string): string {
  // A key that is not there is an error, which TRY makes NULL of.
  const value = `TRY(${map}['${key.replaceAll("'", "''")}'])`;
  return `CASE WHEN json_format(${value}) LIKE '"%' THEN NULLIF(json_extract_scalar(${value}, '$'), '') END`;
}

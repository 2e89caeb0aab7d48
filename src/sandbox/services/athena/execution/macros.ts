const MYSQL_LETTERS = [
  ["M", "B"],
  ["i", "M"],
  ["s", "S"],
  ["T", "H:%M:%S"],
  ["W", "A"],
  ["e", "-d"],
  ["c", "-m"],
  ["k", "-H"],
  ["h", "I"],
  ["l", "-I"],
] as const;

/**
 * Functions of Trino as DuckDB macros, as far as the stack's statements use them. Where the two differ on the same
 * name, Trino's meaning holds: no match is NULL, paths take `$["name"]`, scalars are no objects. Dates stay dates.
 */
export const MACROS = [
  `regexp_like(s, p) AS regexp_matches(s, p)`,
  `regexp_extract(s, p) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p, 0) END`,
  `regexp_replace(s, p, r) AS system.main.regexp_replace(s, p, r, 'g')`,
  `json_parse(t) AS CAST(t AS JSON)`,
  `json_format(j) AS CAST(j AS VARCHAR)`,
  `json_extract(j, p) AS json_extract_path(j, replace(replace(p, '["', '."'), '"]', '"'))`,
  `json_extract_scalar(j, p) AS
     CASE WHEN json_type(json_extract(j, p)) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract(j, p) ->> '$' END`,
  `cardinality(l) AS len(l)`,
  `element_at(l, i) AS list_extract(l, i)`,
  `width_bucket(x, bounds) AS len(list_filter(bounds, b -> b <= x))`,
  `to_unixtime(t) AS epoch(t)`,
  `from_iso8601_timestamp(s) AS CAST(
     CASE WHEN regexp_matches(s, '^\\d{4}-\\d\\d-\\d\\d(T([01]\\d|2[0-3]):\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d(:?\\d\\d)?)?)?$')
       THEN left(s, 10) ELSE 'no timestamp' END || ' '
     || COALESCE(NULLIF(system.main.regexp_extract(s, 'T(\\d\\d:\\d\\d)', 1), ''), '00:00')
     || COALESCE(NULLIF(system.main.regexp_extract(s, 'T\\d\\d:\\d\\d(:\\d\\d)', 1), ''), ':00')
     || system.main.regexp_extract(s, '(\\.\\d{1,3})', 1)
     || COALESCE(NULLIF(system.main.regexp_extract(s, 'T.*([+-]\\d\\d)', 1), ''), '+00') || ':'
     || COALESCE(NULLIF(system.main.regexp_extract(s, 'T.*[+-]\\d\\d:?(\\d\\d)$', 1), ''), '00')
     AS TIMESTAMPTZ)`,
  `date_trunc(unit, d) AS CAST(system.main.date_trunc(unit, d) AS DATE)`,
  `date_add(unit, n, d) AS CAST(
     d + n * CASE unit
       WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY WHEN 'month' THEN INTERVAL 1 MONTH
     END AS DATE)`,
  // MySQL's letters, which Trino takes, in strftime's; month names first, since minutes take their letter.
  `date_format(d, f) AS strftime(d, ${MYSQL_LETTERS.reduce((format, [mysql, c]) => `replace(${format}, '%${mysql}', '%${c}')`, "f")})`,
  // Trino takes no half byte.
  `from_hex(t) AS unhex(CASE WHEN system.main.length(t) % 2 = 0 THEN t ELSE 'odd' END)`,
  // octet_length takes bytes only, as Trino's function does.
  `to_hex(b) AS CASE WHEN octet_length(b) IS NOT NULL THEN hex(b) END`,
  `to_utf8(t) AS encode(t)`,
  `from_utf8(b) AS decode(b)`,
  `sha256(b) AS CASE WHEN octet_length(b) IS NOT NULL THEN unhex(system.main.sha256(b)) END`,
  `length(x) AS CASE WHEN typeof(x) = 'BLOB'
     THEN octet_length(TRY_CAST(x AS BLOB)) ELSE system.main.length(CAST(x AS VARCHAR)) END`,
  // CAST AS VARBINARY: the bytes of a text are its UTF-8; DuckDB would read escapes in it.
  `as_varbinary(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN encode(CAST(x AS VARCHAR)) ELSE TRY_CAST(x AS BLOB) END`,
];

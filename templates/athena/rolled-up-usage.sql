-- Tokens of the calls of {{month}} (UTC) by all that decides a call's price and owner, from the roll-up of the logs.
-- One row a class of calls, and one for the whole scan, in which scanned is 1 and what makes a class is NULL.
WITH
calls AS (
  SELECT *
  FROM "{{database}}"."{{callsTable}}"
  WHERE {{days}}
),
{{usageOfCalls}}

import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, page, requireMember } from "../../validate.js";
import { INVALID, byName, groupOf, keyIn, streams } from "./rows.js";

const MAX_EVENTS = 10_000;

/** Log streams. Events are counted, not kept. */
export const logStreams: Handlers<"logs"> = {
  CreateLogStream(input, call) {
    const { name: group } = groupOf(input, call);
    const name = requireMember(input, "logStreamName", INVALID);
    checkText(name, "logStreamName", { max: 512, pattern: /^[^:*]*$/, error: INVALID });
    const key = keyIn(group, name);
    if (streams(call).has(key)) {
      refuse("ResourceAlreadyExistsException", "The specified log stream already exists");
    }
    streams(call).put(key, { name, group, createdAt: call.now.getTime() });
    return {};
  },

  PutLogEvents(input, call) {
    const { name: group } = groupOf(input, call);
    const key = keyIn(group, requireMember(input, "logStreamName", INVALID));
    const stream = streams(call).get(key);
    if (stream === undefined) {
      return refuse("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    const events = requireMember(input, "logEvents", INVALID);
    const times = events.map((event) => event.timestamp ?? 0);
    if (events.length < 1 || events.length > MAX_EVENTS) {
      refuse(INVALID, `A batch must have 1 to ${MAX_EVENTS} events.`);
    }
    if (times.some((time, index) => time < (times[index - 1] ?? 0))) {
      refuse(INVALID, "Log events in a single PutLogEvents request must be in chronological order.");
    }
    streams(call).put(key, {
      ...stream,
      firstEvent: Math.min(stream.firstEvent ?? Infinity, ...times),
      lastEvent: Math.max(stream.lastEvent ?? 0, ...times),
      ingestedAt: call.now.getTime(),
    });
    return {};
  },

  DescribeLogStreams(input, call) {
    const group = groupOf(input, call);
    const latestFirst = input.orderBy === "LastEventTime";
    const found = streams(call)
      .values()
      .filter((s) => s.group === group.name && s.name.startsWith(input.logStreamNamePrefix ?? ""))
      .toSorted((a, b) => (latestFirst ? (a.lastEvent ?? 0) - (b.lastEvent ?? 0) : byName(a, b)));
    if (input.descending === true) found.reverse();
    const options = { size: input.limit, max: 50, token: input.nextToken, error: INVALID, member: "limit" };
    const { items, nextToken } = page(found, options);
    return {
      logStreams: items.map((s) => ({
        logStreamName: s.name,
        creationTime: s.createdAt,
        firstEventTimestamp: s.firstEvent,
        lastEventTimestamp: s.lastEvent,
        lastIngestionTime: s.ingestedAt,
        arn: `${group.arn}:log-stream:${s.name}`,
        storedBytes: 0,
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
};

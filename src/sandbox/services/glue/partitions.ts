import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { page } from "../../validate.js";
import { partitionFilter } from "./partition-filter.js";
import {
  addPartition,
  changePartition,
  findPartition,
  keyOf,
  removePartition,
  revived,
  tableOf,
} from "./partition-rows.js";
import { ERROR, partitionsOf } from "./rows.js";

/**
 * Size of a page when the caller names none. AWS does not say how many it answers with; fewer than the 1,000 a caller
 * may ask for make callers that read one page only fail here too.
 */
const DEFAULT_PAGE = 100;

/** Partitions of tables, one by one. */
export const partitionHandlers: Handlers<"glue"> = {
  CreatePartition: (input, call) => {
    addPartition(tableOf(input, call), input.PartitionInput, call);
    return {};
  },
  GetPartition: (input, call) => ({
    Partition: revived(findPartition(tableOf(input, call), input.PartitionValues, call)),
  }),
  GetPartitions: (input, call) => {
    const table = tableOf(input, call);
    const holds = partitionFilter(input.Expression, table.PartitionKeys ?? []);
    const { SegmentNumber: segment = 0, TotalSegments: segments = 1 } = input.Segment ?? {};
    if (segments < 1 || segments > 10 || segment < 0 || segment >= segments) {
      refuse(ERROR, "SegmentNumber must be below TotalSegments, which is 1 to 10");
    }
    const found = partitionsOf(keyOf(table), call)
      .filter((row, i) => i % segments === segment && holds(row.Values ?? []))
      .map((row) => revived(row, input.ExcludeColumnSchema !== true));
    const { items, nextToken } = page(found, {
      size: input.MaxResults,
      max: 1000,
      default: DEFAULT_PAGE,
      token: input.NextToken,
      error: ERROR,
    });
    return { Partitions: items, NextToken: nextToken };
  },
  UpdatePartition: (input, call) => {
    changePartition(tableOf(input, call), input.PartitionValueList, input.PartitionInput, call);
    return {};
  },
  DeletePartition: (input, call) => {
    removePartition(tableOf(input, call), input.PartitionValues, call);
    return {};
  },
};

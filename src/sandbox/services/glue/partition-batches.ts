import type { ErrorDetail } from "@aws-sdk/client-glue";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import {
  addPartition,
  changePartition,
  findPartition,
  removePartition,
  revived,
  tableOf,
} from "./partition-rows.js";
import { ERROR } from "./rows.js";

/** Partitions of tables, many in a call: what fails for one partition is told in `Errors`, the others are done. */
export const partitionBatchHandlers: Handlers<"glue"> = {
  BatchCreatePartition: (input, call) => {
    const list = checkedList(input.PartitionInputList, "partitionInputList", 100);
    const table = tableOf(input, call);
    return {
      Errors: list.flatMap((given) => {
        const detail = failureOf(() => addPartition(table, given, call));
        return detail === undefined ? [] : [{ PartitionValues: given.Values, ErrorDetail: detail }];
      }),
    };
  },
  BatchUpdatePartition: (input, call) => {
    const list = checkedList(input.Entries, "entries", 100);
    const table = tableOf(input, call);
    return {
      Errors: list.flatMap(({ PartitionValueList, PartitionInput }) => {
        const detail = failureOf(() => changePartition(table, PartitionValueList, PartitionInput, call));
        return detail === undefined ? [] : [{ PartitionValueList, ErrorDetail: detail }];
      }),
    };
  },
  BatchDeletePartition: (input, call) => {
    const list = checkedList(input.PartitionsToDelete, "partitionsToDelete", 25);
    const table = tableOf(input, call);
    return {
      Errors: list.flatMap(({ Values }) => {
        const detail = failureOf(() => removePartition(table, Values, call));
        return detail === undefined ? [] : [{ PartitionValues: Values, ErrorDetail: detail }];
      }),
    };
  },
  BatchGetPartition: (input, call) => {
    const list = checkedList(input.PartitionsToGet, "partitionsToGet", 1000);
    const table = tableOf(input, call);
    const found = list.map((key) => {
      try {
        return { key, partition: revived(findPartition(table, key.Values, call)) };
      } catch (error) {
        if ((error as Error).name !== "EntityNotFoundException") throw error;
        return { key };
      }
    });
    return {
      Partitions: found.flatMap(({ partition }) => (partition === undefined ? [] : [partition])),
      UnprocessedKeys: found.flatMap(({ key, partition }) => (partition === undefined ? [key] : [])),
    };
  },
};

function checkedList<T>(list: readonly T[] | undefined, member: string, max: number): readonly T[] {
  if (list === undefined) refuse(ERROR, `${member} is required`);
  if (list.length <= max) return list;
  return refuse(
    ERROR,
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
  );
}

/** Why one of many was refused. */
function failureOf(work: () => void): ErrorDetail | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    if (!("$fault" in (error as object))) throw error;
    return { ErrorCode: name, ErrorMessage: message };
  }
}

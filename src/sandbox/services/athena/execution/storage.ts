import type { StorageDescriptor } from "@aws-sdk/client-glue";

/** How the objects of a table are written. */
export type DataFormat = "json" | "parquet";

/** The format that the SerDe of a table or a partition reads. */
export function formatOf(storage: StorageDescriptor | undefined): DataFormat {
  return /parquet/i.test(storage?.SerdeInfo?.SerializationLibrary ?? "") ? "parquet" : "json";
}

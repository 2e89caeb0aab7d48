import { XmlShapeSerializer } from "@aws-sdk/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { ServiceModel } from "./model.js";

/** How the XML protocols write times, and whether members may stand in headers. */
export function xmlSettings(model: ServiceModel, httpBindings: boolean) {
  return {
    timestampFormat: { useTrait: true, default: 5 as const },
    httpBindings,
    xmlNamespace: model.xmlNamespace,
    serviceNamespace: "",
  };
}

/** A structure as XML, its outermost element named by the model. */
export function writeXml(model: ServiceModel, shape: NormalizedSchema, value: object): string {
  const serializer = new XmlShapeSerializer(xmlSettings(model, false));
  serializer.write(shape, value);
  return serializer.flush() as string;
}

/** What is between the tags of the outermost element. */
export function innerXml(xml: string): string {
  const start = xml.indexOf(">") + 1;
  return start === xml.length ? "" : xml.slice(start, xml.lastIndexOf("</"));
}

/** Text as it may stand in an element. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

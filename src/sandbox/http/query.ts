import { XmlShapeDeserializer } from "@aws-sdk/core/protocols";
import { refuse } from "../errors.js";
import type { Dialect } from "./dialect.js";
import { describeError } from "./errors.js";
import { formTree } from "./form-tree.js";
import { REQUEST_ID } from "./wire.js";
import { escapeXml, innerXml, writeXml, xmlSettings } from "./xml.js";

const HEADERS = { "content-type": "text/xml", "x-amzn-requestid": REQUEST_ID };

/** The query protocol: the input as a form, the answer as XML. */
export const query: Dialect = {
  complaints: { wrongType: "MalformedInput", missing: "ValidationError" },

  async decode(request, model) {
    const form = new URLSearchParams(request.body.toString("utf8"));
    for (const [name, value] of request.query) if (!form.has(name)) form.append(name, value);
    const action = form.get("Action");
    if (action === null) return refuse("MissingAction", "The request must name an Action");
    const operation = model.operations.get(action);
    if (operation === undefined) {
      return refuse("InvalidAction", `Could not find operation ${action} of ${model.service}`);
    }
    if (operation.input.isUnitSchema()) return { operation, input: {} };
    const deserializer = new XmlShapeDeserializer(xmlSettings(model, false));
    try {
      return { operation, input: deserializer.readSchema(operation.input, formTree(form)) as object };
    } catch {
      return refuse("MalformedInput", "The parameters do not have the shape of the operation's input");
    }
  },

  async encode({ name, output: shape }, output, model) {
    const result = shape.isUnitSchema()
      ? ""
      : `<${name}Result>${innerXml(writeXml(model, shape, output))}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>`;
    const body = `<${name}Response xmlns="${model.xmlNamespace}">${result}${metadata}</${name}Response>`;
    return { status: 200, headers: HEADERS, body };
  },

  encodeError(error, model) {
    const { code, status, type } = describeError(error, model);
    const inner = `<Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message>`;
    const body = `<ErrorResponse xmlns="${model?.xmlNamespace ?? ""}"><Error>${inner}</Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`;
    return { status, headers: { ...error.headers, ...HEADERS }, body };
  },
};

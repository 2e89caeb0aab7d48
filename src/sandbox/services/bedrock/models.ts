import type { FoundationModelSummary, InferenceType } from "@aws-sdk/client-bedrock";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { requireMember } from "../../validate.js";
import type { CatalogueModel } from "./catalogue.js";
import { modelArn, modelsIn } from "./system-profiles.js";

/** Foundation models. */
export const models: Handlers<"bedrock"> = {
  ListFoundationModels(input, call) {
    const { byProvider, byInferenceType, byOutputModality } = input;
    const summaries = modelsIn(call.region)
      .map((model) => describe(model, call))
      .filter(() => byProvider === undefined || byProvider.toLowerCase() === "anthropic")
      .filter((s) => byInferenceType === undefined || s.inferenceTypesSupported?.includes(byInferenceType))
      .filter((s) => byOutputModality === undefined || s.outputModalities?.includes(byOutputModality));
    return { modelSummaries: summaries };
  },

  GetFoundationModel(input, call) {
    const identifier = requireMember(input, "modelIdentifier");
    const found = modelsIn(call.region)
      .map((model) => describe(model, call))
      .find((s) => s.modelId === identifier || s.modelArn === identifier);
    if (found === undefined) {
      return refuse(
        "ResourceNotFoundException",
        "Could not resolve the foundation model from the model identifier.",
        404,
      );
    }
    return { modelDetails: found };
  },
};

function describe(model: CatalogueModel, call: Call): FoundationModelSummary {
  // Bedrock answers INFERENCE_PROFILE too, which the API model does not list.
  const types = model.onDemand ? ["ON_DEMAND", "INFERENCE_PROFILE"] : ["INFERENCE_PROFILE"];
  return {
    modelArn: modelArn(call.partition, call.region, model.id),
    modelId: model.id,
    modelName: model.name,
    providerName: "Anthropic",
    inputModalities: ["TEXT", "IMAGE"],
    outputModalities: ["TEXT"],
    responseStreamingSupported: true,
    customizationsSupported: [],
    inferenceTypesSupported: types as InferenceType[],
    modelLifecycle: { status: "ACTIVE" },
  };
}

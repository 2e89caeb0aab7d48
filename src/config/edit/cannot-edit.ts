import { BadInput } from "../../errors.js";

/** The file cannot be edited without touching more than was asked for. The message says why and what to do by hand. */
export class CannotEdit extends BadInput {
  override name = "CannotEdit";

  constructor(message: string) {
    super("cannot_edit", message);
  }
}

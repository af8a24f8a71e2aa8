/** Every kind of field, by its type (https://docs.slack.dev/reference/block-kit/block-elements). */
import { checkboxes, radioButtons } from "./choices.js";
import { fileField } from "./filefield.js";
import { momentField } from "./moments.js";
import { richTextField } from "./richfield.js";
import { selectField } from "./selects.js";
import { textField } from "./textfields.js";

const SELECTS = ["static", "external", "users", "conversations", "channels"];

/** Element type → maker of (element, spot). */
export const FIELDS = {
  plain_text_input: textField,
  number_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  datepicker: momentField,
  timepicker: momentField,
  datetimepicker: momentField,
  file_input: fileField,
  rich_text_input: richTextField,
  checkboxes,
  radio_buttons: radioButtons,
  ...Object.fromEntries(
    SELECTS.flatMap((kind) => [
      [`${kind}_select`, selectField],
      [`multi_${kind}_select`, selectField],
    ]),
  ),
};

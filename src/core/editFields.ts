import { secretFields, type SecretField } from './secretFields.ts';
import { SecretText } from './secretText.ts';

/** A field as an edit starts from it. */
export interface EditableField extends SecretField {
  /** A number, a nested value or a whole JSON text: what replaces it is read as JSON too. */
  readonly isJson: boolean;
}

/** One row of an edited value: a field that was there, a new one, or one whose text was replaced. */
export interface EditedRow {
  /** Empty for a secret that is one text. */
  readonly key: string;
  /** The field it was; undefined for a key that was added. */
  readonly from: number | undefined;
  /** What was typed instead; undefined keeps the field's text, digit by digit. */
  readonly text: SecretText | undefined;
}

/** The fields of a value, each with whether it is JSON rather than a string. */
export function editableFields(secret: SecretText): readonly EditableField[] {
  const fields = secretFields(secret);
  // Is looked at for its form and dropped.
  const parsed = parseJson(secret.encoding === 'text' ? secret.reveal() : '');
  if (fields[0]?.key === undefined) return fields.map((field) => ({ ...field, isJson: typeof parsed === 'object' && parsed !== null }));
  const values = typeof parsed === 'object' && parsed !== null ? new Map<string, unknown>(Object.entries(parsed)) : new Map();
  return fields.map((field) => ({ ...field, isJson: typeof values.get(field.key ?? '') !== 'string' }));
}

/** Whether the rows would store anything else than the fields. */
export function isEdited(fields: readonly { readonly key: string | undefined }[], rows: readonly EditedRow[]): boolean {
  if (rows.length !== fields.length) return true;
  return rows.some((row, index) => row.from !== index || row.text !== undefined || row.key !== (fields[index]?.key ?? ''));
}

/** The value that the edited rows make; or the reason, without any value in it, why they make none. */
export function mergeEdits(fields: readonly EditableField[], rows: readonly EditedRow[]): SecretText | { readonly problem: string } {
  const [first] = fields;
  if (first && first.key === undefined) return mergeText(first, rows);
  const keys = rows.map(({ key }) => key);
  if (keys.length === 0) return { problem: 'Give at least one key.' };
  if (keys.includes('')) return { problem: 'Give every key a name.' };
  // A second key of one name would silently replace the first.
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) return { problem: `Two keys are called ${repeated}.` };

  const members: string[] = [];
  for (const row of rows) {
    const field = row.from === undefined ? undefined : fields[row.from];
    const text = row.text ?? field?.value;
    if (!text || (row.from !== undefined && !field)) return { problem: `The key ${row.key} has no value.` };
    // Goes into the new value's JSON and on into another SecretText. JSON stays the text it is: parsed
    // and written again, a long number would lose digits.
    const raw = text.reveal();
    if (field?.isJson === true && row.text && parseJson(raw) === undefined) {
      return { problem: `${row.key} was JSON, not text, and what was typed is no valid JSON.` };
    }
    members.push(`${JSON.stringify(row.key)}:${field?.isJson === true ? raw.trim() : JSON.stringify(raw)}`);
  }
  return SecretText.of(`{${members.join(',')}}`);
}

function mergeText(field: EditableField, rows: readonly EditedRow[]): SecretText | { readonly problem: string } {
  const [row, ...more] = rows;
  if (!row || more.length > 0 || field.value.encoding === 'binary') return { problem: 'This value is edited as one text.' };
  const text = row.text ?? field.value;
  return text.byteLength === 0 ? { problem: 'Give the value.' } : text;
}

/** Undefined where it is no JSON: JSON itself has no undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

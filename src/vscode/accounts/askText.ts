import * as vscode from 'vscode';

export interface Parser {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined;
  };
}

export interface TextPrompt {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly schema: Parser;
  /** Empty is an answer. */
  readonly optional?: boolean;
  /** Typed text is a number. */
  readonly number?: boolean;
  /** Drawn as dots, as every credential is. */
  readonly masked?: boolean;
  /** Says something about what is typed so far. */
  readonly explain?: (text: string) => string;
}

/** Asks for a line and judges it as it is typed; undefined when the person leaves. */
export async function askText({
  optional = false,
  number = false,
  masked = false,
  value = '',
  ...asking
}: TextPrompt): Promise<string | undefined> {
  const { title, prompt, schema, explain } = asking;
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    password: masked,
    ignoreFocusOut: true,
    validateInput(typed) {
      const entered = typed.trim();
      if (entered === '') return optional ? undefined : 'This can not be left empty';
      const fault = schema.safeParse(number ? Number(entered) : entered).error?.issues[0]?.message;
      if (fault !== undefined) return fault;
      return explain && { message: explain(entered), severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  return text?.trim();
}

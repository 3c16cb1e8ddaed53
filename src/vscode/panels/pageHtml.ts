interface PageParts {
  /** Allows this page's script, and no other. */
  readonly scriptNonce: string;
  /** Goes with every message in both directions. */
  readonly messageNonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly styles: readonly string[];
}

// Of the empty style sheet: the toolkit adds one to learn whether :focus-visible exists.
const emptySheet = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The frame of every page. It holds no text from anywhere: what is shown arrives as messages. */
export function pageHtml({ scriptNonce, messageNonce, cspSource, script, styles }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${scriptNonce}'`,
    `style-src ${cspSource} ${emptySheet}`,
    `font-src ${cspSource}`,
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Custody</title>
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
</head>
<body data-nonce="${messageNonce}">
<main></main>
<script nonce="${scriptNonce}" src="${script}"></script>
</body>
</html>
`;
}

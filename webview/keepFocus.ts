/** Draws a part anew and leaves the keyboard on the control it was on, or else on the part's heading, or on `otherwise`. */
export function keepFocus(within: HTMLElement, redraw: () => void, otherwise?: HTMLElement | null): void {
  const focused = document.activeElement;
  if (!focused || !within.contains(focused)) return redraw();
  const name = nameOf(focused);
  redraw();
  if (within.contains(document.activeElement)) return;
  const again = [...within.querySelectorAll<HTMLElement>('vscode-button, [aria-label]')].find((other) => nameOf(other) === name);
  again?.focus();
  if (again && within.contains(document.activeElement)) return;
  const place = within.querySelector<HTMLElement>('h1, h2') ?? otherwise ?? within;
  // Not for a control, which takes the keyboard by itself: it would be out of the Tab order from then on.
  if (!place.shadowRoot) place.tabIndex = -1;
  place.focus();
}

/** As it is read out: buttons that show their label have no other. */
function nameOf(control: Element): string {
  return control.getAttribute('aria-label') ?? control.textContent;
}

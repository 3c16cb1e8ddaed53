/** Lets nothing be typed or pressed in a part of the page for as long as it is told; then the keyboard is where it was. */
export function holdStill(part: HTMLElement): (isStill: boolean) => void {
  let focused: Element | null = null;
  return (isStill) => {
    if (isStill && !part.inert) focused = part.contains(document.activeElement) ? document.activeElement : null;
    part.inert = isStill;
    // Whoever went elsewhere meanwhile stays there.
    if (!isStill && document.activeElement === document.body && focused instanceof HTMLElement) focused.focus();
    if (!isStill) focused = null;
  };
}

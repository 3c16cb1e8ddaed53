// A door of its own, so that a view can load zod when it is first needed and not at activation.
export * as z from 'zod';

// A door of its own, so that a view can load zod when it is first needed and not at activation. By name,
// because the whole namespace would bring every language of zod's messages along, 250 KiB of them.
export { ZodType } from 'zod';

'use strict';

const { readFile } = require('node:fs/promises');

/**
 * What to do for a chat message: "/script [...]" or a JSON code block lists {tool, input} steps;
 * any other sentence is looked up in the story file, an array of {ask, say, steps, done}.
 */
exports.readScript = async function readScript(message, storyPath) {
  const steps = /^\s*\/script\s+(\[[\s\S]*\])\s*$/.exec(message)?.[1] ?? /```(?:json)?\s*(\[[\s\S]*?\])\s*```/.exec(message)?.[1];
  if (steps !== undefined) return { transcript: true, steps: JSON.parse(steps) };
  const story = storyPath ? JSON.parse(await readFile(storyPath, 'utf8')) : [];
  const scene = story.find(({ ask }) => message.toLowerCase().includes(ask.toLowerCase()));
  if (scene) return { transcript: false, steps: [], ...scene };
  return { transcript: false, say: 'Send "/script [{"tool": ..., "input": ...}]", or a sentence from the story.', steps: [] };
};

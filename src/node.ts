import { nodeEngine } from './adapters/keys/node-engine.ts';
import { systemClock } from './base/clock.ts';
import { createLibrary } from './signatures/library.ts';

/** The library's face in Node: the names of `index.ts`, with Node's engine as default. */
const library = createLibrary({ engine: nodeEngine, clock: systemClock });

export const verifyDocument = library.verifyDocument;
export const validateDocument = library.validateDocument;
export const signDocument = library.signDocument;
export const prepareSignature = library.prepareSignature;
export const verifyPath = library.verifyPath;

// The names above stand before those of the same name in `index.ts`.
export * from './index.ts';

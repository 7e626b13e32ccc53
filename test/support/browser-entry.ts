import { isCertBankError, verifyDocument, verifyPath } from '../../src/index.ts';
import { verifyCaseBy } from './document-case.ts';
import { fromWire, toWire } from './wire.ts';

/** What runs in the browser: the library by the names of its functions, asked and answering in JSON. */
const FUNCTIONS = { verifyCase: verifyCaseBy(verifyDocument), verifyPath } as const;

export type BrowserFunction = keyof typeof FUNCTIONS;

/** The answer to each list of arguments, or the code of the refusal. */
export async function ask(name: BrowserFunction, questions: string): Promise<string> {
  const call = FUNCTIONS[name] as (...values: unknown[]) => Promise<unknown>;
  const answers: unknown[] = [];
  for (const values of fromWire(questions) as unknown[][]) {
    try {
      answers.push(await call(...values));
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      answers.push({ refusal: error.code });
    }
  }
  return toWire(answers);
}

/** Loaded when the applicant saves the key, so that the page itself stays small. */
export { writePkcs12 } from '../../index.ts';

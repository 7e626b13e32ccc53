/** Loaded when the report is printed, so that the page itself stays smaller. */
export { pdfReport } from '../../index.ts';

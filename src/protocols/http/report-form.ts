import type { Request } from 'express';
import { z } from 'zod';
import { CertBankError } from '../../base/errors.ts';
import { detailedReport } from '../../signatures/report/detailed.ts';
import { etsiReport } from '../../signatures/report/etsi-xml.ts';
import type { ReportLanguage } from '../../signatures/report/meanings.ts';
import { pdfReport } from '../../signatures/report/pdf.ts';
import { describeReport, printReportText } from '../../signatures/report/text.ts';
import type { DocumentValidation } from '../../signatures/verify-document.ts';

const FORMS = ['simple', 'detailed', 'etsi-xml', 'text', 'pdf'] as const;
export type ReportForm = (typeof FORMS)[number];

export const reportFormSchema = z.enum(FORMS).openapi({
  description: 'The form of the report; default: by the Accept header, `simple` for JSON',
});
export const reportLanguageSchema = z.enum(['da', 'en']).openapi({
  description: 'Language of `text` and `pdf`; default: by Accept-Language, else Danish',
});

export const REPORT_MEDIA_TYPES: Readonly<Record<ReportForm, string>> = {
  simple: 'application/json',
  detailed: 'application/json',
  'etsi-xml': 'application/xml',
  text: 'text/plain',
  pdf: 'application/pdf',
};

/** In the order of preference of this service, where the client has none. */
const BY_MEDIA_TYPE: Readonly<Record<string, ReportForm>> = {
  'application/json': 'simple',
  'application/xml': 'etsi-xml',
  'text/plain': 'text',
  'application/pdf': 'pdf',
};

/**
 * The form that the request's Accept header asks for.
 *
 * @throws CertBankError `not-acceptable`
 */
export function acceptedForm(request: Request): ReportForm {
  const offered = Object.keys(BY_MEDIA_TYPE);
  const accepted = request.accepts(offered);
  if (accepted === false) {
    throw new CertBankError('not-acceptable', { offered }, `a report can be ${offered.join(', ')}`);
  }
  return BY_MEDIA_TYPE[accepted]!;
}

/** The language that the request asks for; Danish where it accepts neither. */
export function acceptedLanguage(request: Request): ReportLanguage {
  return request.acceptsLanguages(['da', 'en']) === 'en' ? 'en' : 'da';
}

/** A report as it is sent. */
export async function writeReport(
  validation: DocumentValidation,
  form: ReportForm,
  language: ReportLanguage,
): Promise<Uint8Array> {
  switch (form) {
    case 'simple':
      return Buffer.from(JSON.stringify(validation.report));
    case 'detailed':
      return Buffer.from(JSON.stringify(detailedReport(validation)));
    case 'etsi-xml':
      return Buffer.from(etsiReport(validation));
    case 'text':
      return Buffer.from(printReportText(describeReport(validation.report, language)));
    case 'pdf':
      return pdfReport(validation.report, language);
  }
}

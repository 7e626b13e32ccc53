import { Page } from '../html/page.tsx';
import type { View } from '../view.ts';
import type { ErrorCode } from '../../base/errors.ts';
import type { TextKey } from '../texts.ts';
import { TEXTS } from '../texts.ts';

export interface ProblemModel {
  readonly status: number;
  /** Our error code, or `internal`. */
  readonly code: string;
  /** What to quote when asking for help. */
  readonly requestId?: string;
}

export function problemPage(view: View, problem: ProblemModel) {
  const { t } = view;
  const title = t(titleOf(problem.status));
  return (
    <Page view={view} title={title}>
      <h1>{title}</h1>
      <p class="cb-lead">{t(messageOf(problem.code))}</p>
      <p class="cb-below">
        {t('problem.code', { code: problem.code })}
        {problem.requestId !== undefined && ` · ${problem.requestId}`}
      </p>
      <p class="mt-6">
        <a class="button button-primary" href="/">
          {t('problem.home')}
        </a>
      </p>
    </Page>
  );
}

/** The text of an error code; a code without one is told as an internal error. */
export function messageOf(code: string): `error.${ErrorCode | 'internal'}` {
  const key = `error.${code}`;
  return (Object.hasOwn(TEXTS.da, key) ? key : 'error.internal') as `error.${ErrorCode | 'internal'}`;
}

function titleOf(status: number): TextKey {
  if (status === 404 || status === 410) return 'problem.title.404';
  if (status === 401 || status === 403) return 'problem.title.403';
  if (status === 429) return 'problem.title.429';
  return status >= 500 ? 'problem.title.500' : 'problem.title.other';
}

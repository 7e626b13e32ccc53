import type { View } from '../view.ts';
import { ErrorSummary, type FieldError } from './alert.tsx';
import { Icon } from './icon.tsx';

/** One field and a button; a GET, so that a search can be kept and shared as an address. */
export function SearchForm(props: {
  readonly view: View;
  readonly action: string;
  readonly q: string;
  readonly errors: readonly FieldError[];
}) {
  const { view } = props;
  const { t } = view;
  const error = props.errors.find((one) => one.field === 'q');
  return (
    <>
      <ErrorSummary view={view} errors={props.errors} />
      <form method="get" action={props.action} role="search" class="cb-search" novalidate>
        <div class={error === undefined ? 'form-group' : 'form-group form-error'}>
          <label class="form-label" for="q">
            {t('search.q')}
          </label>
          <span class="form-hint" id="q-hint">
            {t('search.q.hint')}
          </span>
          {error !== undefined && (
            <span class="form-error-message" id="q-error">
              {error.message}
            </span>
          )}
          <div class="search mt-3">
            <input
              class="form-input"
              id="q"
              name="q"
              type="search"
              value={props.q}
              maxLength={200}
              autocomplete="off"
              aria-describedby={error === undefined ? 'q-hint' : 'q-hint q-error'}
            />
            <button type="submit" class="button button-search">
              <Icon view={view} name="search" />
              {t('search.submit')}
            </button>
          </div>
        </div>
      </form>
    </>
  );
}

import type { ComponentChildren } from 'preact';
import type { View } from '../view.ts';
import { Icon } from './icon.tsx';

export type AlertKind = 'success' | 'warning' | 'error' | 'info';

export interface AlertProps {
  readonly view: View;
  readonly kind: AlertKind;
  readonly heading: string;
  readonly children?: ComponentChildren;
  /** Read out at once; for what happened after the page was shown. */
  readonly isUrgent?: boolean;
}

export function Alert({ view, kind, heading, children, isUrgent }: AlertProps) {
  return (
    <div class={`alert alert-${kind}`} role={isUrgent === true ? 'alert' : undefined}>
      <div class="alert-body">
        <p class="alert-heading">
          <Icon view={view} name={kind} class="alert-icon" />
          <span class="sr-only">{view.t(`alert.${kind}`)} </span>
          {heading}
        </p>
        {children === undefined ? null : <div class="alert-text">{children}</div>}
      </div>
    </div>
  );
}

/** What was refused in a form: `field` is the id of the field that it is about. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The list of what is wrong, above the form; it takes the focus when the page opens. */
export function ErrorSummary({ view, errors }: { view: View; errors: readonly FieldError[] }) {
  if (errors.length === 0) return null;
  return (
    <div
      class="alert alert-error cb-error-summary"
      role="alert"
      tabIndex={-1}
      autofocus
      aria-labelledby="error-summary-heading"
    >
      <div class="alert-body">
        <h2 class="alert-heading" id="error-summary-heading">
          <Icon view={view} name="error" class="alert-icon" />
          {view.t('form.problems')}
        </h2>
        <ul class="alert-text nobullet-list">
          {errors.map((error) => (
            <li key={error.field + error.message}>
              {error.field === '' ? (
                error.message
              ) : (
                <a class="function-link" href={`#${error.field}`}>
                  {error.message}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

import type { View } from '../view.ts';
import { Icon } from './icon.tsx';

/** Where one is in a task of several steps; `current` counts from 0. */
export function Steps(props: {
  readonly view: View;
  readonly titles: readonly string[];
  readonly current: number;
}) {
  const { view, titles, current } = props;
  return (
    <nav aria-label={view.t('steps.label')} class="cb-steps d-print-none">
      <ol class="step-indicator">
        {titles.map((title, index) => (
          <li key={title} class={index === current ? 'current' : index > current ? 'disabled' : undefined}>
            <div class="step" aria-current={index === current ? 'step' : undefined}>
              {index < current ? (
                <span class="step-icon">
                  <Icon view={view} name="check" />
                  <span class="sr-only">{view.t('steps.done')}</span>
                </span>
              ) : (
                <span class="step-number">
                  <span>{index + 1}</span>
                </span>
              )}
              <div>
                <span class="step-title">{title}</span>
              </div>
            </div>
          </li>
        ))}
      </ol>
    </nav>
  );
}

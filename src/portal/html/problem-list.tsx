import type { View } from '../view.ts';
import { Icon } from './icon.tsx';

/** Filled in by the program: what is wrong with the form `name`. */
export function ProblemList({ view, name }: { view: View; name: string }) {
  return (
    <div class="alert alert-error cb-error-summary" role="alert" tabIndex={-1} data-problems={name} hidden>
      <div class="alert-body">
        <h2 class="alert-heading">
          <Icon view={view} name="error" class="alert-icon" />
          {view.t('form.problems')}
        </h2>
        <ul class="alert-text nobullet-list" />
      </div>
    </div>
  );
}

import type { View } from '../view.ts';

/** Shown by a program while it works; it tells what it does and how far it is. */
export function WorkingSection(props: {
  readonly view: View;
  readonly title: string;
  /** What the bar is for, to whoever cannot see it. */
  readonly progress: string;
}) {
  return (
    <section data-step="work" hidden>
      <h2 tabIndex={-1}>{props.title}</h2>
      <p role="status" data-slot="progress" />
      <progress class="cb-progress" aria-label={props.progress} />
    </section>
  );
}

import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { Icon, type IconName } from './icon.tsx';

/** The words and pictures that a program of the page may need; it has none of its own. */
export function ProgramWords(props: {
  readonly view: View;
  readonly messages: readonly TextKey[];
  readonly pictures?: readonly IconName[];
}) {
  const { view, messages, pictures = [] } = props;
  return (
    <>
      {messages.map((key) => (
        <template key={key} data-message={key}>
          {view.t(key)}
        </template>
      ))}
      {pictures.map((name) => (
        <template key={name} data-picture={name}>
          <Icon view={view} name={name} />
        </template>
      ))}
    </>
  );
}

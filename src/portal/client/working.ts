import { drawn } from './read-file.ts';
import { fill, message, part } from './screen.ts';

/** Says what is being done; the bar moves with `share` (0 to 1), and without it shows that there is no telling. */
export function tellProgress(key: string, share?: number): Promise<void> {
  fill('progress', message(key));
  const bar = part('progress') as HTMLProgressElement;
  if (share === undefined) bar.removeAttribute('value');
  else bar.value = share;
  return drawn();
}

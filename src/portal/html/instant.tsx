import { formatDay, formatInstant, type View } from '../view.ts';

/** An instant in words, with the exact one for programs. */
export function Instant({ view, at }: { view: View; at: Date }) {
  return <time dateTime={at.toISOString()}>{formatInstant(view, at)}</time>;
}

export function Day({ view, at }: { view: View; at: Date }) {
  return <time dateTime={at.toISOString()}>{formatDay(view, at)}</time>;
}
